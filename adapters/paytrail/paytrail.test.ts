import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { endOf } from '../../bus/adapter.js'
import { addressOfNobody, opened, until } from '../../sandbox/stand-ins/harness.js'
import * as standIn from '../../sandbox/stand-ins/paytrail.js'
import type { PaytrailPayment } from '../../schemas/partners/paytrail.js'
import { paytrail } from './paytrail.js'
import { paytrailSignature } from './signature.js'

const pay = paytrail('paytrail')
const options = { merchantId: '375917', secret: 'SAIPPUAKAUPPIAS' }
const payment: PaytrailPayment = {
  stamp: '20260301120000123456',
  reference: '12345672',
  cents: 3500,
  items: [
    { unitCents: 3500, units: 1, vatPercentage: 0, productCode: 'extra-time', description: 'Lisäajan käsittelymaksu' },
  ],
  customer: { email: 'testi.henkilo@example.fi' },
  successUrl: 'https://hub.example.fi/pay/ok',
  cancelUrl: 'https://hub.example.fi/pay/cancel',
}
const notDone = { instruction: { effect: 'not-done' } }
const unknown = { instruction: { effect: 'unknown', retry: 'retry' } }

async function atPaytrail(t: Test, more: object = {}) {
  const server = await standIn.start()
  t.teardown(() => server.close())
  const hub = await opened(t, pay, { ...options, url: server.url, ...more })
  const created = async (changes: Partial<PaytrailPayment> = {}) => {
    const answer = await hub.perform(pay.create, { ...payment, ...changes })
    if (answer.outcome !== 'created') throw new Error(JSON.stringify(answer))
    return answer
  }
  const factsOf = async (location: string, way: 'success' | 'cancel' | 'callback-success' = 'success') =>
    (await hub.read(pay.verifyReturn, { query: location.slice(location.indexOf('?') + 1), way }))[0]!
  return { server, hub, created, factsOf }
}

t.test('a payment is created with the bytes that were signed, and its status can be asked', async (t) => {
  const { server, hub, created } = await atPaytrail(t)
  const { transactionId, href, reference } = await created()
  t.match({ href, reference }, { href: new RegExp(`^${server.url}/pay/`), reference: '12345672' })
  t.match(server.payments(), [
    { body: { amount: 3500, currency: 'EUR', items: [{ description: 'Lisäajan käsittelymaksu' }] } },
  ])
  t.match(await hub.read(pay.status, { transactionId }), [
    { outcome: 'UNKNOWN', status: 'new', cents: 3500, stamp: payment.stamp, reference: '12345672' },
  ])
  server.customer({ transactionId, status: 'ok', cents: 3400 })
  t.match(await hub.read(pay.status, { transactionId }), [
    { outcome: 'PAID', status: 'ok', cents: 3400, currency: 'EUR', provider: 'nordea', filingCode: /./, paidAt: /^20/ },
  ])
  t.same(await hub.read(pay.status, { transactionId: '00000000-0000-4000-8000-000000000000' }), [], 'none is no row')
})

t.test('SHA-512 is spoken when configured', async (t) => {
  const { hub, created } = await atPaytrail(t, { algorithm: 'sha512' })
  const { transactionId } = await created()
  t.match(await hub.read(pay.status, { transactionId }), [{ status: 'new' }])
})

t.test('the policy for a creation in doubt is to abandon it, with an answer the flow can go on with', async (t) => {
  const end = endOf(pay.create)
  if (end?.kind !== 'callable') return t.fail('not a callable')
  t.equal(end.how.inDoubt, 'abandon')
  t.same(end.how.abandonedAs?.(payment), { outcome: 'no-answer' })
})

