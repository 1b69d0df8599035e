import { paymentReturn } from '../../flows/study-fees/channels.js'
import { WAYS, type WayLetter } from '../../registers/study-fees/return-address.js'
import type { RoutePlugin } from '../plugin.js'

const CODE = /^([rcxnk])([A-Za-z0-9_-]{16})$/
const MOST_QUERY = 8192

/**
 * The short addresses that banks and Paytrail are given: `/p/` with a letter for the way and a token nobody can guess.
 * The query goes on as it came, since the bank's is ISO-8859-1 and signed. Browsers are sent on with 303, servers get 200.
 */
const route: RoutePlugin = async (app, { hub }) => {
  app.get<{ Params: { code: string } }>('/p/:code', async (request, reply) => {
    const found = CODE.exec(request.params.code)
    const address = request.raw.url ?? ''
    const query = address.includes('?') ? address.slice(address.indexOf('?') + 1) : ''
    if (found === null || query.length > MOST_QUERY)
      return reply.code(404).type('text/plain').send('There is nothing here.\n')
    const [, letter, token] = found
    const way = WAYS[letter as WayLetter]
    const traceparent = request.watch?.traceparent
    const options = { within: '20s', ...(traceparent && { traceparent }) } as const
    const asked = await hub.ask(paymentReturn, { token: token!, way, query }, options)
    if (asked.state !== 'answered')
      return reply
        .code(503)
        .header('retry-after', '5')
        .type('text/plain; charset=utf-8')
        .send('The payment was received and is being handled. Reload this page in a moment.\n')
    const { answer } = asked
    if (answer.result === 'unknown') return reply.code(404).type('text/plain').send('There is nothing here.\n')
    if (answer.redirect === undefined) return reply.code(200).type('text/plain').send('OK\n')
    return reply.code(303).header('location', answer.redirect).send()
  })
}
export default route
