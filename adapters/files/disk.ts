import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { Written } from '../../schemas/partners/files.js'

/** Writes a stream into a new or emptied file and makes it safe on disk before it resolves. */
export async function writeSafely(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<Written> {
  const hash = createHash('sha256')
  let length = 0
  const file = await open(path, 'w', 0o640)
  try {
    for await (const chunk of bytes) {
      signal?.throwIfAborted()
      hash.update(chunk)
      length += chunk.length
      await writeAll(file, chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { bytes: length, sha256: hash.digest('hex') }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let from = 0; from < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, from, chunk.length - from)
    from += bytesWritten
  }
}

/** Makes names safe on disk: a rename is only as safe as its folder. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some network file systems cannot sync a folder; they keep names safe by themselves or not at all.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error
  } finally {
    await handle.close()
  }
}

export async function hashOf(path: string): Promise<Written> {
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    length += chunk.length
  }
  return { bytes: length, sha256: hash.digest('hex') }
}

export const codeOfFile = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException | null)?.code
  return typeof code === 'string' ? code : 'an error without a code'
}
export const isMissing = (error: unknown): boolean => codeOfFile(error) === 'ENOENT'
