/** A payment to be asked of a bank button. */
export interface SolopmtPayment {
  /** 1 to 20 digits, never used before. */
  readonly stamp: string
  /** A Finnish reference number. */
  readonly reference: string
  /** Integer cents, at least 1. */
  readonly cents: number
  readonly language?: 'fi' | 'sv' | 'en'
  /** Shown to the payer: up to 6 rows of 35 characters; longer text is broken between words. */
  readonly message?: string
  /** At most 60 characters each. */
  readonly returnUrl: string
  readonly cancelUrl: string
  readonly rejectUrl: string
}

/** What the browser has to post. Charset and field values belong together: the form must say `accept-charset`. */
export interface SolopmtForm {
  readonly action: string
  readonly method: 'POST'
  readonly acceptCharset: 'ISO-8859-1'
  readonly fields: readonly { readonly name: string; readonly value: string }[]
}

/** What a browser brought back from the bank. */
export interface SolopmtReturnQuery {
  /** The raw query string without the question mark; undecoded, since the values are ISO-8859-1. */
  readonly query: string
  /** Which of the three addresses it came to. */
  readonly way: 'return' | 'cancel' | 'reject'
}

/**
 * What a return says and what of it is proven. Only `PAID` is proof. `CANCELLED` and `REJECTED` are hints, since banks
 * do not sign them; `UNKNOWN` is a signed return without a payment id: ask by status query. `ERROR` says why in
 * `problem` and must change nothing. Amount and currency are not part of a return: they are confirmed by status query
 * or by the file of reference payments.
 */
export interface SolopmtReturnFacts {
  readonly way: SolopmtReturnQuery['way']
  readonly outcome: 'PAID' | 'UNKNOWN' | 'CANCELLED' | 'REJECTED' | 'ERROR'
  readonly macValid: boolean
  readonly version?: string
  /** Proven only when `macValid`. Both must equal what was stored when the payment began. */
  readonly stamp?: string
  readonly ref?: string
  /** The bank's id of the payment; there only when proven. */
  readonly paid?: string
  readonly problem?: SolopmtReturnProblem
}

export type SolopmtReturnProblem =
  | 'unreadable-query'
  | 'duplicate-parameter'
  | 'no-signature'
  | 'wrong-version'
  | 'wrong-key-version'
  | 'wrong-algorithm'
  | 'bad-field'
  | 'bad-mac'

export interface SolopmtStatusQuery {
  readonly stamp: string
  /** Asked along when it is known. */
  readonly reference?: string
}

/** A verified reply. `UNKNOWN`: the bank could not say; ask again later or tell a person. */
export interface SolopmtStatus {
  readonly stamp: string
  readonly outcome: 'PAID' | 'NOT_FOUND' | 'UNKNOWN'
  readonly respcode: 'OK' | 'Notfound' | 'Error'
  readonly reference?: string
  /** Integer cents; there when the bank says OK. */
  readonly cents?: number
  readonly currency?: string
  /** The bank's id of the payment. */
  readonly paid?: string
}
