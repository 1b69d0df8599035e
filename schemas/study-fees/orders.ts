import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'
import {
  Cents,
  CustomerNumber,
  Email,
  FeeKind,
  Id,
  LocalDate,
  OrderState,
  PaymentMethod,
  PaymentOutcome,
  PersonName,
  ProcessingFeeKind,
  Stamp,
  Text,
} from './values.js'

const closed = { additionalProperties: false } as const
const Moment = (description: string) => Type.String({ format: 'date-time', description })

/** fi, sv or en. */
export const Language = Type.Union([Type.Literal('fi'), Type.Literal('sv'), Type.Literal('en')], {
  description: 'Language of the pages and mails the payer sees.',
})

export const OrderRow = Type.Object(
  {
    product: Text(40, 'Product code, as the ledger and the payment provider see it.'),
    text: Text(100, 'What is paid for.'),
    quantity: Type.Integer({ minimum: 1, maximum: 10_000 }),
    unitCents: Cents('Price of one, in cents.'),
    vatCode: Type.String({ pattern: '^[0-9A-Z]{1,2}$', description: 'VAT code of the ledger.' }),
    vatRate: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      multipleOf: 10,
      description: 'Hundredths of a percent: 2550 is 25.5 %.',
    }),
  },
  closed,
)
export type OrderRow = Static<typeof OrderRow>

/** Why something was not done: a stable code and a sentence for people. */
export const Refusal = schema(
  Type.Object(
    {
      result: Type.Literal('refused'),
      code: Type.String({ description: 'Stable code, HUB_FEES_….' }),
      sentence: Type.String({ description: 'What a colleague would say.' }),
    },
    { $id: 'StudyFees.Refusal', ...closed },
  ),
)
export type Refusal = Static<typeof Refusal>

export const OrderPayment = Type.Object(
  {
    stamp: Stamp,
    method: PaymentMethod,
    outcome: PaymentOutcome,
    amountConfirmed: Type.Boolean({
      description: 'Whether the amount was seen in something signed or on the account; posting waits for it.',
    }),
    startedAt: Moment('When the payment was started.'),
    settledAt: Type.Optional(Moment('When its present outcome came.')),
    mismatch: Type.Optional(Type.String({ description: 'What differed from what was asked.' })),
  },
  closed,
)

export const Order = schema(
  Type.Object(
    {
      id: Id('The order.'),
      kind: FeeKind,
      state: OrderState,
      reason: Type.Optional(Type.String({ description: 'Why it is unfinished.' })),
      note: Type.Optional(Type.String({ description: 'What was written when it was closed.' })),
      title: Type.String(),
      reference: Type.String({ description: 'Finnish reference number with check digit.' }),
      totalCents: Cents('Sum of the rows, in cents.'),
      currency: Type.Literal('EUR'),
      language: Language,
      customer: Type.Optional(CustomerNumber),
      payerName: Type.Optional(PersonName),
      payerEmail: Type.Optional(Email),
      createdAt: Moment('When it was made.'),
      dueAt: Type.Optional(Moment('Until when it can be paid.')),
      paidAt: Type.Optional(Moment('When it was paid.')),
      renewalOf: Type.Optional(Id('The unfinished or expired order that this one takes the place of.')),
      batch: Type.Optional(Type.Integer({ description: 'Ledger batch that took it.' })),
      rows: Type.Array(OrderRow),
      payments: Type.Array(OrderPayment),
    },
    { $id: 'StudyFees.Order', ...closed },
  ),
)
export type Order = Static<typeof Order>

export const OrderAnswer = schema(
  Type.Union([Type.Object({ result: Type.Literal('done'), order: Order }, closed), Refusal], {
    $id: 'StudyFees.OrderAnswer',
  }),
)
export type OrderAnswer = Static<typeof OrderAnswer>

const Payer = Type.Object({ name: PersonName, email: Email }, closed)

