import { randomUUID } from 'node:crypto'
import { createReadStream, type FSWatcher, watch } from 'node:fs'
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { Deliver, OpenUse } from '../../bus/adapter.js'
import { milliseconds } from '../../bus/duration.js'
import type { InboxFile } from '../../schemas/partners/files.js'
import { ARCHIVE } from './archive.js'
import { codeOfFile, hashOf, isMissing, syncFolder, writeSafely } from './disk.js'
import { HUB_FILE_SETTING } from './errors.js'
import { checkedSubfolder, isTemporary, patternOf } from './names.js'

export interface InboxOptions {
  /** Folder below the connection's own; the connection's own unless told. */
  readonly folder?: string
  /** File name with `*` and `?`, any case; `*` unless told. */
  readonly pattern?: string
  /** How often the folder is looked at; `5s` unless told. A notice by the file system may make it sooner. */
  readonly every?: string
  /** How long size and time of a file must stay the same before it is taken; `1s` unless told. */
  readonly settle?: string
  /** Files above this many bytes are moved to `refused/`; 1 GiB unless told. */
  readonly maxBytes?: number
}

export interface InboxPlaces {
  readonly folder: string
  /** Where copies are kept, inside the hub's data folder. */
  readonly archive: string
  readonly log: OpenUse['log']
}

const NOTICE_MS = 25

interface Seen {
  readonly print: string
  readonly since: number
}

/** Checks the options when the flow is built. Throws HUB_FILE_SETTING, HUB_DURATION. */
export function checkedInbox(options: InboxOptions) {
  const { folder, pattern = '*', every = '5s', settle = '1s', maxBytes = 1_073_741_824 } = options
  const everyMs = milliseconds(every)
  if (everyMs < 10) throw HUB_FILE_SETTING('the time between two looks', 'at least 10ms')
  return {
    subfolder: folder === undefined ? undefined : checkedSubfolder(folder),
    pattern,
    fits: patternOf(pattern),
    everyMs,
    settleMs: milliseconds(settle),
    maxBytes,
  }
}
export type CheckedInbox = ReturnType<typeof checkedInbox>

/**
 * Takes files from a folder until the signal is aborted. For each: wait until it has settled, copy it into the archive,
 * deliver, and only when it is durably accepted move the original to `done/`. A crash between the two delivers the same
 * name and bytes again, which acceptance recognises: every file is accepted exactly once.
 */
export async function listenToFolder(
  { folder: root, archive, log }: InboxPlaces,
  inbox: CheckedInbox,
  deliver: Deliver,
  signal: AbortSignal,
): Promise<void> {
  const folder = inbox.subfolder === undefined ? root : join(root, inbox.subfolder)
  const seen = new Map<string, Seen>()
  let complained = ''
  const complain = (sentence: string, error: unknown) => {
    const text = `${sentence}: ${codeOfFile(error)}`
    if (text !== complained) log('warn', text, { folder })
    complained = text
  }

  /** Takes what has settled; gives the milliseconds until the next look is worth while. */
  async function look(): Promise<number> {
    const names = (await readdir(folder)).filter((name) => !isTemporary(name) && inbox.fits(name)).sort()
    let next = inbox.everyMs
    for (const name of seen.keys()) if (!names.includes(name)) seen.delete(name)
    for (const name of names) {
      if (signal.aborted) return 0
      const print = await printOf(join(folder, name))
      if (print === undefined) continue
      const before = seen.get(name)
      if (before?.print !== print) {
        // New, or still growing: it is taken only when a later look finds the same.
        seen.set(name, { print, since: performance.now() })
        next = Math.min(next, Math.max(inbox.settleMs, 1))
        continue
      }
      const missing = inbox.settleMs - (performance.now() - before.since)
      if (missing > 0) {
        next = Math.min(next, Math.ceil(missing))
        continue
      }
      if (await take(name, print)) seen.delete(name)
    }
    return next
  }

  /** Whether the file left the inbox. */
  async function take(name: string, print: string): Promise<boolean> {
    const path = join(folder, name)
    try {
      const { size } = await lstat(path)
      if (size > inbox.maxBytes) {
        log('error', `a file of ${size} bytes is refused; at most ${inbox.maxBytes} are taken`, { folder, name })
        await moveAside(folder, 'refused', name, randomUUID().slice(0, 8))
        return true
      }
      const file = await intoArchive(archive, path, name)
      // It changed while it was copied: half a file was copied, and is not delivered.
      if ((await printOf(path)) !== print) return false
      const { repeated, messageId } = await deliver({
        body: file,
        once: onceOf(file),
        headers: { fileName: name, sha256: file.sha256 },
      })
      if ((await printOf(path)) === print) await moveAside(folder, 'done', name, file.sha256.slice(0, 12))
      log('info', repeated ? 'a file came again and was accepted before' : 'a file was accepted', {
        name,
        sha256: file.sha256,
        size: file.size,
        messageId,
      })
      return true
    } catch (error) {
      if (isMissing(error)) return true
      complain(`${name} stays in the inbox`, error)
      return false
    }
  }

  const notices = noticesOf(folder)
  while (!signal.aborted) {
    let wait = inbox.everyMs
    try {
      await mkdir(folder, { recursive: true })
      notices.start()
      wait = await look()
    } catch (error) {
      complain('the inbox cannot be read', error)
    }
    if (!signal.aborted) await notices.sleep(wait, signal)
  }
  notices.stop()
}

