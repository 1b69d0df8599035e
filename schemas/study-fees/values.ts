import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'

/** The fees of phase 1 (FI-15): two processing fees and the student fee of specialisation studies. */
export const FeeKind = schema(
  Type.Union([Type.Literal('extra-time'), Type.Literal('restoring'), Type.Literal('study-fee')], {
    $id: 'StudyFees.FeeKind',
    description:
      'extra-time and restoring are processing fees; study-fee is the student fee of specialisation studies.',
  }),
)
export type FeeKind = Static<typeof FeeKind>

export const ProcessingFeeKind = schema(
  Type.Union([Type.Literal('extra-time'), Type.Literal('restoring')], { $id: 'StudyFees.ProcessingFeeKind' }),
)
export type ProcessingFeeKind = Static<typeof ProcessingFeeKind>

/** The life of an order (FI-132, FI-133). */
export const OrderState = schema(
  Type.Union(
    [
      Type.Literal('open'),
      Type.Literal('being-performed'),
      Type.Literal('paid'),
      Type.Literal('transferred'),
      Type.Literal('unfinished'),
      Type.Literal('closed'),
      Type.Literal('expired'),
    ],
    {
      $id: 'StudyFees.OrderState',
      description:
        'open, being-performed (control is at the bank), paid, transferred (in a ledger batch); side exits: unfinished (a payment failed; it cannot be completed), closed (invoiced another way), expired (nobody paid).',
    },
  ),
)
export type OrderState = Static<typeof OrderState>

/** What became of a payment (protocols/fi.md section 1). STARTED and ABANDONED are our own stations before and beside it. */
export const PaymentOutcome = schema(
  Type.Union(
    [
      Type.Literal('STARTED'),
      Type.Literal('ABANDONED'),
      Type.Literal('PAID'),
      Type.Literal('PENDING'),
      Type.Literal('CANCELLED'),
      Type.Literal('REJECTED'),
      Type.Literal('ERROR'),
      Type.Literal('UNKNOWN'),
      Type.Literal('MISMATCH'),
    ],
    {
      $id: 'StudyFees.PaymentOutcome',
      description:
        'STARTED until something is heard; ABANDONED when the provider never answered and a new stamp was made; MISMATCH when amount, currency or reference differ from what was asked.',
    },
  ),
)
export type PaymentOutcome = Static<typeof PaymentOutcome>

export const PaymentMethod = schema(
  Type.Union([Type.Literal('solopmt'), Type.Literal('paytrail')], { $id: 'StudyFees.PaymentMethod' }),
)
export type PaymentMethod = Static<typeof PaymentMethod>

/** Minor units: 3500 is 35.00 euros. */
export const Cents = (description: string) => Type.Integer({ minimum: 1, maximum: 99_999_999, description })

export const Id = (description: string) =>
  Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$', description })

export const Stamp = Type.String({ pattern: '^[0-9]{20}$', description: 'The payment’s own number, 20 digits.' })

export const LocalDate = (description: string) =>
  Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', description })

/** Number of a customer, as the calling application or the student register knows the person. */
export const CustomerNumber = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$',
  description: 'The number the person is known by, such as the student number.',
})

/** Plain addresses only, as mail servers and payment providers take them alike. */
export const Email = Type.String({
  pattern: "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,185}[A-Za-z0-9])$",
  maxLength: 254,
  'x-personal': true,
})
export const PersonName = Type.String({ minLength: 1, maxLength: 100, 'x-personal': true })
export const Text = (max: number, description: string) => Type.String({ minLength: 1, maxLength: max, description })