t.test('what failed says whether a payment may exist', async (t) => {
  const { server, hub } = await atPaytrail(t, { deadlineMs: 150 })
  let stamps = 0
  const create = () => hub.perform(pay.create, { ...payment, stamp: `stamp-${stamps++}` })
  const cases: [standIn.PaytrailFault, { code: string; message?: RegExp; instruction: object }, number][] = [
    ['drop', { code: 'HUB_HTTP_NO_ANSWER', ...unknown }, 1],
    ['delay', { code: 'HUB_HTTP_NO_ANSWER', ...unknown }, 1],
    ['half', { code: 'HUB_HTTP_NO_ANSWER', ...unknown }, 1],
    ['refuse', { code: 'HUB_HTTP_NO_ANSWER', ...unknown }, 0],
    ['fail-after', { code: 'HUB_PAYTRAIL_BROKEN', message: /HTTP 500/, ...unknown }, 1],
    ['fail-before', { code: 'HUB_PAYTRAIL_BROKEN', ...unknown }, 0],
    ['tamper', { code: 'HUB_PAYTRAIL_ANSWER', message: /signature is wrong/, ...unknown }, 1],
    ['unsigned', { code: 'HUB_PAYTRAIL_ANSWER', ...unknown }, 1],
    ['busy', { code: 'HUB_PAYTRAIL_REFUSED', instruction: { effect: 'not-done', retry: 'retry' } }, 0],
  ]
  for (const [fault, error, made] of cases) {
    const before = server.created()
    server.faults({ [fault]: 1 })
    await t.rejects(create(), error, fault)
    t.equal(server.created() - before, made, `${fault}: payments that exist`)
  }
  t.match(await create(), { outcome: 'created' })
  const nobody = await opened(t, pay, { ...options, url: await addressOfNobody() })
  await t.rejects(nobody.perform(pay.create, payment), {
    code: 'HUB_HTTP_UNREACHED',
    instruction: { effect: 'not-done', retry: 'retry' },
  })
})

t.test(
  'a request Paytrail finds wrong is an answer with its reason; a wrong secret is an error that gives up',
  async (t) => {
    const { server, hub, created } = await atPaytrail(t)
    await created()
    t.match(await hub.perform(pay.create, payment), { outcome: 'refused', status: 400, message: 'stamp is not unique' })
    server.faults({ unsigned: 1 })
    t.match(
      await hub.perform(pay.create, payment),
      { message: 'refused without a valid signature' },
      'unsigned words are not shown',
    )
    const wrong = await opened(t, pay, { ...options, url: server.url, secret: 'OTHER' })
    await t.rejects(wrong.perform(pay.create, { ...payment, stamp: 'x' }), {
      code: 'HUB_PAYTRAIL_LOGIN',
      message: /^(?!.*OTHER)/,
      instruction: { effect: 'not-done', retry: 'give-up' },
    })
    t.equal(server.created(), 1)
  },
)

t.test('what Paytrail would refuse is refused before it is sent, naming the field', async (t) => {
  const { server, hub } = await atPaytrail(t)
  const item = payment.items[0]!
  const wrong: [Partial<PaytrailPayment>, RegExp][] = [
    [{ cents: 3501 }, /amount of a payment is the sum of its items, 3500/],
    [{ cents: 0 }, /amount/],
    [{ cents: 100_000_000 }, /99999999/],
    [{ items: [] }, /items/],
    [{ items: [{ ...item, vatPercentage: 25.55 }] }, /vatPercentage/],
    [{ items: [{ ...item, unitCents: 0.5, units: 7000 }] }, /unitPrice/],
    [{ items: [{ ...item, productCode: 'x'.repeat(101) }] }, /productCode/],
    [{ stamp: '' }, /stamp/],
    [{ reference: 'x'.repeat(201) }, /reference/],
    [{ successUrl: `https://hub.example.fi/${'x'.repeat(300)}` }, /redirectUrls.success of a payment is 1 to 300/],
    [{ cancelUrl: 'hub.example.fi' }, /redirectUrls.cancel/],
    [{ callbackUrls: { success: 'https://hub.example.fi', cancel: 'x' } }, /callbackUrls.cancel/],
    [{ customer: { email: 'nobody' } }, /customer.email (?!.*nobody)/],
  ]
  for (const [changes, message] of wrong) {
    await t.rejects(hub.perform(pay.create, { ...payment, ...changes }), {
      code: 'HUB_PAYTRAIL_FIELD',
      message,
      ...notDone,
    })
  }
  await t.rejects(hub.read(pay.status, { transactionId: '../merchants' }), { code: 'HUB_PAYTRAIL_FIELD' })
  t.equal(server.created(), 0)
})

