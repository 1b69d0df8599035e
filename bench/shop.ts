/*
 * The shop that is measured: the durable three-step flow of the house rules, and what its parts need. It is like a small
 * real one: closed schemas, a body of some 200 bytes, a register with an upsert, an announcement that another flow takes.
 */
import type { Kysely } from 'kysely'
import { type Static, Type } from 'typebox'
import { defineMigrations } from '../adapters/database/migrations.js'
import { prepared } from '../adapters/database/prepared.js'
import { defineAdapter } from '../bus/adapter.js'
import { booksOf, channel, deadLetters, schema, topic } from '../bus/ends.js'
import { flow } from '../bus/flow.js'

/** The fields of an order, for every schema that is one. */
export const orderFields = {
  orderId: Type.String({ pattern: '^[A-Z]-[0-9]{1,12}$' }),
  customer: Type.String({ minLength: 1, maxLength: 40 }),
  cents: Type.Integer({ minimum: 1, maximum: 99_999_999 }),
  currency: Type.Union([Type.Literal('EUR'), Type.Literal('SEK')]),
  product: Type.String({ maxLength: 100 }),
  note: Type.String({ maxLength: 200 }),
}
/** What the channel takes. */
export const Order = schema(Type.Object(orderFields, { $id: 'Bench.Order', additionalProperties: false }))
export type Order = Static<typeof Order>
/** What the first step of the flow insists on. */
export const PayableOrder = schema(
  Type.Object(
    { ...orderFields, cents: Type.Integer({ minimum: 100, maximum: 99_999_999 }) },
    { $id: 'Bench.PayableOrder', additionalProperties: false },
  ),
)
export type PayableOrder = Static<typeof PayableOrder>

export interface BenchTables {
  bench_order: {
    order_id: string
    customer: string
    cents: number
    currency: string
    product: string
    note: string
    state: string
  }
}

/** The register of the shop. */
export const benchMigrations = defineMigrations('bench', {
  '0001-order': (db, type) =>
    db.schema
      .createTable('bench_order')
      .addColumn('order_id', type.text(40), (col) => col.primaryKey().notNull())
      .addColumn('customer', type.text(40), (col) => col.notNull())
      .addColumn('cents', type.integer, (col) => col.notNull())
      .addColumn('currency', type.text(3), (col) => col.notNull())
      .addColumn('product', type.text(100), (col) => col.notNull())
      .addColumn('note', type.text(200), (col) => col.notNull())
      .addColumn('state', type.text(20), (col) => col.notNull()),
})

export const orders = channel('bench/orders', Order)
export const settled = topic('bench/settled', PayableOrder)

/** The order with this number; every number has another order. */
export function orderNo(n: number): Order {
  return {
    orderId: `O-${n}`,
    customer: `customer-${n % 5_000}`,
    cents: 1_000 + (n % 90_000),
    currency: 'EUR',
    product: 'A year of the evening course, second half included',
    note: 'Paid in one sum; the receipt goes to the address that the customer has given.',
  }
}

/** A sink in the bench's own process. `heard` is told of each body that arrives. */
export function ledgerOf(heard: (body: unknown, messageId: string) => void) {
  return defineAdapter({
    name: 'ledger',
    summary: 'Takes what comes, in the process of the bench.',
    options: Type.Object({}),
    open: async () => heard,
    ends: ({ sink }) => ({
      take: sink<PayableOrder>('take', {
        inDoubt: 'park',
        async perform(client, body, { messageId }) {
          client(body, messageId)
        },
      }),
    }),
  })('ledger')
}

const upsert = prepared<BenchTables, PayableOrder>((db, order) => {
  const { customer, cents, currency, product, note } = order
  // An upsert in the words that all databases of the books share.
  return db
    .replaceInto('bench_order')
    .values({ order_id: order.orderId, customer, cents, currency, product, note, state: 'settled' })
})

/** The change of the three-step flow: one upsert, one announcement. */
export async function settle(
  order: PayableOrder,
  tx: Kysely<BenchTables>,
  announce: (to: typeof settled, body: PayableOrder) => void,
): Promise<PayableOrder> {
  await upsert.run(tx, order)
  announce(settled, order)
  return order
}

/** channel with schema → validate → change: one upsert, one announcement → to: ledgered in-process sink. */
export function threeSteps(ledger: ReturnType<typeof ledgerOf>, apply: typeof settle = settle) {
  return flow('bench/settle')
    .from(orders)
    .onFailure({ retry: { attempts: 3, delay: '1s' }, thenTo: deadLetters })
    .validate(PayableOrder)
    .change({ in: booksOf<Kysely<BenchTables>>(), once: ({ orderId }) => orderId, announces: [settled], apply })
    .to(ledger.take)
}

/** Takes the announcement. It is paused where only the three steps are measured: the announcement is one durable row. */
export const taker = flow('bench/tell').from(settled).drop('nobody is told')
