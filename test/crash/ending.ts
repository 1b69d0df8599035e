import { setTimeout as rest } from 'node:timers/promises'
import type { OpenBooks } from '../../adapters/database/books.js'
import type { Evidence } from './judge.js'
import type { Load } from './load.js'
import type { Operator } from './operator.js'
import type { Partner } from './partner.js'
import type { Kind } from './shapes.js'
import type { RegisterRow } from './work/register.js'

/** Until everything that the load has begun is accepted, or the time is over. */
export async function finished(sending: Promise<void>, load: Load, withinMs: number): Promise<void> {
  const late = rest(withinMs, undefined, { ref: false }).then(() => load.stop('now'))
  await Promise.race([sending, late.then(() => sending)])
}

/** Until nothing lives any more, or the time is over; whatever lives then is stuck. */
export async function drained(operator: Operator, withinMs: number): Promise<void> {
  const end = Date.now() + withinMs
  while ((await operator.look()) !== 0) {
    if (Date.now() > end) return
    await rest(50)
  }
}

interface Seen {
  readonly books: OpenBooks
  readonly kinds: readonly Kind[]
  readonly load: Load
  readonly operator: Operator
  readonly partner: Partner
  readonly isShared?: true
}

/** Reads the books when no hub has them any more: the register's rows, and what is known of each message. */
export async function evidenceOf({ books, kinds, load, operator, partner, isShared }: Seen): Promise<Evidence> {
  const fates = new Map<string, string>()
  const workOf = new Map<string, string>()
  for (const { messageIds, work } of load.sent)
    for (const id of messageIds) {
      const fate = await books.store.fate(id)
      if (fate !== undefined) fates.set(id, fate.state)
      workOf.set(id, work.id)
    }
  const counts = await books.store.counts()
  return {
    kinds,
    sent: load.sent,
    arrivals: partner.arrivals,
    rows: await books.read<{ crash_row: RegisterRow }>().selectFrom('crash_row').selectAll().orderBy('no').execute(),
    fates,
    living: counts.reduce((sum, { count }) => sum + count, 0),
    refusedParts: new Map([...operator.parts].map(([parent, ids]) => [workOf.get(parent) ?? parent, ids])),
    replayed: operator.replayed,
    twoAnswers: load.twoAnswers,
    ...(isShared && { isShared }),
  }
}

/** The median and the longest. */
export function spread(list: readonly number[]): { readonly median: number; readonly longest: number } {
  const sorted = [...list].sort((a, b) => a - b)
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, longest: sorted.at(-1) ?? 0 }
}
