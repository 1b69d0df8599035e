import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'
import { Cents, FeeKind, Id, Stamp } from './values.js'

const closed = { additionalProperties: false } as const

/** A payment was proven: the order is paid. Names no person. */
export const OrderPaid = schema(
  Type.Object(
    {
      orderId: Id('The order.'),
      kind: FeeKind,
      reference: Type.String(),
      amountCents: Cents('What was paid, in cents.'),
      stamp: Stamp,
    },
    { $id: 'StudyFees.OrderPaid', ...closed },
  ),
)
export type OrderPaid = Static<typeof OrderPaid>

/** Something a person must look at. Names no person. */
export const OperatorAlert = schema(
  Type.Object(
    {
      kind: Type.Union([
        Type.Literal('amount-mismatch'),
        Type.Literal('paid-twice'),
        Type.Literal('paid-after-close'),
        Type.Literal('security'),
        Type.Literal('unclear'),
        Type.Literal('surplus'),
        Type.Literal('reversed'),
        Type.Literal('unmatched'),
        Type.Literal('provider-refused'),
      ]),
      sentence: Type.String(),
      orderId: Type.Optional(Id('The order it is about.')),
      stamp: Type.Optional(Stamp),
    },
    { $id: 'StudyFees.OperatorAlert', ...closed },
  ),
)
export type OperatorAlert = Static<typeof OperatorAlert>

/** Orders that expired in one round. */
export const OrdersExpired = schema(
  Type.Object(
    {
      orders: Type.Array(Type.Object({ orderId: Id('The order.'), kind: FeeKind, reference: Type.String() }, closed)),
    },
    { $id: 'StudyFees.OrdersExpired', ...closed },
  ),
)
export type OrdersExpired = Static<typeof OrdersExpired>

/** A round of work over the registers, begun by a clock; a long one goes on in further pages. */
export const Round = schema(
  Type.Object(
    {
      scheduledFor: Type.String({ format: 'date-time', description: 'The time the clock meant.' }),
      page: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    },
    { $id: 'StudyFees.Round', ...closed },
  ),
)
export type Round = Static<typeof Round>

/** Ask the provider what became of a payment. */
export const StatusAsk = schema(
  Type.Object(
    { stamp: Stamp, last: Type.Boolean({ description: 'What stays unclear after this is for people.' }) },
    { $id: 'StudyFees.StatusAsk', ...closed },
  ),
)
export type StatusAsk = Static<typeof StatusAsk>

/** Remind the payer of an open study fee. */
export const ReminderDue = schema(
  Type.Object(
    { orderId: Id('The order.'), n: Type.Integer({ minimum: 1, description: 'The how-manieth reminder.' }) },
    { $id: 'StudyFees.ReminderDue', ...closed },
  ),
)
export type ReminderDue = Static<typeof ReminderDue>
