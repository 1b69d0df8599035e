import { join } from 'node:path'
import t from 'tap'
import { openHub, prepare } from '../../hub.js'
import { SETTINGS, writeRoot } from './sound-root.js'

const at = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)
// As long as two names together may be.
const SIGNAL = `shop/${'s'.repeat(65)}`
const WAITING = `shop/${'w'.repeat(60)}`
const TAKING = `signal:${SIGNAL} for ${WAITING}`

const CHANGES = {
  [`flows/${WAITING}.flow.js`]: `
    import { flow } from ${at('bus/flow.js')}
    import { channel, signal } from ${at('bus/ends.js')}
    import { Order } from './channels.js'
    const parcels = channel('shop/parcels', Order)
    const arrival = signal('${SIGNAL}', Order, { key: ({ orderId }) => orderId, keep: '1d' })
    export default flow('${WAITING}').from(parcels)
      .waitFor(arrival, { key: ({ orderId }) => orderId, until: '3d', into: (order) => order })
      .drop('it came')`,
}

t.test('the flow that takes the events of a signal is listed and paused like any other', async (t) => {
  const folder = t.testdir({})
  const root = writeRoot(join(folder, 'root'), CHANGES)
  const env = { ...SETTINGS, HUB_DATA: join(folder, 'data') }
  const hub = await openHub({ ...(await prepare(root, { env, cwd: folder })), listen: false, schedule: false })
  t.teardown(() => hub.close())
  t.match(await hub.carryOut('flows.pause', { flow: TAKING }, 'operator:test'), { flow: TAKING, paused: true })
  const waits = { gathering: 0, splitting: 0, held: 0 }
  const flows = (await hub.carryOut('flows.list', {}, 'operator:test')) as { readonly id: string }[]
  t.match(
    flows.sort((a, b) => (a.id < b.id ? -1 : 1)),
    [
      { id: 'shop/settle', paused: false, ...waits },
      { id: 'shop/take-orders', paused: false, ...waits },
      { id: WAITING, paused: false, ...waits },
      { id: TAKING, paused: true, ...waits },
    ],
  )
})
