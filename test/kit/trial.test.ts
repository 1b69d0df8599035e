import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import t from 'tap'
import { Type } from 'typebox'
import { defineMigrations } from '../../adapters/database/migrations.js'
import { files } from '../../adapters/files/files.js'
import { settings } from '../../adapters/settings/settings.js'
import { booksOf, channel, deadLetters, question, schema, topic } from '../../bus/ends.js'
import { HubError, inDoubt, neverSent } from '../../bus/errors.js'
import { flow } from '../../bus/flow.js'
import { job } from '../../cron/job.js'
import { endsOf, Partner } from './outside.js'
import { textOf } from './stand-in.js'
import { trialOf } from './testing.js'

const Order = schema(Type.Object({ orderId: Type.String(), cents: Type.Integer() }, { additionalProperties: false }))
interface Order {
  readonly orderId: string
  readonly cents: number
}
const order: Order = { orderId: 'o-1', cents: 3500 }
const orders = channel('shop/orders', Order)
const paid = topic('shop/paid', Order)
const price = question('shop/price', Order, schema(Type.Object({ cents: Type.Integer() })))
const ends = endsOf(new Partner(), 'warehouse')
const retry = { retry: { attempts: 3, delay: '10m' }, thenTo: deadLetters } as const

const toPick = ({ orderId }: Order) => ({ pick: orderId })

t.test('a sink collects what reaches it, and a message can be followed to its end', async (t) => {
  const trial = await trialOf(t, flow('shop/pick').from(orders).transform(toPick).to(ends.take))
  const { messageId } = await trial.send(orders, order)
  t.match(await trial.assertDone(messageId), { state: 'done', tries: 1 })
  t.strictSame(trial.sink(ends.take).got, [{ pick: 'o-1' }])
  const way = (await trial.trace(messageId)).split('\n').slice(1)
  t.strictSame(way, ['  run 1 at 2026-01-05T08:00:00.000Z: done', '    transform toPick', '    to warehouse.take'])
})

t.test('a callable answers as told, call after call, and a retry comes when the clock gets there', async (t) => {
  const trial = await trialOf(t, flow('shop/pay').from(orders).onFailure(retry).call(ends.park).to(ends.take))
  const pay = trial.callable(ends.park)
  pay.failsWith(undefined, { times: 2 }).answers(() => ({ paid: true }))
  const { messageId } = await trial.send(orders, order)
  await trial.settled()
  t.equal((await trial.fate(messageId))?.state, 'retrying')
  await trial.clock.advance('9m')
  t.equal(pay.uses.length, 1, 'not before its time')
  await trial.clock.advance('1m')
  t.equal(pay.uses.length, 2)
  t.ok(await trial.clock.runOut())
  await trial.assertDone(messageId)
  t.strictSame(
    pay.uses.map(({ attempt, came, at }) => `${attempt} ${came} ${at.toISOString().slice(11, 16)}`),
    ['1 failed 08:00', '2 failed 08:10', '3 answered 08:20'],
  )
  t.strictSame(trial.sink(ends.take).got, [{ paid: true }])
})

t.test('what nobody replaced refuses by name, and the test hears of it', async (t) => {
  const trial = await trialOf(
    t,
    flow('shop/pay')
      .from(orders)
      .enrich(ends.rows, (order) => order)
      .call(ends.park)
      .to(ends.take),
  )
  const { messageId } = await trial.send(orders, order)
  await t.rejects(trial.settled(), { code: 'HUB_TRIAL_NOT_TOLD', message: /warehouse\.rows.*trial\.reader/ })
  t.match(await trial.fate(messageId), { state: 'dead-letter', code: 'HUB_TRIAL_NOT_TOLD' })
  t.throws(() => trial.callable(ends.ask), {
    code: 'HUB_TRIAL_UNKNOWN_END',
    message: /warehouse\.ask.*warehouse\.park/,
  })
  await t.rejects(trial.announced(paid), { code: 'HUB_TRIAL_UNKNOWN_END', message: /topic:shop\/paid/ })
  await t.rejects(trialOf(flow('shop/x').from(orders).drop('so'), { given: { mail: {} } }), {
    code: 'HUB_TRIAL_UNKNOWN_END',
  })
})

t.test('a partner that never answers is cut off by the deadline of its end, and asked about it', async (t) => {
  const trial = await trialOf(t, flow('shop/pay').from(orders).call(ends.ask).to(ends.take))
  const pay = trial.callable(ends.ask)
  pay.neverAnswers({ times: 1 }).answers('yes')
  const { messageId } = await trial.send(orders, order)
  await trial.settled()
  t.equal(pay.uses[0]?.came, 'hanging')
  t.same(trial.clock.next, new Date('2026-01-05T08:00:02.000Z'), 'its deadline is two seconds')
  await trial.clock.runOut()
  await trial.assertDone(messageId)
  t.equal(pay.done.length, 1)
})

