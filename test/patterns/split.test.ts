import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { type Codec, flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, unknown } from '../kit/outside.js'
import { bank, books, days, ended, ledger, Paid, partner } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
interface BankFile {
  readonly bank: string
  readonly payments: AsyncIterable<{ orderId: string; cents: number }>
}
const bankCsv: Codec<BankFile> = {
  name: 'bank csv',
  async *write({ payments }) {
    for await (const { orderId, cents } of payments) yield Buffer.from(`${orderId};${cents}\n`)
  },
}

const fileOfEachBank = flow('shop/file-of-each-bank')
  .from(days)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .split(bank.paymentsOf, { ifPartFails: 'fail-the-whole' }) // ordered by bank
  .filter(({ cents }) => cents !== 0, { drop: 'nothing was paid' })
  .aggregate({ by: ({ bank }) => bank, into: (bank, payments) => ({ bank, payments }) })
  .encode(bankCsv)
  .to(ledger.outbox)
// #endregion

const rows = [
  { bank: 'A', orderId: 'o-1', cents: 100 },
  { bank: 'A', orderId: 'o-2', cents: 0 },
  { bank: 'A', orderId: 'o-3', cents: 300 },
  { bank: 'B', orderId: 'o-4', cents: 400 },
]
const day = { day: '2030-01-02' }

t.test('each group streams on its own, one after another', async (t) => {
  partner.next.push(() => rows)
  const hub = await testHub(t, [fileOfEachBank])
  const { messageId } = await hub.engine.send(days, day)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(partner.files, ['o-1;100\no-3;300\n', 'o-4;400\n'])
  t.strictSame(
    partner.calls.slice(1).map(({ key }) => key.slice(messageId.length)),
    ['/A/to ledger.take#1', '/B/to ledger.take#1'],
  )
})

t.test('a retry reads the source again and goes on with the group that failed', async (t) => {
  partner.next.push(
    () => rows,
    () => undefined,
    notDone(),
    () => rows,
  )
  const hub = await testHub(t, [fileOfEachBank])
  const { messageId } = await hub.engine.send(days, day)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  t.strictSame(partner.files, ['o-1;100\no-3;300\n', 'o-4;400\n', 'o-4;400\n'])
  t.equal(partner.requests('rows').length, 2)
})

t.test('a source without parts ends as dropped, and says so', async (t) => {
  partner.next.push(() => [])
  const hub = await testHub(t, [fileOfEachBank])
  const { messageId } = await hub.engine.send(days, day)
  t.match(await ended(hub, messageId), { state: 'dropped', reason: 'split bank.rows gave no parts' })
})

t.test('groups that stand apart are refused', async (t) => {
  partner.next.push(() => [rows[0], rows[3], rows[2]])
  const hub = await testHub(t, [fileOfEachBank])
  const { messageId } = await hub.engine.send(days, day)
  t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_GROUP_SCATTERED', reason: /group "A"/ })
})

const count = async (parts: AsyncIterable<unknown>) => {
  let parted = 0
  for await (const _ of parts) parted++
  return parted
}
const counting = (once = 'd') =>
  flow('shop/count')
    .from(days)
    .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
    .split(() => [{ orderId: 'o-1', cents: 1 }, { orderId: 'o-2' }, { cents: 3 }], {
      ifPartFails: 'dead-letter-the-part',
    })
    .validate(Paid)
    .aggregate({ by: () => 'all', into: (_, payments) => ({ payments }) })
    .change({ in: books, once: () => once, apply: async ({ payments }) => ({ counted: await count(payments) }) })
const reasons = async ({ engine }: Awaited<ReturnType<typeof testHub>>) =>
  (await engine.store.deadLetters({ limit: 20 })).rows.map(({ reason, code }) => `${code} ${reason.slice(0, 6)}`).sort()
const twoParts = ['HUB_BODY_REFUSED part 2', 'HUB_BODY_REFUSED part 3']

