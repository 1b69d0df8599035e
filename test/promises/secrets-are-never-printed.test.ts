import { spawnSync } from 'node:child_process'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { Type } from 'typebox'
import { openLog } from '../../adapters/telemetry/log.js'
import { openTelemetry } from '../../adapters/telemetry/telemetry.js'
import { decodeBody } from '../../bus/codec.js'
import { channel, deadLetters, question, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { addClient } from '../../routes/clients.js'
import { ask, operation, send } from '../../routes/operation.js'
import { webServer } from '../../routes/server.js'
import * as collector from '../../sandbox/stand-ins/otlp-collector.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, Partner } from '../kit/outside.js'
import { plainEnvironment } from '../spawned.js'
import { openStory, PAYER } from '../stories/study-fees/town.js'

// A hub and its partners on a busy machine take their time.
t.setTimeout(120_000)

const COMMAND = fileURLToPath(new URL('../../bin/dromedary.js', import.meta.url))
const [GIVEN_NAME, FAMILY_NAME] = PAYER.name.split(' ') as [string, string]

t.test('neither log nor trace nor error nor audit holds a key, a secret, a name or an address', async (t) => {
  const seen = await collector.start()
  const story = await openStory(t, {
    HUB_LOG_LEVEL: 'debug',
    HUB_METRICS_PORT: '0',
    HUB_OTLP_URL: seen.url,
    HUB_OTLP_HEADERS: 'x-key=plainly-fictitious',
  })
  t.teardown(() => seen.close())
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
    'plainly-fictitious',
  ]
  const { store } = story.hub()
  const messages = (await store.messages({}, { limit: 200 })).rows
  t.ok(messages.length >= 4)
  const traces = await Promise.all(messages.map(({ id }) => store.traces(id)))
  const figures = await (await fetch(`${story.hub().metricsAddress}/metrics`)).text()
  // Closing sends the spans that are left.
  const spans = async () => {
    await story.restart()
    return seen.texts.join('')
  }
  const printed: Record<string, string> = {
    figures,
    log: story.lines.join(''),
    traces: JSON.stringify(traces.flat().map(({ steps }) => decodeBody(steps))),
    fates: JSON.stringify(messages.map(({ answer: _, ...fate }) => fate)),
    audit: JSON.stringify((await store.audit({ limit: 200 })).rows),
    refusal: JSON.stringify(refused.body),
    spans: await spans(),
  }
  t.ok(story.lines.length > 5, 'the log was not silent')
  for (const [where, text] of Object.entries(printed)) {
    t.ok(text.length > 2, `${where} says something`)
    for (const secret of secrets) t.notOk(text.includes(secret), `${where} does not hold ${secret.slice(0, 3)}…`)
  }
  t.match(printed.refusal, /characters/, 'the refusal tells a length instead')
  t.match(printed.figures, /^dromedary_http_request_seconds_count\{.*status="422"\} 1$/m)
  t.match(printed.spans, /"run study-fees\//)
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

t.test('a personal code that comes where it should not is in no log, figure, span or refusal', async (t) => {
  const CODE = '010594Y9032'
  const seen = await collector.start()
  t.teardown(() => seen.close())
  const lines: string[] = []
  const to = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const telemetry = await openTelemetry({
    log: openLog('debug', to),
    say: () => {},
    version: '0.0.0',
    metrics: true,
    spans: { url: seen.url, ratio: 1, service: 'desk', everyMs: 20 },
  })
  const Person = schema(
    Type.Object(
      {
        code: Type.String({ pattern: '^\\d{6}[-+A-Y]\\d{3}[0-9A-Y]$', 'x-personal': true }),
        fails: Type.Union([Type.Literal('step'), Type.Literal('partner'), Type.Literal('answer'), Type.Literal('no')]),
      },
      { $id: 'Desk.Person', additionalProperties: false },
    ),
  )
  const people = channel('desk/people', Person)
  const lookUp = question('desk/look-up', Person, Person)
  const partner = new Partner()
  const ends = endsOf(partner)
  const whole = { retry: { attempts: 2, delay: '5ms' }, thenTo: deadLetters } as const
  const take = flow('desk/take')
    .from(people)
    .onFailure(whole)
    .inOrderBy(({ code }) => code, { afterDeadLetter: 'go-on' })
    .knownBy({ person: ({ code }) => code })
    .transform(function careless(person) {
      if (person.fails === 'step') throw new TypeError(`${person.code} is not what I thought`)
      return person
    })
    .call(ends.park, { ask: (person) => person, into: (person) => person, once: ({ code }) => code })
    .drop('seen')
  const answer = flow('desk/answer')
    .from(lookUp)
    .reply((person) => (person.fails === 'answer' ? { ...person, [CODE]: person.code } : person))
  const hub = await testHub(t, [take, answer], { watch: telemetry.watch })
  const { metrics } = telemetry
  metrics!.look(hub.engine)
  const operations = [
    operation({
      name: 'desk/send',
      summary: 'Sends a person',
      method: 'POST',
      path: '/desk/people',
      scope: 'desk:people:write',
      request: Person,
      run: send(people),
    }),
    operation({
      name: 'desk/look-up',
      summary: 'Looks a person up',
      method: 'POST',
      path: '/desk/look-ups',
      scope: 'desk:people:write',
      request: Person,
      response: Person,
      run: ask(lookUp, { within: '2s', dropped: 422 }),
    }),
  ]
  const scopes = ['desk:people:write']
  const { key } = await addClient(hub.books.store, { name: 'desk', scopes, known: scopes, now: 0 })
  const server = await webServer({
    hub: hub.engine,
    operations,
    db: undefined,
    version: '0.0.0',
    watch: telemetry.watch,
    log: openLog('debug', to),
  })
  server.state = 'ready'
  t.teardown(() => server.close())
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const refusals: string[] = []
  const call = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answered = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    const text = await answered.text()
    if (answered.status >= 400) refusals.push(text)
    return answered.status
  }
  const foreign = () => new Error(`no room for ${CODE}`)
  partner.next.push(foreign())
  const good = { code: CODE, fails: 'no' }
  t.equal(await call('/desk/people', { ...good, code: `${CODE}X` }), 422)
  t.equal(await call('/desk/people', { ...good, [CODE]: CODE }), 422)
  t.equal(await call('/desk/people', { ...good, fails: CODE }), 422)
  t.equal(await call('/desk/people', { ...good, code: [CODE] }), 422)
  t.equal(await call('/desk/people', `{"code": "${CODE}", fails: ${CODE}`), 400)
  t.equal(await call('/desk/people', CODE), 400)
  t.equal(await call(`/desk/people?code=${CODE}`, good), 422)
  t.equal(await call(`/desk/${CODE}`, good), 404)
  t.equal(await call('/desk/people', good, { 'content-type': `text/${CODE}` }), 415)
  t.equal(await call('/desk/people', good, { accept: `text/${CODE}` }), 406)
  t.equal(await call('/desk/people', good, { traceparent: CODE }), 202, 'in doubt: a foreign error')
  t.equal(await call('/desk/people', { code: '010190-999W', fails: 'step' }), 202)
  t.ok((await call('/desk/look-ups', { ...good, fails: 'answer' })) >= 400, 'an answer that does not fit')
  await until('the dead letter', () => lines.join('').includes('"outcome":"dead-letter"'))
  await until('the doubt', () => lines.join('').includes('"outcome":"in-doubt"'))
  const printed: Record<string, string> = { figures: await metrics!.text(), refusals: refusals.join('') }
  await hub.stop()
  await telemetry.close()
  Object.assign(printed, { log: lines.join('') + hub.logged.join(''), spans: seen.texts.join('') })
  for (const [where, text] of Object.entries(printed)) {
    t.ok(text.length > 100, `${where} says something`)
    for (const code of [CODE, '010594', '010190-999W', '010190'])
      t.notOk(text.includes(code), `${where}: ${text.slice(Math.max(0, text.indexOf(code) - 80)).slice(0, 160)}`)
  }
  t.match(printed.spans, /"run desk\/take"/)
  t.match(printed.figures, /dromedary_dead_letters_total\{flow="desk\/take",code="HUB_STEP_FAILED"\} 1/)
})