t.test('an answer that comes too late was work all the same: the partner says so when it is asked', async (t) => {
  const trial = await trialOf(t, flow('shop/pay').from(orders).call(ends.ask).to(ends.take))
  const pay = trial.callable(ends.ask).answersLate('5s', 'late but done', { times: 1 })
  const { messageId } = await trial.send(orders, order)
  await trial.clock.runOut()
  await trial.assertDone(messageId)
  t.equal(pay.uses.length, 1)
  t.strictSame(trial.sink(ends.take).got, ['late but done'])
})

t.test('what is in doubt waits for an operator, who decides', async (t) => {
  const trial = await trialOf(t, flow('shop/pay').from(orders).call(ends.park).to(ends.take))
  const pay = trial.callable(ends.park).losesItsAnswer({ paid: 1 }, { times: 1 }).answers({ paid: 2 })
  const first = await trial.send(orders, order)
  const second = await trial.send(orders, order)
  await trial.settled()
  const [doubt, ...more] = await trial.inDoubt()
  t.match(doubt, { messageId: first.messageId, record: 'call warehouse.park#1' })
  t.equal(more.length, 0)
  await trial.decide(doubt!, { answer: { paid: 1 } })
  await trial.assertDone(first.messageId)
  await trial.assertDone(second.messageId)
  t.strictSame(trial.sink(ends.take).got, [{ paid: 2 }, { paid: 1 }])
  t.strictSame(
    pay.uses.map(({ came }) => came),
    ['lost', 'answered'],
  )
})

t.test('a partner that honours the key answers as it did the first time', async (t) => {
  const trial = await trialOf(t, flow('shop/pay').from(orders).onFailure(retry).call(ends.resend).to(ends.take))
  let answers = 0
  const pay = trial
    .callable(ends.resend)
    .losesItsAnswer(() => ++answers, { times: 1 })
    .answers(() => ++answers)
  const { messageId } = await trial.send(orders, order)
  await trial.clock.runOut()
  await trial.assertDone(messageId)
  t.strictSame(
    pay.uses.map(({ came }) => came),
    ['lost', 'repeated'],
  )
  t.strictSame(trial.sink(ends.take).got, [1])
})

const shopOrders = defineMigrations('shop', {
  '0001-order': (db, type) =>
    db.schema.createTable('shop_order').addColumn('id', type.text(40), (col) => col.notNull()),
})
interface Shop {
  shop_order: { id: string }
}
const shop = booksOf<Kysely<Shop>>()
const settle = flow('shop/settle')
  .from(orders)
  .change({
    in: shop,
    once: ({ orderId }) => orderId,
    announces: [paid],
    async apply(order, tx, announce) {
      await tx.insertInto('shop_order').values({ id: order.orderId }).execute()
      announce(paid, order)
      return order
    },
  })

t.test(
  'changes are made in real books, and announcements are kept even when no flow of the trial takes them',
  async (t) => {
    const trial = await trialOf(t, settle, { migrations: [shopOrders] })
    await trial.write<Shop, unknown>((tx) => tx.insertInto('shop_order').values({ id: 'o-0' }).execute())
    const { messageId } = await trial.send(orders, order)
    const again = await trial.send(orders, order)
    await trial.assertDone(messageId)
    await trial.assertDropped(again.messageId, /repeated o-1/)
    t.strictSame(await trial.announced(paid), [order])
    const books = await trial.books<Shop>()
    t.strictSame(await books.selectFrom('shop_order').select('id').execute(), [{ id: 'o-0' }, { id: 'o-1' }])
    t.strictSame(
      (await trial.messages()).map(({ flow, state }) => `${flow} ${state}`),
      ['shop/settle done', 'shop/settle dropped'],
    )
  },
)

t.test('flows of one trial reach each other as in the hub', async (t) => {
  const trial = await trialOf(t, [settle, flow('shop/pack').from(paid).to(ends.take)], { migrations: [shopOrders] })
  await trial.send(orders, order)
  await trial.settled()
  t.strictSame(trial.sink(ends.take).got, [order])
  t.strictSame(await trial.announced(paid), [order])
})

