import { type Static, Type } from 'typebox'
import { channel, question, schema } from '../../../../../bus/ends.js'

export const Sale = schema(
  Type.Object(
    { till: Type.String({ pattern: '^T[0-9]{1,3}$' }), n: Type.Integer({ minimum: 1 }) },
    { $id: 'Sale', additionalProperties: false },
  ),
)
export type Sale = Static<typeof Sale>

/** The place of a sale among those that were counted at its till. */
export const Counted = schema(
  Type.Object(
    { till: Type.String(), value: Type.Integer(), pid: Type.Integer() },
    { $id: 'Counted', additionalProperties: false },
  ),
)
export type Counted = Static<typeof Counted>

export const sales = channel('till/sales', Sale)
export const counts = question('till/counts', Sale, Counted)
