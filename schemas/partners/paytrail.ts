/** One row of a payment. */
export interface PaytrailItem {
  /** Integer cents, VAT included. */
  readonly unitCents: number
  readonly units: number
  /** One decimal at most, such as 25.5; 0 for what is not taxed. */
  readonly vatPercentage: number
  /** At most 100 characters. */
  readonly productCode: string
  readonly description?: string
}

export interface PaytrailPayment {
  /** At most 200 characters, never used before. A payment whose creation got no answer must get a new one. */
  readonly stamp: string
  /** At most 200 characters. */
  readonly reference: string
  /** Integer cents: the sum of the items. */
  readonly cents: number
  readonly language?: 'FI' | 'SV' | 'EN'
  readonly items: readonly PaytrailItem[]
  readonly customer: { readonly email: string; readonly firstName?: string; readonly lastName?: string }
  /** Where the browser comes back to; at most 300 characters each. */
  readonly successUrl: string
  readonly cancelUrl: string
  /** Where Paytrail itself calls; the same query as the browser brings. */
  readonly callbackUrls?: { readonly success: string; readonly cancel: string }
}

/**
 * What became of creating a payment.
 * - `created`: send the browser to `href`.
 * - `refused`: Paytrail says what is wrong with the request; nothing was created.
 * - `no-answer`: it may or may not exist, and cannot be asked for by stamp. The stamp is abandoned: make a new one. A
 *   late callback for the old one still counts.
 */
export type PaytrailCreated =
  | { readonly outcome: 'created'; readonly transactionId: string; readonly href: string; readonly reference: string }
  | { readonly outcome: 'refused'; readonly status: number; readonly message: string }
  | { readonly outcome: 'no-answer' }

export type PaytrailStatusWord = 'new' | 'ok' | 'fail' | 'pending' | 'delayed'

/** The hub's words. `UNKNOWN` is a payment that was created and not decided (`new`). */
export type PaytrailOutcome = 'PAID' | 'PENDING' | 'REJECTED' | 'UNKNOWN'

export interface PaytrailStatusQuery {
  readonly transactionId: string
}

/** What Paytrail itself says; its signature was verified. */
export interface PaytrailStatus {
  readonly transactionId: string
  readonly outcome: PaytrailOutcome
  readonly status: PaytrailStatusWord
  /** Integer cents. */
  readonly cents: number
  readonly currency: string
  readonly stamp: string
  readonly reference: string
  readonly provider?: string
  /** The bank's archive id. */
  readonly filingCode?: string
  readonly paidAt?: string
  readonly settlementReference?: string
}

export interface PaytrailReturnQuery {
  /** The raw query string without the question mark. */
  readonly query: string
  /** Which address it came to. A redirect and a callback carry the same query. */
  readonly way: 'success' | 'cancel' | 'callback-success' | 'callback-cancel'
}

/**
 * What a redirect or callback says. Everything but `way`, `problem` and `stamp` is there only when `macValid`: what is
 * not proven cannot be used by mistake. Compare cents, stamp, reference and transactionId with the stored order; the
 * account was compared already. The same facts may come many times and in any order.
 */
export interface PaytrailReturnFacts {
  readonly way: PaytrailReturnQuery['way']
  /** A failed payment is `CANCELLED` when it came to a cancel address; signed, so it is more than a hint. */
  readonly outcome: PaytrailOutcome | 'CANCELLED' | 'ERROR'
  readonly macValid: boolean
  readonly problem?: PaytrailReturnProblem
  /** Without `macValid` good for a log line only. */
  readonly stamp?: string
  readonly status?: PaytrailStatusWord
  /** Integer cents. */
  readonly cents?: number
  readonly reference?: string
  readonly transactionId?: string
  readonly provider?: string
  readonly settlementReference?: string
}

export type PaytrailReturnProblem =
  | 'unreadable-query'
  | 'duplicate-parameter'
  | 'no-signature'
  | 'wrong-algorithm'
  | 'wrong-account'
  | 'bad-field'
  | 'bad-mac'