t.test('a status with a wrong signature, of another transaction or without sense is not used', async (t) => {
  const { server, hub, created } = await atPaytrail(t)
  const { transactionId } = await created()
  server.faults({ tamper: 1 })
  await t.rejects(hub.read(pay.status, { transactionId }), { code: 'HUB_PAYTRAIL_ANSWER', ...unknown })

  const good = { transactionId, status: 'ok', amount: 3500, currency: 'EUR', stamp: '1', reference: '2' }
  let answer: { body: string; algorithm?: 'sha256' | 'sha512'; headers?: Record<string, string> } = { body: '' }
  const fake = createServer((_: IncomingMessage, response: ServerResponse) => {
    const algorithm = answer.algorithm ?? 'sha256'
    const headers = { 'checkout-account': '375917', 'checkout-algorithm': algorithm, ...answer.headers }
    const signature = paytrailSignature(algorithm, options.secret, headers, answer.body)
    response.writeHead(200, { ...headers, signature }).end(answer.body)
  }).listen(0, '127.0.0.1')
  await once(fake, 'listening')
  t.teardown(() => {
    fake.closeAllConnections()
    fake.close()
  })
  const other = await opened(t, pay, { ...options, url: `http://127.0.0.1:${(fake.address() as AddressInfo).port}` })
  const refused = async (given: typeof answer, message: RegExp) => {
    answer = given
    await t.rejects(other.read(pay.status, { transactionId }), { code: 'HUB_PAYTRAIL_ANSWER', message, ...unknown })
  }
  answer = { body: JSON.stringify(good) }
  t.match(await other.read(pay.status, { transactionId }), [{ outcome: 'PAID' }])
  await refused({ body: JSON.stringify(good), algorithm: 'sha512' }, /another algorithm/)
  await refused({ body: JSON.stringify(good), headers: { 'checkout-account': '1' } }, /another account/)
  await refused({ body: JSON.stringify(good), headers: { 'checkout-transaction-id': 'x' } }, /another transaction/)
  await refused({ body: JSON.stringify({ ...good, transactionId: 'x' }) }, /another transaction/)
  await refused({ body: JSON.stringify({ ...good, status: 'toString' }) }, /none of new, ok/)
  await refused({ body: JSON.stringify({ ...good, amount: '3500' }) }, /amount/)
  await refused({ body: JSON.stringify({ ...good, stamp: undefined }) }, /stamp/)
  await refused({ body: '[]' }, /no JSON object/)
  await refused({ body: '{' }, /no JSON object/)
})

