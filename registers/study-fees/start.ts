import type { OrderRow } from '../../schemas/study-fees/orders.js'
import type { StartPayment } from '../../schemas/study-fees/payments.js'
import { type Chance, hashOf } from './chance.js'
import { lockOrder, rowsOf } from './orders.js'
import { abandonPayment, type Begun, beginPayment, paymentByStamp } from './payments.js'
import type { RefusalName } from './refusals.js'
import { isRegistered } from './return-address.js'
import type { Db, OrderTable } from './tables.js'

/** What starting is told besides the request. */
export interface Starting {
  readonly now: number
  readonly messageId: string
  readonly timeZone: string
  /** Registered return addresses. */
  readonly registered: readonly string[]
  /** When to ask what became of the payment, if nothing is heard. */
  readonly askAt: number
}

/** A payment with what its provider must be told. */
export interface Started extends Begun {
  readonly rows: readonly OrderRow[]
  readonly language: string
  readonly email: string
}

/**
 * Begins the payment of an order. The flow that asks is in order per order: when a payment without the provider's
 * transaction is found, the start that made it has ended without an address to send a browser to, so it is given up.
 */
export async function startPayment(
  tx: Db,
  request: StartPayment,
  starting: Starting,
  chance: Chance,
): Promise<Started | { readonly refused: RefusalName }> {
  if (!isRegistered(request.returnAddress, starting.registered)) return { refused: 'return-address' }
  const found = await lockOrder(tx, request.orderId)
  if (found === undefined) return { refused: 'order-unknown' }
  const order = await withoutDeadStart(tx, found, starting)
  const begun = await beginPayment(
    tx,
    order,
    {
      method: request.method,
      returnAddress: request.returnAddress,
      sessionHash: request.session === undefined ? null : hashOf(request.session),
      now: starting.now,
      timeZone: starting.timeZone,
      messageId: starting.messageId,
      askAt: starting.askAt,
    },
    chance,
  )
  if ('refused' in begun) return begun
  const rows = await rowsOf(tx, order.id)
  return { ...begun, rows, language: order.language, email: order.payer_email ?? '' }
}

async function withoutDeadStart(tx: Db, order: OrderTable, { now, messageId }: Starting): Promise<OrderTable> {
  if (order.state !== 'being-performed' || order.stamp === null) return order
  const payment = await paymentByStamp(tx, order.stamp)
  const dead = payment?.method === 'paytrail' && payment.outcome === 'STARTED' && payment.transaction_id === null
  return dead ? abandonPayment(tx, payment.stamp, now, messageId) : order
}

/** The provider never answered: the stamp is given up and another one takes its place (protocols/fi.md 7.4). */
export async function startAgain(
  tx: Db,
  stamp: string,
  request: StartPayment,
  starting: Starting,
  chance: Chance,
): Promise<Started | { readonly refused: RefusalName }> {
  await abandonPayment(tx, stamp, starting.now, starting.messageId)
  return startPayment(tx, request, starting, chance)
}