t.test('a question is answered, or running when the hub comes to rest without an answer', async (t) => {
  const asks = flow('shop/ask')
    .from(price)
    .onFailure(retry)
    .call(ends.park)
    .reply(() => ({ cents: 1 }))
  const trial = await trialOf(t, asks)
  trial.callable(ends.park).failsWith(undefined, { times: 1 }).answers('yes')
  const first = await trial.ask(price, order)
  t.equal(first.state, 'running')
  t.match(await trial.ask(price, order), { state: 'answered', answer: { cents: 1 } })
  await trial.clock.runOut()
  t.match(await trial.outcome(first.messageId), { state: 'done', answer: { cents: 1 } })
  t.equal(trial.clock.date.toISOString(), '2026-01-05T08:10:00.000Z', 'nobody waited for an asker’s patience')
})

t.test('a question whose flow does not take part is replaced like any callable', async (t) => {
  const trial = await trialOf(
    t,
    flow('shop/buy')
      .from(orders)
      .call(price, { ask: (order) => order, into: ({ orderId }, { cents }) => ({ orderId, cents }) })
      .to(ends.take),
  )
  trial.callable(price).answers(({ cents }) => ({ cents: cents * 2 }))
  await trial.send(orders, order)
  await trial.settled()
  t.strictSame(trial.sink(ends.take).got, [{ orderId: 'o-1', cents: 7000 }])
})

t.test('a failed assertion tells the way of the message and where in the flow it broke', async (t) => {
  const trial = await trialOf(
    t,
    flow('shop/pick')
      .from(orders)
      .transform(function toLabel(order) {
        return (order as unknown as { label: { text: string } }).label.text
      })
      .to(ends.take),
  )
  const { messageId } = await trial.send(orders, order)
  const says = await trial.assertDone(messageId).then(String, ({ message }: Error) => message)
  t.match(says, /^should be done, and it is not:\nmessage \S+ of shop\/pick is dead-letter \(HUB_STEP_FAILED/)
  t.match(says, '    transform toLabel → failed')
  t.match(says, /TypeError: Cannot read properties of undefined.*\n +at toLabel/)
  await t.rejects(trial.assertDeadLetter(messageId, 'HUB_OTHER'), { message: /should be dead-letter \(HUB_OTHER\)/ })
  t.match(await trial.assertDeadLetter(messageId, 'HUB_STEP_FAILED'), { error: { code: 'HUB_STEP_FAILED' } })
})

t.test('jobs fire when the clock gets to their times', async (t) => {
  const nightly = job('shop/nightly', {
    cron: '15 2 * * *',
    timeZone: 'Europe/Helsinki',
    ifMissed: 'run-once',
    to: orders,
    send: ({ localDate }) => ({ orderId: localDate, cents: 0 }),
  })
  const trial = await trialOf(t, flow('shop/pick').from(orders).to(ends.take), { jobs: [nightly] })
  await trial.clock.advance('2d')
  t.strictSame(trial.sink(ends.take).got, [
    { orderId: '2026-01-06', cents: 0 },
    { orderId: '2026-01-07', cents: 0 },
  ])
  await trial.fire(nightly)
  await trial.settled()
  t.equal(trial.sink(ends.take).got.length, 3)
})

t.test('waits and retries live on through a restart and through a kill', async (t) => {
  const trial = await trialOf(t, flow('shop/later').from(orders).delay('3d').call(ends.park).to(ends.take))
  trial.callable(ends.park).answers('yes')
  const { messageId } = await trial.send(orders, order)
  await trial.assertWaiting(messageId)
  await trial.clock.advance('1d')
  await trial.restart()
  await trial.clock.advance('1d')
  await trial.kill()
  await trial.clock.advance('23h')
  t.equal(trial.callable(ends.park).uses.length, 0)
  await trial.clock.to('2026-01-08T08:00:00Z')
  await trial.assertDone(messageId)
  await t.rejects(async () => trial.clock.to('2020-01-01'), RangeError)
})

t.test('a restart cuts off what hangs, and its effect is in doubt', async (t) => {
  const trial = await trialOf(t, flow('shop/pay').from(orders).call(ends.park).to(ends.take))
  trial.callable(ends.park).neverAnswers({ times: 1 }).answers('yes')
  const { messageId } = await trial.send(orders, order)
  const begun = performance.now()
  await trial.restart()
  t.ok(performance.now() - begun < 1_900, 'nobody waits for the drain time')
  t.equal((await trial.fate(messageId))?.state, 'in-doubt')
  await trial.decide((await trial.inDoubt())[0]!, 'not-done')
  await trial.assertDone(messageId)
})

t.test('a restart may bring other flows', async (t) => {
  const trial = await trialOf(t, flow('shop/later').from(orders).delay('1d').to(ends.take))
  const { messageId } = await trial.send(orders, order)
  await trial.restart([flow('shop/later').from(orders).to(ends.take)])
  await trial.clock.advance('1d')
  t.match(await trial.assertDeadLetter(messageId, 'HUB_FLOW_CHANGED'), { flow: 'shop/later' })
})

t.test('connections that are told their options take part for real, until a test says otherwise', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-kit-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const box = files('box')
  const names = settings(
    'shop',
    schema(Type.Object({ suffix: Type.String(), prefix: Type.String({ default: 'the-' }) })),
  )
  const out = flow('shop/out')
    .from(orders)
    .enrich(names.read, ({ orderId }, [given]) => ({
      name: `${given!.prefix}${orderId}${given!.suffix}`,
      body: orderId,
    }))
    .encode(asText)
    .call(box.write)
    .drop('written')
  const trial = await trialOf(t, out, { given: { box: { folder }, shop: { suffix: '.txt' } } })
  await trial.assertDropped((await trial.send(orders, order)).messageId, 'written')
  t.equal(readFileSync(join(folder, 'the-o-1.txt'), 'utf8'), 'o-1')
  trial.callable(box.write).failsWith(new HubError('HUB_FULL', 'the disk is full', neverSent))
  await trial.assertDeadLetter((await trial.send(orders, order)).messageId, 'HUB_FULL')
})
const asText = {
  name: 'text',
  async *write({ body }: { readonly body: string }) {
    yield Buffer.from(body)
  },
}

