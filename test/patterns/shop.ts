import { type Static, Type } from 'typebox'
import type { EffectUse } from '../../bus/adapter.js'
import {
  booksOf,
  type Callable,
  channel,
  question,
  type Reader,
  type Sink,
  schema,
  signal,
  topic,
} from '../../bus/ends.js'
import type { Bytes } from '../../bus/flow.js'
import type { Fate } from '../../bus/ports/store.js'
import { until } from '../kit/event.js'
import type { TestHub } from '../kit/hub.js'
import { endsOf, Partner } from '../kit/outside.js'

// A small shop that all pattern examples are about: what it sends, and the partners around it.

export const Order = schema(
  Type.Object(
    {
      orderId: Type.String({ minLength: 1 }),
      country: Type.Union([Type.Literal('FI'), Type.Literal('SE'), Type.Literal('NO')]),
      cents: Type.Integer(),
    },
    { $id: 'Order', additionalProperties: false },
  ),
)
export type Order = Static<typeof Order>
export const order: Order = Object.freeze({ orderId: 'o-1', country: 'FI', cents: 3500 })

export const Paid = schema(Type.Object({ orderId: Type.String(), cents: Type.Integer() }, { $id: 'Paid' }))
export type Paid = Static<typeof Paid>
export const Price = schema(Type.Object({ cents: Type.Integer() }, { $id: 'Price' }))
export const Day = schema(Type.Object({ day: Type.String({ format: 'date' }) }, { $id: 'Day' }))
export type Day = Static<typeof Day>

export const orders = channel('shop/orders', Order)
export const invoices = channel('shop/invoices', Order)
export const archive = channel('shop/archive', Order)
export const orderPaid = topic('shop/order-paid', Paid)
export const price = question('shop/price', Order, Price)
/** What the bank tells, some time after the order. */
export const payment = signal('shop/payment', Paid, { keyOf: ({ orderId }) => orderId, keep: '7d' })
export const days = channel('shop/days', Day)
export const books = booksOf<unknown>()

/** All partners at once: one that keeps what it was asked, and what the files were that it was given. */
class Outside extends Partner {
  readonly files: string[] = []

  override async perform(what: string, request: unknown, use: EffectUse): Promise<unknown> {
    const { bytes } = request as Partial<Bytes>
    if (bytes !== undefined) this.files.push(await textOf(bytes))
    return super.perform(what, request, use)
  }

  clear(): void {
    for (const list of [this.calls, this.asked, this.next, this.files]) list.length = 0
  }
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

export const partner = new Outside()

/** Policy `park`: nobody can be asked, and the warehouse does not know the key. */
export const warehouse = { picks: endsOf(partner, 'warehouse').take as Sink<unknown> }
/** Policy `resend`: the partner honours the key. */
export const stock = {
  reserve: endsOf(partner, 'stock').resend as unknown as Callable<{ orderId: string }, { reservation?: string }>,
  release: endsOf(partner, 'stock-release').resend as unknown as Callable<{ orderId: string }, unknown>,
}
export const ledger = { outbox: endsOf(partner, 'ledger').take as Sink<Bytes> }
/** Policy `ask`: customs can be asked what became of a declaration. */
export const customs = {
  declare: endsOf(partner, 'customs').ask as unknown as Callable<{ orderId: string }, { declarationId: string }>,
}
export const crm = {
  customerOf: endsOf(partner, 'crm').rows as unknown as Reader<Order, { name: string }>,
}
/** Rows of a day, ordered by bank. */
export const bank = {
  paymentsOf: endsOf(partner, 'bank').rows as unknown as Reader<Day, { bank: string; orderId: string; cents: number }>,
}

/** The fate of a message that has come to its end. */
export function ended({ engine }: Pick<TestHub, 'engine'>, messageId: string): Promise<Fate> {
  return reached({ engine }, messageId, ['done', 'dropped', 'dead-letter'])
}

export function reached(
  { engine }: Pick<TestHub, 'engine'>,
  messageId: string,
  states: readonly Fate['state'][],
): Promise<Fate> {
  return until(`${messageId} ${states.join(' or ')}`, async () => {
    const fate = await engine.fate(messageId)
    return fate !== undefined && states.includes(fate.state) && fate
  })
}
