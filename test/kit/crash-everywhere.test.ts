import type { Kysely } from 'kysely'
import t from 'tap'
import { Type } from 'typebox'
import { defineMigrations } from '../../adapters/database/migrations.js'
import { booksOf, channel, deadLetters, question, schema, topic } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { Store } from '../../bus/ports/store.js'
import type { Unit } from '../../bus/ports/unit.js'
import { job } from '../../cron/job.js'
import { keepingRecords } from '../crash/sabotage.js'
import { type CrashPlan, crashes } from './crash-everywhere.js'
import { endsOf, Partner } from './outside.js'
import { crashEverywhere } from './testing.js'
import type { Trial } from './trial.js'
import type { Watch } from './trial-options.js'

// Every run is a few commits; on a machine that does other work a hundred of them take a while.
t.setTimeout(120_000)

const Order = schema(Type.Object({ orderId: Type.String(), customer: Type.String() }, { additionalProperties: false }))
const orders = channel('shop/orders', Order)
const taken = topic('shop/taken', Order)
const buy = question('shop/buy', Order, schema(Type.Object({ number: Type.String() })))
interface Shop {
  shop_order: { id: string; customer: string }
}
const shop = booksOf<Kysely<Shop>>()
const migrations = [
  defineMigrations('shop', {
    '0001-order': (db, type) =>
      db.schema
        .createTable('shop_order')
        .addColumn('id', type.text(40), (col) => col.notNull())
        .addColumn('customer', type.text(40), (col) => col.notNull()),
  }),
]
const ends = endsOf(new Partner(), 'partner')
const retry = { retry: { attempts: 5, delay: '1m' }, thenTo: deadLetters } as const

const takeOrder = flow('shop/take-order')
  .from(orders)
  .onFailure(retry)
  .inOrderBy(({ customer }) => customer, { afterDeadLetter: 'go-on' })
  .call(ends.park, { ask: (order) => order, into: (order) => order })
  .change({
    in: shop,
    once: ({ orderId }) => orderId,
    announces: [taken],
    async apply({ orderId, customer }, tx, announce) {
      await tx.insertInto('shop_order').values({ id: orderId, customer }).execute()
      announce(taken, { orderId, customer })
      return { orderId, customer }
    },
  })
  .delay('1h')
  .to(ends.take)

async function threeOrders(trial: Trial) {
  trial.callable(ends.park).failsWith(undefined, { times: 1 }).answers({ ok: true })
  for (const [orderId, customer] of [
    ['o-1', 'c-1'],
    ['o-2', 'c-2'],
    ['o-3', 'c-1'],
  ] as const)
    await trial.send(orders, { orderId, customer })
}

async function rows(trial: Trial) {
  const books = await trial.books<Shop>()
  const kept = await books.selectFrom('shop_order').select('id').orderBy('id').execute()
  return { kept, told: (await trial.announced(taken)).length, sent: trial.sink(ends.take).got.length }
}

const plan: CrashPlan = { migrations, load: threeOrders, check: rows, each: 2 }

t.test('a sound flow keeps its promises wherever the hub is killed', async (t) => {
  const report = await crashEverywhere(takeOrder, plan)
  const reached = report.reached.map(({ boundary }) => boundary).sort()
  const both = ['accept', 'answer', 'change', 'effect', 'end', 'intend', 'retry', 'wait']
  t.strictSame(
    reached,
    both.flatMap((name) => [`${name}:after`, `${name}:before`]),
  )
  t.equal(report.missed, 0)
  t.ok(report.reached.every(({ times, kills }) => kills === Math.min(times, 2)))
  t.equal(
    report.kills,
    report.reached.reduce((sum, { kills }) => sum + kills, 0),
  )
  t.strictSame(report.ended, { 'shop/take-order done': 3, 'trial/collects-shop/taken dropped': 3 })
  t.ok(report.notReached.includes('fire:before'), 'what the load does not reach is named')
})

t.test('whoever takes up what a dead hub left may die too', async (t) => {
  const { kills } = await crashEverywhere(takeOrder, { ...plan, each: 1, twice: true })
  t.equal(kills, 16)
})

t.test('a caller of a question says the same again, and effects of every policy happen as they declare', async (t) => {
  const sell = flow('shop/sell')
    .from(buy)
    .onFailure(retry)
    .call(ends.resend, { ask: (order) => order, into: (order) => order })
    .call(ends.ask, { ask: (order) => order, into: (order) => order })
    .call(ends.abandon, { ask: (order) => order, into: (order, { outcome }) => ({ ...order, outcome }) })
    .reply(({ orderId, outcome }) => ({ number: `${orderId} ${outcome ?? 'sent'}` }))
  const answers: string[] = []
  const report = await crashEverywhere(sell, {
    each: 2,
    async load(trial) {
      for (const end of [ends.resend, ends.ask]) trial.callable(end).answers('yes')
      trial.callable(ends.abandon).answers({})
      const answered = await trial.ask(buy, { orderId: 'o-1', customer: 'c-1' })
      answers.push(answered.state === 'answered' ? answered.answer.number : answered.state)
    },
  })
  t.ok(report.kills > 10)
  t.strictSame([...new Set(answers)].sort(), ['o-1 no-answer', 'o-1 sent'], 'each was answered in the end')
})

