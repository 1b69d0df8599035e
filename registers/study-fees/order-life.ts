import type { OrderState, PaymentOutcome } from '../../schemas/study-fees/values.js'

/** What a decision about an order looks at. */
export interface OrderFacts {
  readonly state: OrderState
  /** Milliseconds since 1970; absent when the order never expires by itself. */
  readonly dueAt?: number
  /** The payment that control was given to last. */
  readonly stamp?: string
  /** The stamp that paid it. */
  readonly paidStamp?: string
  readonly reason?: UnfinishedReason
}

export type UnfinishedReason = 'cancelled' | 'rejected' | 'error' | 'mismatch' | 'reversed'

export type OrderCommand =
  | { readonly type: 'change' }
  | { readonly type: 'start-payment'; readonly stamp: string; readonly now: number }
  | { readonly type: 'settle'; readonly stamp: string; readonly outcome: PaymentOutcome }
  | { readonly type: 'reverse'; readonly stamp: string }
  | { readonly type: 'close' }
  | { readonly type: 'expire'; readonly now: number }
  | { readonly type: 'transfer' }

export type OrderEvent =
  | { readonly type: 'changed' }
  | { readonly type: 'payment-started'; readonly stamp: string }
  | { readonly type: 'payment-withdrawn'; readonly stamp: string }
  | { readonly type: 'paid'; readonly stamp: string; readonly after?: 'closed' | 'expired' | 'unfinished' }
  | { readonly type: 'paid-twice'; readonly stamp: string; readonly paidStamp: string }
  | { readonly type: 'left-unfinished'; readonly reason: UnfinishedReason }
  | { readonly type: 'closed' }
  | { readonly type: 'expired' }
  | { readonly type: 'transferred' }

export type OrderRefusal =
  | 'order-being-performed'
  | 'order-paid'
  | 'order-unfinished'
  | 'order-closed'
  | 'order-expired'
  | 'order-not-due'
  | 'order-not-paid'

export type OrderDecision = { readonly events: readonly OrderEvent[] } | { readonly refused: OrderRefusal }

const nothing: OrderDecision = { events: [] }
const one = (event: OrderEvent): OrderDecision => ({ events: [event] })

/**
 * The life of an order (FI-132, FI-133): open, being performed, paid, transferred; beside it unfinished (FI-112),
 * closed (FI-72), expired (FI-73). Pure: the same facts and command give the same decision.
 */
export function decideOrder(order: OrderFacts, command: OrderCommand): OrderDecision {
  switch (command.type) {
    case 'change':
      // FI-129: what has been performed is not among the editable ones
      return order.state === 'open' ? one({ type: 'changed' }) : { refused: refusalOf(order.state) }
    case 'start-payment':
      if (order.state !== 'open') return { refused: refusalOf(order.state) }
      if (order.dueAt !== undefined && command.now > order.dueAt) return { refused: 'order-expired' }
      return one({ type: 'payment-started', stamp: command.stamp })
    case 'settle':
      return settled(order, command.stamp, command.outcome)
    case 'reverse':
      return order.paidStamp === command.stamp ? one({ type: 'left-unfinished', reason: 'reversed' }) : nothing
    case 'close':
      return order.state === 'open' || order.state === 'expired'
        ? one({ type: 'closed' })
        : { refused: refusalOf(order.state) }
    case 'expire':
      if (order.state !== 'open') return { refused: refusalOf(order.state) }
      if (order.dueAt === undefined || command.now <= order.dueAt) return { refused: 'order-not-due' }
      return one({ type: 'expired' })
    case 'transfer':
      return order.state === 'paid' ? one({ type: 'transferred' }) : { refused: 'order-not-paid' }
  }
}

function settled(order: OrderFacts, stamp: string, outcome: PaymentOutcome): OrderDecision {
  if (outcome === 'PAID') {
    if (order.paidStamp === stamp) return nothing
    if (order.paidStamp !== undefined) return one({ type: 'paid-twice', stamp, paidStamp: order.paidStamp })
    // Money has moved: what was cancelled, closed or expired before does not undo it.
    const { state } = order
    return state === 'closed' || state === 'expired' || state === 'unfinished'
      ? one({ type: 'paid', stamp, after: state })
      : one({ type: 'paid', stamp })
  }
  if (outcome === 'MISMATCH' && order.paidStamp === stamp) return one({ type: 'left-unfinished', reason: 'mismatch' })
  // Only the payment that has control decides; another one's failure says nothing about this one.
  if (order.paidStamp !== undefined || order.stamp !== stamp) return nothing
  if (order.state !== 'being-performed' && order.state !== 'unfinished') return nothing
  switch (outcome) {
    case 'ABANDONED':
      return order.state === 'being-performed' ? one({ type: 'payment-withdrawn', stamp }) : nothing
    case 'CANCELLED':
      return unfinished(order, 'cancelled')
    case 'REJECTED':
      return unfinished(order, 'rejected')
    case 'ERROR':
      return unfinished(order, 'error')
    case 'MISMATCH':
      return unfinished(order, 'mismatch')
    default:
      return nothing
  }
}

function unfinished(order: OrderFacts, reason: UnfinishedReason): OrderDecision {
  return order.state === 'unfinished' && order.reason === reason ? nothing : one({ type: 'left-unfinished', reason })
}

function refusalOf(state: OrderState): OrderRefusal {
  switch (state) {
    case 'paid':
    case 'transferred':
      return 'order-paid'
    case 'being-performed':
      return 'order-being-performed'
    case 'unfinished':
      return 'order-unfinished'
    case 'closed':
      return 'order-closed'
    case 'expired':
      return 'order-expired'
    case 'open':
      return 'order-not-paid'
  }
}

/** What the order is after the event. */
export function evolveOrder(order: OrderFacts, event: OrderEvent): OrderFacts {
  const { paidStamp: _paid, reason: _reason, stamp: _stamp, ...rest } = order
  switch (event.type) {
    case 'payment-started':
      return { ...order, state: 'being-performed', stamp: event.stamp }
    case 'payment-withdrawn': {
      return { ...rest, state: 'open' }
    }
    case 'paid': {
      return { ...rest, state: 'paid', stamp: event.stamp, paidStamp: event.stamp }
    }
    case 'left-unfinished': {
      return {
        ...rest,
        ...(order.stamp === undefined ? {} : { stamp: order.stamp }),
        state: 'unfinished',
        reason: event.reason,
      }
    }
    case 'closed':
      return { ...order, state: 'closed' }
    case 'expired':
      return { ...order, state: 'expired' }
    case 'transferred':
      return { ...order, state: 'transferred' }
    case 'changed':
    case 'paid-twice':
      return order
  }
}
