import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename, dirname, isAbsolute, normalize } from 'node:path'
import type { InboxFile } from '../../schemas/partners/files.js'
import { codeOfFile } from './disk.js'
import { HUB_FILE_ARCHIVE } from './errors.js'

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