/** A store that breaks a promise on purpose, in every hub or only in one that follows a dead one. */
function breaking(change: (store: Store, isSecond: () => boolean) => Partial<Store>): Pick<Watch, 'storeOf'> {
  return {
    storeOf(store) {
      let second = false
      const takeOver: Store['takeOver'] = async (now) => {
        const took = await store.takeOver(now)
        second = took.unclean
        return took
      }
      return { ...store, takeOver, ...change(store, () => second) }
    },
  }
}
const without =
  (keep: (unit: Unit) => Unit) =>
  (store: Store): Partial<Store> => ({ commit: (units) => store.commit(units.map(keep)) })

t.test('it turns red when a promise is broken on purpose', async (t) => {
  const red = (at: string, broken: Pick<Watch, 'storeOf'>) =>
    crashes([takeOrder], { ...plan, at: [at], ...broken }).then(
      () => 'nothing was noticed',
      ({ message }: Error) => message,
    )

  let written: Promise<unknown> = Promise.resolve()
  const early = breaking((store) => ({
    async commit(units) {
      const isAcceptance = units.every(({ holds, writes }) => holds === undefined && writes?.accept?.length === 1)
      if (!isAcceptance) return written.then(() => store.commit(units))
      const seq = await store.lastSeq()
      written = turns(5).then(() => store.commit(units))
      return units.map((_, at) => ({ state: 'committed' as const, seqs: [seq + 1 + at] }))
    },
  }))
  t.match(await red('intend:before', early), /lost: message \S+ was acknowledged/, '1: answered before it is durable')

  const twice = breaking(without(({ once: _, ...unit }) => keepingRecords(unit, ({ kind }) => kind !== 'change')))
  t.match(
    await red('change:after', twice),
    /rows: 4 × shop_order, and 3 without/,
    '2: no once-key, no record of changes',
  )

  const again = breaking(without((unit) => keepingRecords(unit, ({ kind }) => kind !== 'effect')))
  t.match(await red('effect:after', again), /repeated: partner\.park did .* 2 times/, '3: no records of effects')

  const passing = breaking(() => ({ heldKeys: async () => ({ rows: [] }) }))
  t.match(await red('retry:after', passing), /out of order: partner\.park .* both of key c-1/, '4: held keys forgotten')

  const forgetful = breaking((store, isSecond) => ({
    ready: async (...given) => (isSecond() ? [] : store.ready(...given)),
  }))
  t.match(await red('effect:before', forgetful), /stuck: message \S+ of shop\/take-order is ready/, '5: not taken up')
})

async function turns(count: number) {
  for (let at = 0; at < count; at++) await new Promise((resolve) => setImmediate(resolve))
}

t.test('it finds the flow whose functions remember something, which a dead process cannot', async (t) => {
  let number = 0
  const counting = flow('shop/count')
    .from(orders)
    .transform((order) => ({ ...order, orderId: `no-${++number}` }))
    .call(ends.ask, { ask: (order) => order, into: (order) => order })
    .change({
      in: shop,
      once: ({ customer }) => customer,
      async apply({ orderId: id, customer }, tx) {
        await tx.insertInto('shop_order').values({ id, customer }).execute()
        return id
      },
    })
  const load = async (trial: Trial) => {
    number = 0
    trial.callable(ends.ask).answers('yes')
    await trial.send(orders, { orderId: 'o-1', customer: 'c-1' })
  }
  const ids = async (trial: Trial) => (await trial.books<Shop>()).selectFrom('shop_order').select('id').execute()
  await t.rejects(crashEverywhere(counting, { migrations, load, check: ids }), {
    message: /check returned \[ \{ id: 'no-2' \} \], and \[ \{ id: 'no-1' \} \] without a kill/,
  })
})

t.test('operators and clocks die with the hub too, and go on with the next one', async (t) => {
  const daily = job('shop/daily', {
    cron: '0 9 * * *',
    timeZone: 'UTC',
    ifMissed: 'run-each',
    to: orders,
    send: ({ localDate }) => ({ orderId: localDate, customer: 'c-1' }),
  })
  const perOrder = flow('shop/ship')
    .from(orders)
    .call(ends.park, { ask: (order) => order, into: (order) => order })
    .to(ends.take)
  const report = await crashEverywhere(perOrder, {
    jobs: [daily],
    each: 2,
    async load(trial) {
      trial.callable(ends.park).losesItsAnswer('done', { times: 1 }).answers('done')
      await trial.clock.advance('2d')
      await trial.fire(daily)
      await trial.settled()
    },
    check: (trial) => trial.sink(ends.take).got.length,
  })
  t.strictSame(report.ended, { 'shop/ship done': 3 })
  for (const name of ['fire:after', 'park:before', 'operate:after'])
    t.ok(
      report.reached.some(({ boundary }) => boundary === name),
      name,
    )
})

t.test('what is wrong without any kill is said as such', async (t) => {
  const load = (trial: Trial) => trial.send(orders, { orderId: 'o-1', customer: 'c-1' }).then(() => {})
  await t.rejects(crashEverywhere(takeOrder, { migrations, load }), { code: 'HUB_TRIAL_NOT_TOLD' })
})