t.test('refused parts are kept once, whatever is tried again after them', async (t) => {
  partner.next.push(notDone(), notDone())
  const hub = await testHub(t, [counting().to(endsOf(partner).take)])
  const { messageId } = await hub.engine.send(days, day)
  t.match(await ended(hub, messageId), { state: 'done', tries: 3 })
  t.strictSame(partner.requests('take').at(-1), { counted: 1 })
  t.strictSame(await reasons(hub), twoParts)
})

t.test('refused parts of a message that repeats a change stay parts: they do not run as messages', async (t) => {
  const hub = await testHub(t, [counting()])
  await ended(hub, (await hub.engine.send(days, day)).messageId)
  const again = await hub.engine.send(days, day)
  t.match(await ended(hub, again.messageId), { state: 'dropped', reason: 'repeated d' })
  await hub.engine.idle()
  t.strictSame(await reasons(hub), [...twoParts, ...twoParts].sort())
})

t.test('refused parts take no room in the backlog', async (t) => {
  const hub = await testHub(t, [counting()], { backlogLimit: 2 })
  for (const each of [day, day, day]) {
    await hub.engine.send(days, each)
    await hub.engine.idle()
  }
  t.equal((await reasons(hub)).length, 6)
})

t.test(
  'an effect in doubt that took a stream and did nothing is given a new stream, not what is left of the old',
  async (t) => {
    partner.next.push(
      () => rows,
      unknown(),
      () => rows,
    )
    partner.found = () => ({ state: 'not-done' })
    const hub = await testHub(t, [
      flow('shop/ask')
        .from(days)
        .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
        .split(bank.paymentsOf, { ifPartFails: 'fail-the-whole' })
        .aggregate({ by: () => 'all', into: (bank, payments) => ({ bank, payments }) })
        .encode(bankCsv)
        .call(endsOf(partner).ask)
        .drop('filed'),
    ])
    const { messageId } = await hub.engine.send(days, day)
    await ended(hub, messageId)
    const whole = 'o-1;100\no-2;0\no-3;300\no-4;400\n'
    t.strictSame(partner.files, [whole, whole])
    t.equal((await hub.engine.fate(messageId))?.tries, 2)
  },
)

t.test('a stream is read once; a second reader is refused instead of finding nothing', async (t) => {
  partner.next.push(() => rows)
  const hub = await testHub(t, [
    flow('shop/twice')
      .from(days)
      .split(bank.paymentsOf, { ifPartFails: 'fail-the-whole' })
      .aggregate({ by: () => 'all', into: (bank, payments) => ({ bank, payments }) })
      .encode(bankCsv)
      .to(ledger.outbox)
      .to(ledger.outbox),
  ])
  const { messageId } = await hub.engine.send(days, day)
  await hub.engine.idle()
  t.equal(partner.files.length, 1)
  const fate = await hub.engine.fate(messageId)
  t.not(fate?.state, 'done')
  const [record] = (await hub.engine.store.records([messageId])).get(messageId)?.slice(-1) ?? []
  t.match(record, { name: 'all/to ledger.take#2' })
})

t.test('what throws while grouping is a bug, and is not tried again', async (t) => {
  const bug = (): never => {
    throw new TypeError('x is undefined')
  }
  const all = { by: () => 'all', into: (_: string, payments: AsyncIterable<unknown>) => ({ payments }) }
  const policy = { ifPartFails: 'fail-the-whole' } as const
  const begun = () =>
    flow('shop/bug')
      .from(days)
      .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  const end = {
    in: books,
    once: () => 'd',
    apply: async ({ payments }: { payments: AsyncIterable<unknown> }) => count(payments),
  }
  for (const broken of [
    begun().split(bug, policy).aggregate(all).change(end),
    begun()
      .split(() => [1], policy)
      .transform(bug)
      .aggregate(all)
      .change(end),
    begun()
      .split(() => [1], policy)
      .aggregate({ ...all, by: (_part) => bug() })
      .change(end),
    begun()
      .split(() => [1], policy)
      .aggregate({ ...all, into: bug })
      .change(end),
  ]) {
    const hub = await testHub(t, [broken])
    const { messageId } = await hub.engine.send(days, day)
    t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_STEP_FAILED', tries: 1 })
    await hub.stop()
  }
})
