import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename, dirname, isAbsolute, normalize } from 'node:path'
import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'
import { codeOfFile } from './disk.js'
import { HUB_FILE_ARCHIVE } from './errors.js'

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

/** Name of the folder that holds copies named by the SHA-256 of their bytes. */
export const ARCHIVE = 'archive'

/**
 * The bytes of an archived file, for `decode`. Reads nothing until asked; every reading begins anew. Throws
 * HUB_FILE_ARCHIVE for a path that is no archive's, a file that is gone, and, at the end, bytes that are not the ones
 * that were accepted.
 */
export function archived(file: InboxFile): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => read(file)[Symbol.asyncIterator](),
  }
}

async function* read({ archived: path, sha256, size }: InboxFile): AsyncGenerator<Uint8Array> {
  // The body lay in the books; still, a path is followed only if it is what an inbox makes.
  const ours =
    isAbsolute(path) && normalize(path) === path && basename(path) === sha256 && basename(dirname(path)) === ARCHIVE
  if (!ours || !/^[0-9a-f]{64}$/.test(sha256)) throw HUB_FILE_ARCHIVE('the path is not one of an archive')
  const hash = createHash('sha256')
  let length = 0
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      length += chunk.length
      if (length > size) break
      yield chunk
    }
  } catch (error) {
    throw HUB_FILE_ARCHIVE(codeOfFile(error))
  }
  if (length !== size || hash.digest('hex') !== sha256) {
    throw HUB_FILE_ARCHIVE('its bytes are not the ones that were accepted')
  }
}
