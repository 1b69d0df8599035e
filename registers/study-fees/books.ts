import { readsBooks } from '../../adapters/books/books.js'
import { booksOf } from '../../bus/ends.js'
import type { Order } from '../../schemas/study-fees/orders.js'
import { type Batch, batchFrom, batchOf, eventsOfBatch } from './ledger-batches.js'
import { readOrder } from './lists.js'
import type { PaidEvent } from './paid-events.js'
import { paymentByStamp, paymentByToken } from './payments.js'
import type { Db, PaymentTable, StudyFeesTables } from './tables.js'

/** The hub's database as this pack changes it. */
export const feesBooks = booksOf<Db>()

/** The payment of a return address; none for a token nobody gave out. */
export const paymentOfToken = readsBooks<StudyFeesTables, { readonly token: string }, PaymentTable>(
  'study-fees-payment-of-token',
  async function* (db, { token }) {
    const payment = await paymentByToken(db, token)
    if (payment !== undefined) yield payment
  },
)

export const paymentOfStamp = readsBooks<StudyFeesTables, { readonly stamp: string }, PaymentTable>(
  'study-fees-payment-of-stamp',
  async function* (db, { stamp }) {
    const payment = await paymentByStamp(db, stamp)
    if (payment !== undefined) yield payment
  },
)

export const orderOfId = readsBooks<StudyFeesTables, { readonly orderId: string }, Order>(
  'study-fees-order',
  async function* (db, { orderId }) {
    const order = await readOrder(db, orderId)
    if (order !== undefined) yield order
  },
)

export const batchOfNumber = readsBooks<StudyFeesTables, { readonly number: number }, Batch>(
  'study-fees-batch',
  async function* (db, { number }) {
    const row = await batchOf(db, number)
    if (row !== undefined) yield batchFrom(row)
  },
)

/** The events of a batch, streamed page by page. */
export const eventsOfRange = readsBooks<StudyFeesTables, Batch, PaidEvent>('study-fees-paid-events', eventsOfBatch)
