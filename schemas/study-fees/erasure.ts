import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'
import { Refusal } from './orders.js'

const closed = { additionalProperties: false } as const
const Count = (description: string) => Type.Integer({ minimum: 0, description })

/** Whom to forget: a customer with all orders, or the payer of one order. */
export const ErasePerson = schema(
  Type.Object(
    {
      customer: Type.Optional(Type.String({ minLength: 1, maxLength: 60, 'x-personal': true })),
      orderId: Type.Optional(Type.String({ minLength: 36, maxLength: 36 })),
    },
    { $id: 'StudyFees.ErasePerson', description: 'Give one of the two.', ...closed },
  ),
)
export type ErasePerson = Static<typeof ErasePerson>

export const PersonErased = Type.Object(
  {
    result: Type.Literal('done'),
    orders: Type.Array(Type.String(), { description: 'Orders that name nobody any more.' }),
    references: Type.Array(Type.String()),
    payers: Type.Array(Type.String(), { description: 'Keys under which messages of the payer were found.' }),
    transactions: Count('Bank transactions that name nobody any more.'),
    keptVouchers: Count('Vouchers kept with the name, since they stand so in a ledger file.'),
  },
  closed,
)
export type PersonErased = Static<typeof PersonErased>

export const ErasureAnswer = schema(Type.Union([PersonErased, Refusal], { $id: 'StudyFees.ErasureAnswer' }))
export type ErasureAnswer = Static<typeof ErasureAnswer>