/** Name and bytes together: the same bytes under another name are another delivery. */
function onceOf({ name, sha256 }: InboxFile): string {
  return `${name.length <= 100 ? name : `${name.slice(0, 60)}~${name.length}`}#${sha256}`
}

/** What tells one state of a file from another; undefined for what is no file of its own. */
async function printOf(path: string): Promise<string | undefined> {
  try {
    const found = await lstat(path)
    // Links are no files of their own: they could lead out of the folder.
    return found.isFile() ? `${found.ino}:${found.size}:${found.mtimeMs}` : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function intoArchive(archive: string, path: string, name: string): Promise<InboxFile> {
  await mkdir(archive, { recursive: true })
  const temporary = join(archive, `.${randomUUID()}.part`)
  try {
    const { bytes, sha256 } = await writeSafely(temporary, createReadStream(path, { highWaterMark: 262_144 }))
    const kept = join(archive, sha256)
    // A copy that is there already is good only if a crash did not leave it damaged.
    const standing = await hashOf(kept).catch(() => undefined)
    if (standing?.sha256 === sha256) await rm(temporary)
    else await rename(temporary, kept)
    await syncFolder(archive)
    return { name, sha256, size: bytes, archived: kept }
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Moves a file to a folder beside it; a name that is taken there gets a suffix, so nothing is ever replaced. */
async function moveAside(folder: string, to: string, name: string, suffix: string): Promise<void> {
  const target = join(folder, to)
  await mkdir(target, { recursive: true })
  const { name: stem, ext } = parse(name)
  for (const candidate of [name, `${stem}.${suffix}${ext}`, `${stem}.${randomUUID()}${ext}`]) {
    const taken = await printOf(join(target, candidate))
    if (taken !== undefined) continue
    await rename(join(folder, name), join(target, candidate))
    await syncFolder(target)
    return
  }
}

/** Notices of changes in a folder. Looking is the truth; a notice only ends a sleep early. */
function noticesOf(folder: string) {
  let noticed = false
  let wake = () => {}
  let watcher: FSWatcher | undefined
  const start = () => {
    try {
      watcher ??= watch(folder, { persistent: false }, (_, name) => {
        if (name !== null && isTemporary(name)) return
        noticed = true
        wake()
      }).on('error', stop)
    } catch {
      // No watching here (a network file system, no inotify handles left): the timer is enough.
    }
  }
  const stop = () => {
    watcher?.close()
    watcher = undefined
  }
  /** Sleeps at most `ms`, and a little after a notice, since a file that is being written gives them without end. */
  const sleep = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        wake = () => {}
        resolve()
      }
      let timer = setTimeout(end, noticed ? Math.min(ms, NOTICE_MS) : ms)
      const soon = performance.now() + NOTICE_MS
      wake = () => {
        wake = () => {}
        clearTimeout(timer)
        timer = setTimeout(end, Math.max(0, soon - performance.now()))
      }
      noticed = false
      signal.addEventListener('abort', end, { once: true })
    })
  return { start, stop, sleep }
}

/** Where the copies of a connection are kept. */
export const archiveOf = (dataFolder: string, connection: string) => join(dataFolder, 'files', connection, ARCHIVE)