t.test('streams that reach a stand-in are read to their end, and can be looked at again', async (t) => {
  const box = files('box')
  const out = flow('shop/out')
    .from(orders)
    .transform(({ orderId }) => ({ name: 'a.txt', body: orderId }))
    .encode(asText)
    .call(box.write)
    .drop('written')
  const trial = await trialOf(t, out)
  const write = trial.callable(box.write).answers(({ name }) => ({ name, path: `/${name}`, bytes: 3, sha256: '' }))
  await trial.assertDropped((await trial.send(orders, order)).messageId)
  t.equal(await textOf(write.requests[0]!), 'o-1')
  t.equal(await textOf(write.requests[0]!), 'o-1')
})

t.test('what an outside source hands over is accepted once', async (t) => {
  const inbox = files('box').inbox({ pattern: '*' })
  const trial = await trialOf(t, flow('shop/in').from(inbox).drop('seen'))
  const file = { name: 'a.txt', sha256: '0'.repeat(64), size: 3, archived: '/a.txt' }
  const first = await trial.arrives(inbox, file, { once: 'a' })
  t.match(await trial.arrives(inbox, file, { once: 'a' }), { messageId: first.messageId, repeated: true })
  await trial.assertDropped(first.messageId, 'seen')
  t.equal((await trial.messages()).length, 1)
})

t.test('requests, answers and rows have the types of their ends', async (t) => {
  const trial = await trialOf(
    t,
    flow('shop/buy')
      .from(orders)
      .call(price)
      .transform(({ cents }) => ({ cents }))
      .to(ends.take),
  )
  trial.callable(price).answers(({ orderId }) => ({ cents: orderId.length }))
  // @ts-expect-error cents are a number
  trial.callable(price).answers({ cents: '1' }, { times: 1 })
  // @ts-expect-error a price is asked for an order
  trial.callable(price).answers(({ amount }) => ({ cents: amount }), { times: 1 })
  // @ts-expect-error an order has cents
  await t.rejects(trial.send(orders, { orderId: 'o-1' }), { code: 'HUB_BODY_REFUSED' })
})

t.test('errors that say more than not-done are told as they are', async (t) => {
  const trial = await trialOf(t, flow('shop/pay').from(orders).call(ends.park).to(ends.take))
  trial
    .callable(ends.park)
    .failsWith(new HubError('HUB_NO', 'no', neverSent), { times: 1 })
    .failsWith(() => new HubError('HUB_PERHAPS', 'perhaps', inDoubt))
  const first = await trial.send(orders, order)
  await trial.assertDeadLetter(first.messageId, 'HUB_NO')
  const second = await trial.send(orders, order)
  await trial.settled()
  t.match(await trial.fate(second.messageId), { state: 'in-doubt' })
  await trial.decide((await trial.inDoubt())[0]!, { answer: 'yes' })
  await trial.assertDone(second.messageId)
  trial.callable(ends.park).answers('yes')
  await trial.replay(first.messageId)
  await trial.assertDone(first.messageId)
})

t.test('without a test’s context the trial is closed by hand, and refuses from then on', async (t) => {
  const trial = await trialOf(flow('shop/pick').from(orders).to(ends.take))
  await trial.close()
  await t.rejects(trial.send(orders, order), { code: 'HUB_TRIAL_CLOSED' })
  await t.rejects(trialOf([]), { code: 'HUB_TRIAL_SHAPE' })
})