/** A processing fee may be paid without login: then the payer is known only by what is asked here (FI-134). */
export const CreateProcessingFee = schema(
  Type.Object(
    {
      kind: ProcessingFeeKind,
      customer: Type.Optional(CustomerNumber),
      payer: Type.Optional(Payer),
      language: Type.Optional(Language),
    },
    {
      $id: 'StudyFees.CreateProcessingFee',
      description: 'Give either the number of a known customer or, without one, the payer.',
      ...closed,
    },
  ),
)
export type CreateProcessingFee = Static<typeof CreateProcessingFee>

/** The admissions office aims a study fee at a student (FI-125, FI-126). An unknown customer is registered with it. */
export const AddStudyFee = schema(
  Type.Object(
    {
      customer: CustomerNumber,
      payer: Type.Optional(Payer),
      title: Text(100, 'Name of the studies.'),
      rows: Type.Array(OrderRow, { minItems: 1, maxItems: 50 }),
      dueDate: Type.Optional(LocalDate('Last day to pay; the configured number of days when left out.')),
      language: Type.Optional(Language),
    },
    { $id: 'StudyFees.AddStudyFee', ...closed },
  ),
)
export type AddStudyFee = Static<typeof AddStudyFee>

/** Maintenance of an order that has not been performed (FI-127 to FI-129). What is left out stays. */
export const ChangeOrder = schema(
  Type.Object(
    {
      orderId: Id('The order.'),
      title: Type.Optional(Text(100, 'Name of the studies.')),
      rows: Type.Optional(Type.Array(OrderRow, { minItems: 1, maxItems: 50 })),
      dueDate: Type.Optional(LocalDate('Last day to pay.')),
      payer: Type.Optional(Payer),
    },
    { $id: 'StudyFees.ChangeOrder', ...closed },
  ),
)
export type ChangeOrder = Static<typeof ChangeOrder>

export const CloseOrder = schema(
  Type.Object(
    {
      orderId: Id('The order.'),
      note: Type.Optional(Text(200, 'Why, for example: invoiced to a third party. Do not name a person.')),
    },
    { $id: 'StudyFees.CloseOrder', ...closed },
  ),
)
export type CloseOrder = Static<typeof CloseOrder>

/** An unfinished order can never be completed; a new one with the same rows takes its place (FI-112, FI-118). */
export const RenewOrder = schema(Type.Object({ orderId: Id('The order.') }, { $id: 'StudyFees.RenewOrder', ...closed }))
export type RenewOrder = Static<typeof RenewOrder>

export const RegisterCustomer = schema(
  Type.Object(
    { number: CustomerNumber, name: PersonName, email: Email, language: Type.Optional(Language) },
    { $id: 'StudyFees.RegisterCustomer', ...closed },
  ),
)
export type RegisterCustomer = Static<typeof RegisterCustomer>

export const CustomerAnswer = schema(
  Type.Object(
    { number: CustomerNumber, created: Type.Boolean({ description: 'false when the person was known before.' }) },
    { $id: 'StudyFees.CustomerAnswer', ...closed },
  ),
)
export type CustomerAnswer = Static<typeof CustomerAnswer>

/** One line of a list of orders. */
export const OrderLine = Type.Object(
  {
    id: Id('The order.'),
    kind: FeeKind,
    state: OrderState,
    reason: Type.Optional(Type.String()),
    outcome: Type.Optional(PaymentOutcome),
    title: Type.String(),
    reference: Type.String(),
    totalCents: Cents('Sum of the rows, in cents.'),
    customer: Type.Optional(CustomerNumber),
    payerName: Type.Optional(PersonName),
    createdAt: Moment('When it was made.'),
    dueAt: Type.Optional(Moment('Until when it can be paid.')),
    paidAt: Type.Optional(Moment('When it was paid.')),
  },
  closed,
)
export type OrderLine = Static<typeof OrderLine>

export const OrderPage = schema(
  Type.Object(
    {
      orders: Type.Array(OrderLine),
      next: Type.Optional(Type.String({ description: 'Ask with `after` for the next page.' })),
    },
    { $id: 'StudyFees.OrderPage', ...closed },
  ),
)
export type OrderPage = Static<typeof OrderPage>
