import type { FeeKind } from '../../schemas/study-fees/values.js'
import { nothingTold, type Told, together } from './announcements.js'
import { command, lockOrder } from './orders.js'
import { settle } from './settle.js'
import type { Db } from './tables.js'

/** How many rows one change takes, so that none holds the books for long; the rest follows in the next message. */
export const ROUND = 200

export interface Asking {
  readonly stamp: string
  /** No further asking is planned: what stays unclear after this one is for people. */
  readonly last: boolean
}

export interface AskingRound {
  readonly asked: readonly Asking[]
  readonly told: Told
  readonly more: boolean
}

export interface AskingRules {
  readonly now: number
  readonly everyMs: number
  readonly atMost: number
  readonly messageId: string
  readonly timeZone: string
}

/** Payments nobody has heard the end of for long enough: they become UNKNOWN and are asked about (FI-121). */
export async function askRound(
  tx: Db,
  { now, everyMs, atMost, messageId, timeZone }: AskingRules,
): Promise<AskingRound> {
  const due = await tx
    .selectFrom('study_fees_payment')
    .select(['stamp', 'asks', 'outcome', 'order_id'])
    .where('next_ask_at', '<=', now)
    .orderBy('next_ask_at')
    .limit(ROUND)
    .execute()
  let told = nothingTold
  const asked: Asking[] = []
  for (const { stamp, asks, outcome } of due) {
    // What the payer's browser said is a hint: asked about once, in case money moved all the same.
    const last = asks + 1 >= atMost || outcome === 'CANCELLED' || outcome === 'REJECTED'
    if (outcome === 'STARTED') {
      const report = { by: 'clock', proven: false, outcome: 'UNKNOWN' } as const
      told = together(told, (await settle(tx, { stamp, report, now, messageId, timeZone })).told)
    }
    await tx
      .updateTable('study_fees_payment')
      .set({ asks: asks + 1, next_ask_at: last ? null : now + everyMs })
      .where('stamp', '=', stamp)
      .execute()
    asked.push({ stamp, last })
  }
  return { asked, told, more: due.length === ROUND }
}

export interface Expired {
  readonly orderId: string
  readonly kind: FeeKind
  readonly reference: string
}

/** Open orders whose last day has passed expire (FI-73). */
export async function expireRound(
  tx: Db,
  now: number,
): Promise<{ readonly expired: readonly Expired[]; readonly more: boolean }> {
  const due = await tx
    .selectFrom('study_fees_order')
    .select('id')
    .where('state', '=', 'open')
    .where('due_at', '<', now)
    .orderBy('due_at')
    .limit(ROUND)
    .execute()
  const expired: Expired[] = []
  for (const { id } of due) {
    const order = await lockOrder(tx, id)
    if (order === undefined) continue
    const commanded = await command(tx, order, { type: 'expire', now }, now)
    if ('refused' in commanded) continue
    expired.push({ orderId: id, kind: order.kind, reference: order.reference })
  }
  return { expired, more: due.length === ROUND }
}

export interface Reminder {
  readonly orderId: string
  readonly n: number
}

/** Open study fees that nobody has been reminded of for so many days (FI-74). Processing fees are not owed: never. */
export async function remindRound(
  tx: Db,
  { now, everyMs }: { readonly now: number; readonly everyMs: number },
): Promise<{ readonly reminders: readonly Reminder[]; readonly more: boolean }> {
  const due = await tx
    .selectFrom('study_fees_order')
    .select(['id', 'reminders'])
    .where('kind', '=', 'study-fee')
    .where('state', '=', 'open')
    .where('payer_email', 'is not', null)
    .where('created_at', '<=', now - everyMs)
    .where((eb) => eb.or([eb('reminded_at', 'is', null), eb('reminded_at', '<=', now - everyMs)]))
    .where((eb) => eb.or([eb('due_at', 'is', null), eb('due_at', '>=', now)]))
    .orderBy('id')
    .limit(ROUND)
    .execute()
  const reminders: Reminder[] = []
  for (const { id, reminders: sent } of due) {
    const n = sent + 1
    await tx.updateTable('study_fees_order').set({ reminders: n, reminded_at: now }).where('id', '=', id).execute()
    await tx.insertInto('study_fees_reminder').values({ order_id: id, n, at: now }).execute()
    reminders.push({ orderId: id, n })
  }
  return { reminders, more: due.length === ROUND }
}
