import { decodeBody, encodeBody } from '../codec.js'
import type { Meeting, Standing } from '../ports/unit.js'
import type { Asked } from '../walk.js'
import { Leave } from './leaving.js'
import type { Running } from './running.js'

type Throttled = Asked & { readonly do: 'throttle' }

/** Blocks of grants that are remembered: above so many, several grants share one time, that of the last. */
const BLOCKS = 100
/** A grant that is used later than this is given back: after a stop, all that waited must not go at once. */
const GRACE_MS = 1_000

/** What is remembered of the grants under one key, oldest first. Times in milliseconds since 1970. */
export interface Grants {
  /** The time of the last grant of each block that is full. */
  readonly full: readonly number[]
  /** Grants in the block that is being filled, and the time of the last of them. */
  readonly open: number
  readonly last: number
}
export const noGrants: Grants = { full: [], open: 0, last: 0 }

/**
 * The earliest time at which one more may go, so that no `perMs` ever holds more than `count`: not before the grant that
 * was `count` grants ago is `perMs` old. Above 100 a block of grants counts as one that came with its last.
 */
export function granted(
  { full, open, last }: Grants,
  { count, perMs }: { readonly count: number; readonly perMs: number },
  now: number,
): { readonly at: number; readonly grants: Grants } {
  const perBlock = Math.ceil(count / BLOCKS)
  // Rounded down, so that a block more is never counted than fits.
  const blocks = Math.max(1, Math.floor(count / perBlock))
  const oldest = full.length >= blocks ? full[full.length - blocks]! + perMs : 0
  const at = Math.max(now, last, oldest)
  const filled = open + 1 >= perBlock
  return {
    at,
    grants: {
      full: filled ? [...full, at].slice(-blocks) : full,
      open: filled ? 0 : open + 1,
      last: at,
    },
  }
}

/** Lets a message go on at its rate. Leaves the run when it has to wait. */
export async function throttled(run: Running, asked: Throttled): Promise<void> {
  const { name, key } = asked
  const known = run.records.get(name)
  if (known?.state === 'answered') return
  const now = run.shop.chance.now()
  const self = run.message.id
  const granting = known === undefined ? undefined : (decodeBody(known.result!) as { readonly at: Date }).at.getTime()
  if (granting !== undefined && granting <= now && now - granting <= Math.max(GRACE_MS, asked.perMs / asked.count)) {
    run.record({ name, kind: 'wait', state: 'answered', attempts: 1, result: known!.result! })
    return
  }
  let due = granting ?? 0
  const decide = (standing: readonly Standing[]): Meeting => {
    // Woken too early: its grant stands.
    if (granting === undefined || granting <= now) {
      const before = standing.find(({ messageId }) => messageId === '')?.state
      const { at, grants } = granted(before === undefined ? noGrants : (decodeBody(before) as Grants), asked, now)
      due = at
      const memory: Standing = {
        messageId: '',
        role: 'memory',
        record: '',
        number: 0,
        at: now,
        until: at + asked.perMs,
        state: encodeBody(grants),
      }
      return { stand: [memory], writes: at <= now ? { records: [grant('answered')] } : held() }
    }
    return { writes: held() }
  }
  const grant = (state: 'answered' | 'intended') =>
    run.draft({ name, kind: 'wait', state, attempts: 1, result: encodeBody({ at: new Date(due) }) })
  const held = () => ({
    records: [grant('intended')],
    moves: [{ id: self, state: 'waiting', due, tries: 0 } as const],
    traces: [run.traced('throttled')],
  })
  await run.settle({ meets: [{ gate: `${run.flow.id}/${name}`, key: key === '' ? '*' : key, decide }] })
  if (due > now) throw new Leave({ is: 'waiting', due })
}
