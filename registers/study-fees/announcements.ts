import type { FeeKind } from '../../schemas/study-fees/values.js'
import type { OrderTable } from './tables.js'

/** What a change has to tell. Names no person: who it is about is looked up where it is told. */
export interface Paid {
  readonly orderId: string
  readonly kind: FeeKind
  readonly reference: string
  readonly amountCents: number
  readonly stamp: string
}

export type AlertKind =
  | 'amount-mismatch'
  | 'paid-twice'
  | 'paid-after-close'
  | 'security'
  | 'unclear'
  | 'surplus'
  | 'reversed'
  | 'unmatched'
  | 'provider-refused'

export interface Alert {
  readonly kind: AlertKind
  readonly sentence: string
  readonly orderId?: string
  readonly stamp?: string
}

export interface Told {
  readonly paid: readonly Paid[]
  readonly alerts: readonly Alert[]
}

export const nothingTold: Told = { paid: [], alerts: [] }

export function together(...told: readonly Told[]): Told {
  return { paid: told.flatMap(({ paid }) => paid), alerts: told.flatMap(({ alerts }) => alerts) }
}

export function paidOf(order: OrderTable, stamp: string): Paid {
  return { orderId: order.id, kind: order.kind, reference: order.reference, amountCents: order.total_cents, stamp }
}
