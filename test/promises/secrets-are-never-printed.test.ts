import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { decodeBody } from '../../bus/codec.js'
import { plainEnvironment } from '../spawned.js'
import { openStory, PAYER } from '../stories/study-fees/town.js'

// A hub and its partners on a busy machine take their time.
t.setTimeout(120_000)

const COMMAND = fileURLToPath(new URL('../../bin/dromedary.js', import.meta.url))
const [GIVEN_NAME, FAMILY_NAME] = PAYER.name.split(' ') as [string, string]

t.test('neither log nor trace nor error nor audit holds a key, a secret, a name or an address', async (t) => {
  const story = await openStory(t, { HUB_LOG_LEVEL: 'debug' })
  const order = await story.order()
  const started = await story.start(order, 'solopmt')
  const { location } = story.town.bank.customer({ stamp: started.stamp, choice: 'pay' })
  await story.browse(location)
  await story.browse(location.replace(/RETURN_PAID=\w/, 'RETURN_PAID=X'))
  const second = await story.order('restoring')
  const paytrail = await story.start(second, 'paytrail')
  story.town.paytrail.customer({ transactionId: story.transactionOf(paytrail), status: 'ok', wrong: 'signature' })
  await story.town.paytrail.deliver()
  const refused = await story.call('POST', '/study-fees/processing-fees', {
    kind: 'restoring',
    payer: { name: `${GIVEN_NAME} ${'x'.repeat(300)}`, email: `${FAMILY_NAME} is no address` },
  })
  t.equal(refused.status, 422)
  await story.settled()

  const secrets = [
    GIVEN_NAME,
    FAMILY_NAME,
    PAYER.email,
    'testi.henkilo',
    'LEHTI',
    story.town.paytrail.secret,
    story.client.key,
  ]
  const { store } = story.hub()
  const messages = (await store.messages({}, { limit: 200 })).rows
  t.ok(messages.length >= 4)
  const traces = await Promise.all(messages.map(({ id }) => store.traces(id)))
  const printed: Record<string, string> = {
    log: story.lines.join(''),
    traces: JSON.stringify(traces.flat().map(({ steps }) => decodeBody(steps))),
    fates: JSON.stringify(messages.map(({ answer: _, ...fate }) => fate)),
    audit: JSON.stringify((await store.audit({ limit: 200 })).rows),
    refusal: JSON.stringify(refused.body),
  }
  t.ok(story.lines.length > 5, 'the log was not silent')
  for (const [where, text] of Object.entries(printed)) {
    t.ok(text.length > 2, `${where} says something`)
    for (const secret of secrets) t.notOk(text.includes(secret), `${where} does not hold ${secret.slice(0, 3)}…`)
  }
  t.match(printed.refusal, /characters/, 'the refusal tells a length instead')
})

t.test('check and --print-config show that a secret is set, and where, but not the secret', async (t) => {
  const env = {
    ...plainEnvironment(),
    HUB_NORDEA_KEY: 'plainly-fictitious-key',
    HUB_PAYTRAIL_SECRET: 'plainly-fictitious-secret',
  }
  for (const words of [['check'], ['start', '--print-config'], ['start', '--print-config', '--json']]) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [COMMAND, ...words], { env, encoding: 'utf8' })
    t.equal(status, 0, stderr)
    t.match(stdout, /HUB_NORDEA_KEY/)
    t.notMatch(stdout + stderr, /plainly-fictitious/)
  }
})
