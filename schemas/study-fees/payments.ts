import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'
import { Refusal } from './orders.js'
import { Cents, Id, PaymentMethod, PaymentOutcome, Stamp } from './values.js'

const closed = { additionalProperties: false } as const

/** The calling application's own name for the browser session, so that a result is given only to the session that started. */
const Session = Type.String({
  minLength: 16,
  maxLength: 200,
  description:
    'An unguessable name of the payer’s session at the calling application. Asked for again with the result.',
})

export const StartPayment = schema(
  Type.Object(
    {
      orderId: Id('The order to pay.'),
      method: PaymentMethod,
      returnAddress: Type.String({
        maxLength: 500,
        pattern: '^https?://[^\\s]+$',
        description: 'Where the browser goes in the end. It must be registered with the hub.',
      }),
      session: Type.Optional(Session),
    },
    { $id: 'StudyFees.StartPayment', ...closed },
  ),
)
export type StartPayment = Static<typeof StartPayment>

/** A form that the browser posts to the bank. Charset and values belong together: the signature was made over its bytes. */
export const PaymentForm = Type.Object(
  {
    action: Type.String(),
    method: Type.Literal('POST'),
    acceptCharset: Type.String({ description: 'accept-charset of the form.' }),
    fields: Type.Array(Type.Object({ name: Type.String(), value: Type.String() }, closed)),
  },
  closed,
)

export const PaymentStarted = schema(
  Type.Object(
    {
      result: Type.Literal('started'),
      stamp: Stamp,
      method: PaymentMethod,
      amountCents: Cents('What will be paid, in cents.'),
      address: Type.Optional(Type.String({ description: 'Send the browser there.' })),
      form: Type.Optional(PaymentForm),
    },
    { $id: 'StudyFees.PaymentStarted', description: 'Either an address or a form.', ...closed },
  ),
)
export type PaymentStarted = Static<typeof PaymentStarted>

export const StartPaymentAnswer = schema(
  Type.Union(
    [
      PaymentStarted,
      Type.Object(
        {
          result: Type.Literal('try-again'),
          sentence: Type.String({ description: 'Plain language for the payer (FI-121).' }),
        },
        closed,
      ),
      Refusal,
    ],
    { $id: 'StudyFees.StartPaymentAnswer' },
  ),
)
export type StartPaymentAnswer = Static<typeof StartPaymentAnswer>

/** How somebody came back: by which of the addresses that were given out. */
export const ReturnWay = Type.Union(
  [
    Type.Literal('return'),
    Type.Literal('cancel'),
    Type.Literal('reject'),
    Type.Literal('callback-success'),
    Type.Literal('callback-cancel'),
  ],
  { description: 'return, cancel, reject: the browser. callback-…: the provider’s server.' },
)
export type ReturnWay = Static<typeof ReturnWay>

/** A browser or a provider's server at one of the addresses that were given out. The query is as it came, not decoded. */
export const PaymentReturn = schema(
  Type.Object(
    {
      token: Type.String({ pattern: '^[A-Za-z0-9_-]{16}$' }),
      way: ReturnWay,
      query: Type.String({ maxLength: 8192, 'x-personal': true }),
    },
    { $id: 'StudyFees.PaymentReturn', ...closed },
  ),
)
export type PaymentReturn = Static<typeof PaymentReturn>

export const PaymentReturnAnswer = schema(
  Type.Union(
    [
      Type.Object(
        {
          result: Type.Literal('known'),
          outcome: PaymentOutcome,
          /** Where the browser goes; absent for a provider's server. */
          redirect: Type.Optional(Type.String()),
        },
        closed,
      ),
      Type.Object({ result: Type.Literal('unknown') }, closed),
    ],
    { $id: 'StudyFees.PaymentReturnAnswer' },
  ),
)
export type PaymentReturnAnswer = Static<typeof PaymentReturnAnswer>

/** The calling application asks, once, what its browser came back with. */
export const AskPaymentResult = schema(
  Type.Object(
    {
      reference: Type.String({
        pattern: '^[A-Za-z0-9_-]{16}$',
        description: 'The one-time reference of the redirect.',
      }),
      session: Type.Optional(Session),
    },
    { $id: 'StudyFees.AskPaymentResult', ...closed },
  ),
)
export type AskPaymentResult = Static<typeof AskPaymentResult>

/** What a main user found out about a payment that nobody could tell (FI-121). */
export const DecidePayment = schema(
  Type.Object(
    {
      stamp: Stamp,
      outcome: Type.Union([Type.Literal('PAID'), Type.Literal('CANCELLED'), Type.Literal('REJECTED')]),
      evidence: Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,35}$',
        description:
          'The provider’s number of the payment, or of the inquiry. It stands in the ledger. Do not name a person.',
      }),
    },
    { $id: 'StudyFees.DecidePayment', ...closed },
  ),
)
export type DecidePayment = Static<typeof DecidePayment>

export const Payment = schema(
  Type.Object(
    {
      stamp: Stamp,
      orderId: Id('The order.'),
      method: PaymentMethod,
      outcome: PaymentOutcome,
      amountCents: Cents('What was asked for, in cents.'),
      currency: Type.Literal('EUR'),
      reference: Type.String(),
      amountConfirmed: Type.Boolean(),
      startedAt: Type.String({ format: 'date-time' }),
      settledAt: Type.Optional(Type.String({ format: 'date-time' })),
      mismatch: Type.Optional(Type.String()),
      reversedAt: Type.Optional(Type.String({ format: 'date-time' })),
      sentence: Type.String({ description: 'Plain language for the payer (FI-121).' }),
      events: Type.Optional(
        Type.Array(
          Type.Object(
            {
              at: Type.String({ format: 'date-time' }),
              by: Type.String({ description: 'browser, callback, status, account, person, clock or hub' }),
              kind: Type.String({ description: 'started, settled, replayed, noted, security, surplus, no-answer …' }),
              reported: Type.String(),
              outcome: PaymentOutcome,
              repeats: Type.Integer({ description: 'How often the same was heard again.' }),
            },
            closed,
          ),
        ),
      ),
    },
    { $id: 'StudyFees.Payment', ...closed },
  ),
)
export type Payment = Static<typeof Payment>

export const PaymentResultAnswer = schema(
  Type.Union([Type.Object({ result: Type.Literal('done'), payment: Payment }, closed), Refusal], {
    $id: 'StudyFees.PaymentResultAnswer',
  }),
)
export type PaymentResultAnswer = Static<typeof PaymentResultAnswer>
