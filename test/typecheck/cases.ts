// What the flow language accepts, and what it must refuse: under each @ts-expect-error stands one mistake that would
// otherwise run. The compiler checks this file with the rest; nothing ever executes it. cases.test.ts shows that every
// refusal is a refusal.
import { type Static, Type } from 'typebox'
import {
  type Books,
  type Callable,
  channel,
  deadLetters,
  question,
  type Reader,
  type Sink,
  type Source,
  schema,
  signal,
} from '../../bus/ends.js'
import { type Announce, type ClosedFlow, type Codec, flow } from '../../bus/flow.js'

const Order = schema(
  Type.Object({ orderId: Type.String(), country: Type.String(), cents: Type.Integer() }, { $id: 'Order' }),
)
type Order = Static<typeof Order>
const Paid = schema(Type.Object({ orderId: Type.String(), archiveId: Type.String() }))
const Start = schema(Type.Object({ orderId: Type.String() }))
const Started = schema(Type.Object({ href: Type.String() }))
interface Tx {
  run(sql: string): Promise<void>
}
declare const books: Books<Tx>
declare const q: Source<unknown> & Sink<unknown>
declare const warehouse: { post<B>(path: string): Sink<B> }
declare const paytrail: {
  create: Callable<{ stamp: string; cents: number }, { href: string; transactionId: string }>
  cancel: Callable<{ transactionId: string }, unknown>
}
declare const unposted: Reader<Order, { row: number }>
declare const file: Codec<{ bank: string; rows: AsyncIterable<{ row: number }> }>
declare const outbox: { file<B>(name: (b: B) => string): Sink<B & { bytes: AsyncIterable<Uint8Array> }> }
const Audit = schema(Type.Object({ text: Type.String() }))
const orders = channel('orders', Order),
  paid = channel('paid', Paid),
  audit = channel('audit', Audit)
const startPayment = question('start-payment', Start, Started)
const confirmed = signal('confirmed', Paid, { keyOf: (e) => e.orderId, keep: '7d' })

// change in the middle, several announcements, call, compensate, waitFor, publish and going on
export const a: ClosedFlow = flow('a')
  .from(orders)
  .onFailure({ retry: { attempts: 5, delay: '2s' }, thenTo: deadLetters })
  .inOrderBy((o) => o.orderId, { afterDeadLetter: 'hold-the-key' })
  .knownBy({ order: (o) => o.orderId })
  .change({
    in: books,
    once: (o) => o.orderId,
    announces: [paid, audit],
    apply: async (o, tx, announce) => {
      await tx.run('x')
      announce(paid, { orderId: o.orderId, archiveId: 'x' })
      announce(audit, { text: 't' })
      return { ...o, stamp: 's' }
    },
  })
  .call(paytrail.create, { ask: ({ stamp, cents }) => ({ stamp, cents }), into: (o, answer) => ({ ...o, ...answer }) })
  .compensate(paytrail.cancel, { ask: ({ transactionId }) => ({ transactionId }) })
  .publish(audit, ({ href }) => ({ text: href }))
  .waitFor(confirmed, {
    key: (o) => o.orderId,
    until: '3d',
    into: (o, event) => (event === 'timed-out' ? { ...o, state: 'late' as const } : { ...o, state: 'paid' as const }),
  })
  .choose('state', {
    late: (o) => o.drop('nobody paid in three days'),
    paid: (o) => o.transform(({ orderId }) => ({ orderId })).to(warehouse.post('/picks')),
  })

// a change without announcements may be the end
export const b: ClosedFlow = flow('b')
  .from(orders)
  .change({
    in: books,
    once: (o) => o.orderId,
    apply: async (_o, tx) => {
      await tx.run('x')
    },
  })
// named apply
async function settle(o: Order, tx: Tx, announce: Announce<typeof paid>) {
  await tx.run('x')
  announce(paid, { orderId: o.orderId, archiveId: '1' })
}
export const b2: ClosedFlow = flow('b2')
  .from(orders)
  .change({ in: books, once: (o) => o.orderId, announces: [paid], apply: settle })
// synchronous: change, call, reply
export const c: ClosedFlow = flow('c')
  .from(startPayment)
  .change({
    in: books,
    once: (s) => s.orderId,
    apply: async (s, tx) => {
      await tx.run('x')
      return { stamp: s.orderId, cents: 3500 }
    },
  })
  .call(paytrail.create)
  .reply(({ href }) => ({ href }))
