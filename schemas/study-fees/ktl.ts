import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'

/** Transactions of a stored file that wait to be matched, by their place in it. */
export const KtlChunk = schema(
  Type.Object(
    {
      fileId: Type.String({ minLength: 36, maxLength: 36, description: 'Message that brought the file.' }),
      fromRow: Type.Integer({ minimum: 1 }),
      toRow: Type.Integer({ minimum: 1 }),
    },
    { $id: 'StudyFees.KtlChunk', additionalProperties: false },
  ),
)
export type KtlChunk = Static<typeof KtlChunk>