t.test('redirect and callback carry the same proven facts', async (t) => {
  const arrived: string[] = []
  const server = createServer((request, response) => {
    arrived.push(request.url ?? '')
    response.writeHead(arrived.length === 1 ? 503 : 200).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { server: partner, created, factsOf } = await atPaytrail(t)
  const callbackUrls = { success: `${base}/ok`, cancel: `${base}/cancel` }
  const { transactionId } = await created({ callbackUrls })
  const { location } = partner.customer({ transactionId, status: 'ok', callbacks: 3 })
  await until(() => arrived.length === 4)
  const facts = {
    outcome: 'PAID',
    macValid: true,
    status: 'ok',
    cents: 3500,
    stamp: payment.stamp,
    reference: '12345672',
    transactionId,
    provider: 'nordea',
  }
  t.same(await factsOf(location), { way: 'success', ...facts })
  for (const url of arrived) t.same(await factsOf(url, 'callback-success'), { way: 'callback-success', ...facts })
})

t.test('statuses become the words of the hub, and success may come after cancel', async (t) => {
  const { server, created, factsOf } = await atPaytrail(t)
  const { transactionId } = await created()
  const decide = (status: standIn.Decision['status']) => server.customer({ transactionId, status }).location
  const cancelled = decide('fail')
  t.ok(cancelled.startsWith(payment.cancelUrl))
  t.match(await factsOf(cancelled, 'cancel'), { outcome: 'CANCELLED', macValid: true, status: 'fail' })
  t.match(await factsOf(cancelled, 'success'), { outcome: 'REJECTED' }, 'what is signed decides, not the address')
  t.match(await factsOf(decide('pending')), { outcome: 'PENDING' })
  t.match(await factsOf(decide('delayed')), { outcome: 'PENDING' })
  t.match(await factsOf(decide('ok'), 'cancel'), { outcome: 'PAID' })
})

t.test('a changed, doubled, downgraded or foreign return proves nothing and shows no amount', async (t) => {
  const { server, created, factsOf } = await atPaytrail(t)
  const { transactionId } = await created()
  const wrongs: [NonNullable<standIn.Decision['wrong']>, string][] = [
    ['amount-after-signing', 'bad-mac'],
    ['signature', 'bad-mac'],
    ['algorithm', 'wrong-algorithm'],
    ['duplicate', 'duplicate-parameter'],
    ['foreign-account', 'wrong-account'],
  ]
  for (const [wrong, problem] of wrongs) {
    const facts = await factsOf(server.customer({ transactionId, status: 'ok', wrong }).location)
    t.match(facts, { outcome: 'ERROR', macValid: false, problem }, wrong)
    t.equal(facts.cents, undefined)
    t.equal(facts.transactionId, undefined)
  }
  const { location } = server.customer({ transactionId, status: 'ok' })
  const query = location.slice(location.indexOf('?') + 1)
  const pairs = query.split('&')
  for (const [index, pair] of pairs.entries()) {
    const name = pair.split('=')[0]!
    const last = pair.at(-1) === '1' ? '2' : '1'
    const flipped = [...pairs.slice(0, index), pair.slice(0, -1) + last, ...pairs.slice(index + 1)]
    const dropped = pairs.filter((_, at) => at !== index)
    for (const changed of [flipped, dropped]) {
      t.match(await factsOf(`?${changed.join('&')}`), { outcome: 'ERROR', macValid: false }, name)
    }
    t.match(
      await factsOf(`?${query}&${name.toUpperCase()}=x`),
      { problem: 'duplicate-parameter' },
      `${name} in upper case too`,
    )
  }
  t.match(await factsOf(`?${query}&checkout-extra=1`), { problem: 'bad-mac' }, 'one more signed name')
  t.match(await factsOf(`?${query}&token=abc`), { outcome: 'PAID' }, 'our own token is not part of the signature')
  t.match(await factsOf('?'), { problem: 'no-signature' })
  t.match(await factsOf('?a=%ff'), { problem: 'unreadable-query' })
  const sha512 = await opened(t, pay, { ...options, algorithm: 'sha512' })
  t.match(await sha512.read(pay.verifyReturn, { query, way: 'success' }), [{ problem: 'wrong-algorithm' }])
})

t.test('a line break in a value cannot make one signature fit two queries', async (t) => {
  const { factsOf } = await atPaytrail(t)
  const forged = {
    'checkout-account': '375917\ncheckout-algorithm:sha256',
    'checkout-algorithm': 'sha256',
    'checkout-status': 'ok',
  }
  const signature = paytrailSignature('sha256', options.secret, forged, '')
  const query = Object.entries({ ...forged, signature }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  t.match(await factsOf(`?${query.join('&')}`), { outcome: 'ERROR', problem: 'bad-field' })
})

t.test('a signed return without amount, status or stamp is an error', async (t) => {
  const { factsOf } = await atPaytrail(t)
  const whole = {
    'checkout-account': '375917',
    'checkout-algorithm': 'sha256',
    'checkout-amount': '3500',
    'checkout-stamp': '1',
    'checkout-reference': '2',
    'checkout-transaction-id': '3',
    'checkout-status': 'ok',
    'checkout-settlement-reference': 'S1',
  }
  const queryOf = (parameters: Record<string, string>) => {
    const signature = paytrailSignature('sha256', options.secret, parameters, '')
    return `?${Object.entries({ ...parameters, signature })
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')}`
  }
  t.match(await factsOf(queryOf(whole)), { outcome: 'PAID', settlementReference: 'S1' })
  for (const name of ['amount', 'stamp', 'reference', 'transaction-id', 'status'] as const) {
    const { [`checkout-${name}` as const]: _, ...rest } = whole
    t.match(await factsOf(queryOf(rest as Record<string, string>)), { outcome: 'ERROR', problem: 'bad-field' }, name)
  }
  for (const amount of ['-1', '35.00', '', '9999999999']) {
    t.match(await factsOf(queryOf({ ...whole, 'checkout-amount': amount })), { problem: 'bad-field' }, amount)
  }
  t.match(await factsOf(queryOf({ ...whole, 'checkout-status': 'constructor' })), { problem: 'bad-field' })
})
