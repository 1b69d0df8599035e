import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EffectUse, Found } from '../../bus/adapter.js'
import { isHubError } from '../../bus/errors.js'
import type { FileToWrite, FileWritten, Written } from '../../schemas/partners/files.js'
import { codeOfFile, hashOf, isMissing, syncFolder, writeSafely } from './disk.js'
import { HUB_FILE_BYTES, HUB_FILE_EXISTS, HUB_FILE_NOT_SAFE, HUB_FILE_NOT_WRITTEN } from './errors.js'
import { checkedFileName } from './names.js'

export interface Outbox {
  readonly folder: string
  /** Where notes about written files are kept: a partner may take a file away before we could look for it. */
  readonly notes: string
  /** Names being written now, so that two effects cannot write one name at the same time. */
  readonly busy: Map<string, Promise<unknown>>
}

/**
 * Writes a file so that nobody ever sees half of it: temporary name, fsync, a note of what is about to appear, rename,
 * fsync of the folder. A file of that name with the same bytes counts as written; with other bytes it is refused.
 * Throws HUB_FOLDER_NAME, HUB_FILE_EXISTS, HUB_FILE_NOT_WRITTEN, HUB_FILE_BYTES, HUB_FILE_NOT_SAFE.
 */
export async function writeFileOnce(outbox: Outbox, request: FileToWrite, use: EffectUse): Promise<FileWritten> {
  const name = checkedFileName(request.name)
  const place = join(outbox.folder, name)
  const before = outbox.busy.get(place) ?? Promise.resolve()
  const mine = before.then(() => writeNow(outbox, { name, bytes: request.bytes }, use))
  const quiet = mine.catch(() => {})
  outbox.busy.set(place, quiet)
  try {
    return await mine
  } finally {
    if (outbox.busy.get(place) === quiet) outbox.busy.delete(place)
  }
}

async function writeNow(outbox: Outbox, { name, bytes }: FileToWrite, use: EffectUse): Promise<FileWritten> {
  const { folder, temporary, final } = placesOf(outbox, name, use.key)
  const found = await askFile(outbox, { name }, use)
  if (found.state === 'answered') return found.answer

  let written: Written
  let made = false // whether the failure below is one of making the bytes or of the disk
  try {
    await mkdir(folder, { recursive: true })
    written = await writeSafely(
      temporary,
      watched(bytes, (state) => (made = state)),
      use.signal,
    )
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    if (isHubError(error) && error.instruction.effect === 'not-done') throw error
    if (made) throw HUB_FILE_BYTES(name, error)
    throw HUB_FILE_NOT_WRITTEN(folder, name, codeOfFile(error), error)
  }

  const answer: FileWritten = { path: final, name, ...written }
  try {
    const standing = await hashOf(final).catch((error: unknown) => {
      if (isMissing(error)) return undefined
      throw error
    })
    if (standing !== undefined && standing.sha256 !== written.sha256) throw HUB_FILE_EXISTS(folder, name)
    await writeNote(outbox, use.key, answer)
    if (standing !== undefined) {
      await rm(temporary, { force: true })
      await syncFolder(folder)
      return answer
    }
  } catch (error) {
    // The note first: a note without a temporary file would say that the file appeared.
    await rm(notePath(outbox, use.key), { force: true }).catch(() => {})
    await rm(temporary, { force: true }).catch(() => {})
    if (isHubError(error)) throw error
    throw HUB_FILE_NOT_WRITTEN(folder, name, codeOfFile(error), error)
  }
  try {
    await rename(temporary, final)
  } catch (error) {
    throw HUB_FILE_NOT_WRITTEN(folder, name, codeOfFile(error), error)
  }
  try {
    await syncFolder(folder)
  } catch (error) {
    throw HUB_FILE_NOT_SAFE(folder, name, error)
  }
  return answer
}

/**
 * What became of an earlier try. The note was safe on disk before the rename, so: no note, nothing appeared; a note
 * and the temporary file, the rename did not happen; a note and no temporary file, the file appeared, even if a partner
 * has taken it away since.
 */
export async function askFile(
  outbox: Outbox,
  { name }: Pick<FileToWrite, 'name'>,
  { key }: Pick<EffectUse, 'key'>,
): Promise<Found<FileWritten>> {
  const { folder, temporary, final } = placesOf(outbox, checkedFileName(name), key)
  const note = await readNote(outbox, key)
  if (note === undefined || note.name !== name) return { state: 'not-done' }
  if (await exists(temporary)) return { state: 'not-done' }
  await syncFolder(folder).catch(() => {})
  return { state: 'answered', answer: { ...note, path: final } }
}

const shortKey = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 32)

function placesOf({ folder }: Outbox, name: string, key: string) {
  return { folder, temporary: join(folder, `.${name}.${shortKey(key).slice(0, 12)}.part`), final: join(folder, name) }
}

async function* watched(bytes: AsyncIterable<Uint8Array>, making: (state: boolean) => void): AsyncIterable<Uint8Array> {
  making(true)
  for await (const chunk of bytes) {
    making(false)
    yield chunk
    making(true)
  }
  making(false)
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

const notePath = ({ notes }: Outbox, key: string) => join(notes, `${shortKey(key)}.json`)

async function writeNote(outbox: Outbox, key: string, { name, bytes, sha256 }: FileWritten): Promise<void> {
  await mkdir(outbox.notes, { recursive: true })
  const path = notePath(outbox, key)
  const text = Buffer.from(JSON.stringify({ name, bytes, sha256 }))
  await writeSafely(`${path}.part`, one(text))
  await rename(`${path}.part`, path)
  await syncFolder(outbox.notes)
}

async function readNote(outbox: Outbox, key: string): Promise<Omit<FileWritten, 'path'> | undefined> {
  try {
    return JSON.parse(await readFile(notePath(outbox, key), 'utf8')) as Omit<FileWritten, 'path'>
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