// a flow asks another flow
export const c2: ClosedFlow = flow('c2')
  .from(orders)
  .call(startPayment, { ask: ({ orderId }) => ({ orderId }), into: (o, { href }) => ({ ...o, href }) })
  .drop('x')
// foreign queue, validate, then order
export const d: ClosedFlow = flow('d')
  .from(q)
  .validate(Order)
  .inOrderBy((o) => o.orderId, { afterDeadLetter: 'go-on' })
  .to(warehouse.post('/x'))
  .to(warehouse.post('/y'))
// meet again
export const e: ClosedFlow = flow('e')
  .from(orders)
  .chooseAndMeet(kind, {
    home: (o) => o.transform((x) => ({ id: x.orderId, vat: 24 })),
    abroad: (o) => o.transform((x) => ({ id: x.orderId, vat: 0 })),
    never: (o) => o.drop('n'),
  })
  .transform(({ id, vat }) => ({ id, vat }))
  .to(warehouse.post('/v'))
function kind(o: Order) {
  return o.country === 'FI' ? 'home' : o.cents < 0 ? 'never' : 'abroad'
}
// stream split
export const f: ClosedFlow = flow('f')
  .from(orders)
  .split(unposted, { ifPartFails: 'fail-the-whole' })
  .aggregate({ by: () => 'all', into: (bank, rows) => ({ bank, rows }) })
  .encode(file)
  .to(
    outbox.file(({ bank }) => bank),
    { once: ({ bank }) => bank },
  )
// acting split, then on with the whole
export const g: ClosedFlow = flow('g')
  .from(orders)
  .splitEach(unposted, {
    key: ({ row }) => String(row),
    ifPartFails: 'dead-letter-the-part',
    each: (part) => part.transform(({ row }) => ({ stamp: String(row), cents: row })).call(paytrail.create),
    into: async (whole, outcomes) => {
      let n = 0
      for await (const o of outcomes) if (o.state === 'done') n += o.body.href.length
      return { ...whole, n }
    },
  })
  .transform(({ n, orderId }) => ({ n, orderId }))
  .to(warehouse.post('/g'))
// each part ends by itself
export const g2: ClosedFlow = flow('g2')
  .from(orders)
  .splitEach(unposted, {
    key: ({ row }) => String(row),
    ifPartFails: 'fail-the-whole',
    each: (part) => part.to(warehouse.post('/each')),
    into: (whole) => whole,
  })
  .drop('done')
// filter with a guard
export const h: ClosedFlow = flow('h')
  .from(orders)
  .filter((o): o is Order & { country: 'FI' } => o.country === 'FI', { drop: 'not Finnish' })
  .transform((o) => {
    const x: 'FI' = o.country
    return x
  })
  .drop('x')
// inline selector
export const i: ClosedFlow = flow('i')
  .from(orders)
  .chooseAndMeet((o) => (o.country === 'FI' ? 'in' : 'out'), { in: (o) => o, out: (o) => o.drop('x') })
  .to(warehouse.post('/i'))

declare const ktl: import('../../bus/flow.js').Decoder<{ reference: string }>
const ping = signal('ping', Paid, { keyOf: (e) => e.orderId, keep: '1d' })
export const m1: ClosedFlow = flow('m1')
  .from(orders)
  .wireTap(orders)
  .throttle({ count: 5, per: '1s' })
  .multicast([orders])
export const m2: ClosedFlow = flow('m2')
  .from(orders)
  .recipients((o) => (o.cents > 1 ? ['a', 'b'] : ['a']), { a: orders, b: orders })
export const m3: ClosedFlow = flow('m3')
  .from(orders)
  .collect({
    by: (o) => o.country,
    until: { count: 500, quietFor: '30s' },
    into: (country, all) => ({ country, n: all.length }),
  })
  .drop('x')
export const m4: ClosedFlow = flow('m4')
  .from(orders)
  .claimCheck({ take: (o) => o.country, leave: ({ orderId }) => ({ orderId }) })
  .transform(({ orderId, claim }) => ({ orderId, c: claim.id }))
  .drop('x')
export const m5: ClosedFlow = flow('m5')
  .from(orders)
  .decode(
    ktl,
    () =>
      (async function* () {
        yield new Uint8Array()
      })(),
    { ifPartFails: 'fail-the-whole' },
  )
  .aggregate({ by: (r) => r.reference, into: (key) => ({ key }) })
  .drop('x')
