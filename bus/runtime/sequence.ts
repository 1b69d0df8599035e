import { decodeBody, encodeBody } from '../codec.js'
import { HubError, neverSent } from '../errors.js'
import type { Meet, Meeting, Move, Standing, StepRecord } from '../ports/unit.js'
import type { Asked } from '../walk.js'
import { Leave } from './leaving.js'
import type { Running } from './running.js'

type LiningUp = Asked & { readonly do: 'line-up' }

/** A message that goes on by its position, and lets the next one go on when it ends. */
export interface Passage {
  readonly gate: string
  readonly key: string
  readonly position: number
}

export const HUB_SEQUENCE_GAP = (where: string, position: number, withinMs: number) =>
  new HubError(
    'HUB_SEQUENCE_GAP',
    `${where}: what comes before position ${position} did not come within ${withinMs} ms`,
    neverSent,
  )
export const HUB_SEQUENCE_LATE = (where: string, position: number, last: number) =>
  new HubError(
    'HUB_SEQUENCE_LATE',
    `${where}: position ${position} comes after position ${last} has gone on`,
    neverSent,
  )

const STANDS = 'stands'
const PASSES = 'passes'
const MEMORY = 'memory'
/** How long the last position of a key is remembered. */
const KEPT_MS = 400 * 86_400_000

interface Coming {
  readonly self: string
  readonly standing: readonly Standing[]
  readonly position: number
  readonly now: number
  readonly withinMs: number
}

/** What a message does that comes to its sequence, or whose time there is over. */
export type Place =
  | { readonly is: 'passes' }
  | { readonly is: 'late'; readonly last: number }
  /** It has waited long enough, and it is the lowest that is there. */
  | { readonly is: 'gap' }
  /** It has waited long enough, and this one stands before it. */
  | { readonly is: 'lets-pass'; readonly other: Standing; readonly due: number }
  | { readonly is: 'stands'; readonly due: number; readonly since: number }

const lastOf = (standing: readonly Standing[]) => standing.find(({ role }) => role === MEMORY)?.number ?? 0

export function place({ self, standing, position, now, withinMs }: Coming): Place {
  const own = standing.find(({ messageId }) => messageId === self)
  if (own?.role === PASSES) return { is: 'passes' }
  const last = lastOf(standing)
  if (position <= last) return { is: 'late', last }
  const busy = standing.some(({ role }) => role === PASSES)
  if (!busy && position === last + 1) return { is: 'passes' }
  const since = own?.at ?? now
  if (since + withinMs > now) return { is: 'stands', since, due: since + withinMs }
  if (busy) return { is: 'stands', since: now, due: now + withinMs }
  const before = standing.filter((one) => one.role === STANDS && one.number < position)
  if (before.length === 0) return { is: 'gap' }
  const other = before.reduce((lowest, one) => (one.number < lowest.number ? one : lowest))
  return { is: 'lets-pass', other, due: now + withinMs }
}

const memory = (number: number, now: number): Standing => ({
  messageId: '',
  role: MEMORY,
  record: '',
  number,
  at: now,
  until: now + KEPT_MS,
})

const late = { kind: 'wait', state: 'answered', attempts: 1, result: encodeBody({ late: true }) } as const
const isLate = ({ result }: StepRecord) => (decodeBody(result!) as { readonly late?: true }).late === true
const passed = { kind: 'wait', state: 'answered', attempts: 1, result: encodeBody({ passes: true }) } as const

const runsAgain = ({ messageId: id }: Standing): Move => ({ id, state: 'ready', due: 0, tries: 0 })
const passesNow = (run: Running, { messageId, record: name }: Standing): StepRecord => ({
  ...run.draft({ ...passed, name }),
  messageId,
})

/** Who goes on when the position `last` is done: the next one, and those whose position is past already. */
function follow(
  run: Running,
  standing: readonly Standing[],
  last: number,
): Required<Pick<Meeting, 'stand' | 'writes'>> {
  const those = standing.filter(({ role }) => role === STANDS)
  const next = those.find(({ number }) => number === last + 1)
  const past = those.filter(({ number }) => number <= last)
  if (next === undefined) return { stand: [], writes: { moves: past.map(runsAgain) } }
  return {
    stand: [{ ...next, role: PASSES }],
    writes: { records: [passesNow(run, next)], moves: [next, ...past].map(runsAgain) },
  }
}

/** Waits for its turn in the sequence of its key. Leaves the run when it has to wait; gives its passage when it has one. */
export async function linedUp(run: Running, asked: LiningUp): Promise<Passage | undefined> {
  const { name, key, position, withinMs, ifGap } = asked
  const gate = `${run.flow.id}/${name}`
  const passage = { gate, key, position }
  const known = run.records.get(name)
  if (known?.state === 'answered') return isLate(known) ? undefined : passage
  const self = run.message.id
  const now = run.shop.chance.now()
  let came: Place = { is: 'passes' }
  const own = (role: string, at: number): Standing => ({
    messageId: self,
    role,
    record: name,
    number: position,
    at,
    until: 0,
  })
  const decide = (standing: readonly Standing[]): Meeting => {
    came = place({ self, standing, position, now, withinMs })
    if (came.is === 'gap' && ifGap === 'go-on') came = { is: 'passes' }
    switch (came.is) {
      case 'passes':
        return { stand: [own(PASSES, now)], writes: { records: [run.draft({ ...passed, name })] } }
      case 'late':
        return { leave: [self], writes: ifGap === 'go-on' ? { records: [run.draft({ ...late, name })] } : {} }
      case 'gap': {
        const { stand, writes } = follow(run, standing, position)
        return { stand: [memory(position, now), ...stand], leave: [self], writes }
      }
      default: {
        const move = { id: self, state: 'gathering', due: came.due, tries: 0 } as const
        const intended = run.draft({ name, kind: 'wait', state: 'intended', attempts: 1 })
        const others = came.is === 'lets-pass' ? [came.other] : []
        const since = came.is === 'stands' ? came.since : now
        return {
          stand: [own(STANDS, since), ...others.map((other) => ({ ...other, role: PASSES }))],
          writes: {
            records: [intended, ...others.map((other) => passesNow(run, other))],
            moves: [move, ...others.map(runsAgain)],
            traces: [run.traced('lined up')],
          },
        }
      }
    }
  }
  await run.settle({ meets: [{ gate, key, decide }] })
  const how = came as Place
  switch (how.is) {
    case 'passes':
      return passage
    case 'late':
      if (ifGap === 'go-on') return undefined
      throw HUB_SEQUENCE_LATE(`${run.flow.id}: ${asked.step}`, position, how.last)
    case 'gap':
      throw HUB_SEQUENCE_GAP(`${run.flow.id}: ${asked.step}`, position, withinMs)
    default:
      throw new Leave({ is: 'waiting', due: how.due, frees: true })
  }
}

/** What a message leaves behind at its end: its position is done, and the next one goes on. */
export function passing(run: Running, { gate, key, position }: Passage): Meet {
  const self = run.message.id
  return {
    gate,
    key,
    decide(standing) {
      const last = Math.max(lastOf(standing), position)
      const others = standing.filter(({ messageId }) => messageId !== self)
      const { stand, writes } = follow(run, others, last)
      return { stand: [memory(last, run.shop.chance.now()), ...stand], leave: [self], writes }
    },
  }
}
