import { setTimeout as pause } from 'node:timers/promises'
import { codeOf, sentenceOf } from '../bus/errors.js'
import type { Store } from '../bus/ports/store.js'

/** How often it is looked whether there is something to remove, in milliseconds. */
const EVERY_MS = 10_000
/** For each millisecond of upkeep, so many are left to the others; less when upkeep does not get done in its time. */
const REST = 4
const HASTE = 0.5

export interface UpkeepParts {
  readonly store: Pick<Store, 'tidy'>
  readonly now: () => number
  readonly log: (level: 'info' | 'warn', sentence: string, facts: Readonly<Record<string, unknown>>) => void
  readonly everyMs?: number
  /** Whether this process does it for all that share the books; always unless told. */
  readonly isMine?: () => boolean
}

/** What upkeep removed and gave back. */
export interface Drained {
  readonly rows: number
  readonly pages: number
}

/**
 * Keeps the books small while the hub works: history past its time or above its budget goes, in steps of a few
 * milliseconds with rests between them, and the room goes back to the disk. What fails is tried again the next time.
 */
export function startUpkeep({ store, now, log, everyMs = EVERY_MS, isMine = () => true }: UpkeepParts): {
  stop(): Promise<void>
} {
  const stopping = new AbortController()
  const { signal } = stopping
  const keepUp = async () => {
    while (!signal.aborted) {
      try {
        if (isMine()) await drained(store, now, { signal, everyMs })
      } catch (error) {
        if (!signal.aborted)
          log('warn', 'upkeep of the books failed; it is tried again', {
            code: codeOf(error),
            error: sentenceOf(error),
          })
      }
      await rest(everyMs, signal)
    }
  }
  const kept = keepUp()
  return {
    async stop() {
      stopping.abort()
      await kept
    },
  }
}

/** Removes until nothing is left to remove, or until told to stop. `all` free room is given back when somebody asks for it. */
export async function drained(
  store: Pick<Store, 'tidy'>,
  now: () => number,
  { signal, everyMs = EVERY_MS, all = false }: { signal?: AbortSignal; everyMs?: number; all?: boolean } = {},
): Promise<Drained> {
  const began = performance.now()
  let rows = 0
  let pages = 0
  while (signal?.aborted !== true) {
    const went = await store.tidy(now(), all)
    rows += went.rows
    pages += went.pages
    if (went.done) break
    const late = performance.now() - began > everyMs
    await rest(went.ms * (late ? HASTE : REST), signal)
  }
  return { rows, pages }
}

async function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await pause(ms, undefined, signal && { ref: false, signal }).catch(() => {})
}