flow('m6')
  .from(orders)
  // @ts-expect-error a recipient nobody wired
  .recipients((o) => (o.cents > 1 ? ['a', 'b'] : ['a']), { a: orders })
const open = flow('n').from(orders)
export const i2: ClosedFlow = open.choose((o) => (o.country === 'FI' ? 'in' : 'out'), {
  in: (o) => o.drop('y'),
  out: (o) => o.drop('x'),
})
export const i3 = open
  .chooseAndMeet(kind, {
    home: (o) => o.to(warehouse.post('/x')),
    abroad: (o) => o.transform(() => ({ b: '' })),
    never: (o) => o.drop('x'),
  })
  .transform((x) => {
    const y: Order | { b: string } = x
    return y
  })
// @ts-expect-error a selector typed as plain string
open.choose((o): string => o.country, { JP: (o) => o.drop('a') })
// @ts-expect-error a plain string property
open.choose('country', { JP: (o) => o.drop('a') })
// @ts-expect-error one branch too many where they meet
open.chooseAndMeet(kind, { home: (o) => o, abroad: (o) => o, never: (o) => o.drop('x'), more: (o) => o })
// @ts-expect-error a branch from another question
open.chooseAndMeet(kind, { home: () => 1, abroad: (o) => o, never: (o) => o.drop('x') })
// @ts-expect-error a reader is not a sink
open.to(unposted)
// @ts-expect-error books are not a sink
open.to(books)
// @ts-expect-error a sink is not a source
flow('n').from(warehouse.post<Order>('/x'))
// @ts-expect-error any object with a uri
open.to({ uri: 'x' })
// @ts-expect-error a transform does not call out
open.transform(async (o) => o).drop('x')
// @ts-expect-error order is said at the door
open.transform((o) => o).inOrderBy((o: Order) => o.orderId, { afterDeadLetter: 'go-on' })
open.change({
  in: books,
  once: (o) => o.orderId,
  announces: [paid],
  apply: async (_o, _tx, announce) => {
    // @ts-expect-error only declared channels
    announce(audit, { text: 'x' })
  },
})
open.change({
  in: books,
  once: (o) => o.orderId,
  announces: [paid],
  apply: async (_o, _tx, announce) => {
    // @ts-expect-error the announcement has the channel's shape
    announce(paid, { text: 'x' })
  },
})
// @ts-expect-error a flow that owes an answer does not end with a change
const j: ClosedFlow = flow('n')
  .from(startPayment)
  .change({ in: books, once: (s) => s.orderId, apply: async (s) => s })
flow('n')
  .from(startPayment)
  // @ts-expect-error a wrong answer
  .reply(() => ({ link: 'x' }))
// @ts-expect-error nobody asked
open.reply(() => ({ href: 'x' }))
// @ts-expect-error open after a transform
const k: ClosedFlow = flow('n')
  .from(orders)
  .to(warehouse.post('/x'))
  .transform((o) => o)
// @ts-expect-error says what a dead letter does to the key
open.inOrderBy((o) => o.orderId)
// @ts-expect-error twice
open.onFailure({ thenTo: deadLetters }).onFailure({ thenTo: deadLetters })
// @ts-expect-error missing branch
open.chooseAndMeet(kind, { home: (o) => o, abroad: (o) => o })
// @ts-expect-error a branch that just stops
open.choose(kind, { home: (o) => o, abroad: (o) => o.drop('x'), never: (o) => o.drop('x') })
// @ts-expect-error a superfluous branch
open.choose(kind, {
  home: (o) => o.drop('x'),
  abroad: (o) => o.drop('x'),
  never: (o) => o.drop('x'),
  more: (o) => o.drop('x'),
})
// @ts-expect-error the request does not fit
open.call(paytrail.create, { ask: () => ({ stamp: 1 }), into: (o) => o })
// @ts-expect-error publish wrong body
open.publish(paid)
open
  .chooseAndMeet(kind, {
    home: (o) => o.transform(() => ({ a: 1 })),
    abroad: (o) => o.transform(() => ({ b: '' })),
    never: (o) => o.drop('x'),
  })
  // @ts-expect-error branches that meet with different bodies
  .transform(({ a }) => a)
flow('n')
  .from(q)
  // @ts-expect-error unvalidated
  .inOrderBy((o) => o.orderId, { afterDeadLetter: 'go-on' })

export { j, k, ping }
