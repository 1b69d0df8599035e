import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'

/** What an inbox hands to a flow: where a copy of the file is kept, and what it must hold. */
export const InboxFile = schema(
  Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 255, description: 'Name under which the partner left the file.' }),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      size: Type.Integer({ minimum: 0, description: 'Bytes.' }),
      archived: Type.String({ minLength: 1, description: 'Absolute path of the copy in the hub’s data folder.' }),
    },
    { $id: 'InboxFile', additionalProperties: false },
  ),
)
export type InboxFile = Static<typeof InboxFile>

export interface FileToWrite {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface FileWritten extends Written {
  /** Absolute path at the time of writing; a partner may have taken the file away since. */
  readonly path: string
  readonly name: string
}

export interface Written {
  readonly bytes: number
  /** SHA-256, hexadecimal, lower case. */
  readonly sha256: string
}
