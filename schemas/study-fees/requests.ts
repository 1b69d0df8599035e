import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'
import { BatchNumber } from './ledger.js'
import { CustomerNumber, FeeKind, Id, OrderState, Stamp } from './values.js'

/** What operations ask for that no flow hears. */

const closed = { additionalProperties: false } as const
const Limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 500, description: 'Most rows of a page; 100 unless told.' }),
)
export const LIMIT = 100

export const ListOrders = schema(
  Type.Object(
    {
      kind: Type.Optional(FeeKind),
      state: Type.Optional(OrderState),
      customer: Type.Optional(CustomerNumber),
      reference: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$' })),
      after: Type.Optional(Id('`next` of the page before.')),
      limit: Limit,
    },
    { $id: 'StudyFees.ListOrders', ...closed },
  ),
)
export type ListOrders = Static<typeof ListOrders>

export const ReadOrder = schema(Type.Object({ orderId: Id('The order.') }, { $id: 'StudyFees.ReadOrder', ...closed }))
export type ReadOrder = Static<typeof ReadOrder>

export const ReadPayment = schema(Type.Object({ stamp: Stamp }, { $id: 'StudyFees.ReadPayment', ...closed }))
export type ReadPayment = Static<typeof ReadPayment>

export const ListBatches = schema(
  Type.Object({ before: Type.Optional(BatchNumber), limit: Limit }, { $id: 'StudyFees.ListBatches', ...closed }),
)
export type ListBatches = Static<typeof ListBatches>

export const ReadBatch = schema(Type.Object({ batch: BatchNumber }, { $id: 'StudyFees.ReadBatch', ...closed }))
export type ReadBatch = Static<typeof ReadBatch>

export const RunTransfer = schema(
  Type.Object(
    {
      run: Type.Optional(
        Type.String({
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$',
          description: 'Name of the run; the same name is carried out once. A new one when left out.',
        }),
      ),
    },
    { $id: 'StudyFees.RunTransfer', ...closed },
  ),
)
export type RunTransfer = Static<typeof RunTransfer>

export const ListTransactions = schema(
  Type.Object(
    {
      state: Type.Union(
        [
          Type.Literal('unmatched'),
          Type.Literal('mismatched'),
          Type.Literal('surplus'),
          Type.Literal('correction'),
          Type.Literal('not-paid'),
          Type.Literal('matched'),
        ],
        { description: 'unmatched, mismatched and surplus are for people to look at.' },
      ),
      limit: Limit,
    },
    { $id: 'StudyFees.ListTransactions', ...closed },
  ),
)
export type ListTransactions = Static<typeof ListTransactions>

export const ListFiles = schema(Type.Object({ limit: Limit }, { $id: 'StudyFees.ListFiles', ...closed }))
export type ListFiles = Static<typeof ListFiles>

export const Nothing = schema(Type.Object({}, { $id: 'StudyFees.Nothing', ...closed }))
export type Nothing = Static<typeof Nothing>
