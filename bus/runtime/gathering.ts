import { decodeBody, encodeBody } from '../codec.js'
import type { Meet, Meeting, Standing, StepRecord } from '../ports/unit.js'
import type { GroupUntil } from '../step.js'
import { MOST_IN_GROUP } from '../steps/collect.js'
import { gateOf } from '../steps/deliver.js'
import type { Asked } from '../walk.js'
import { Leave } from './leaving.js'
import type { Running } from './running.js'
import { waiting } from './signals.js'

type Gathering = Asked & { readonly do: 'gather' }

const CARRIER = 'carrier'
const NEVER = 0

/** What a message does that comes to a group. */
export type Joining =
  | { readonly is: 'alone' }
  | { readonly is: 'first'; readonly due: number }
  | { readonly is: 'member'; readonly of: Standing; readonly number: number; readonly due: number }
  | { readonly is: 'last'; readonly of: Standing; readonly number: number }

/** `standing` holds the first of the present group, if there is one: it carries the others and goes on for them. */
export function joins(standing: readonly Standing[], { count, quietMs }: GroupUntil, now: number): Joining {
  const due = quietMs === undefined ? NEVER : now + quietMs
  const most = Math.min(count ?? MOST_IN_GROUP, MOST_IN_GROUP)
  const of = standing.find(({ role }) => role === CARRIER)
  if (of === undefined) return most === 1 ? { is: 'alone' } : { is: 'first', due }
  const number = of.number + 1
  return number >= most ? { is: 'last', of, number } : { is: 'member', of, number, due }
}

const memberName = (record: string, number: number) => `${record}/member ${String(number).padStart(5, '0')}`

/**
 * All bodies of a group, for the message that carries it, in the order in which they came. Leaves the run when the group
 * is not complete, or when another message carries this one.
 */
export async function gathered(run: Running, asked: Gathering, body: unknown): Promise<readonly unknown[]> {
  const known = run.records.get(asked.name)
  if (known === undefined) await join(run, asked, body)
  else if (known.state === 'intended') await closeIfQuiet(run, asked)
  else if (!isClosed(known)) await close(run, asked)
  return bodiesIn(run.records, asked.name, body)
}

/** The bodies of a group by the records of the message that carries it: its own, and those that have joined. */
export function bodiesIn(records: ReadonlyMap<string, StepRecord>, record: string, own: unknown): readonly unknown[] {
  const members = [...records.values()]
    .filter(({ kind, name }) => kind === 'member' && name.startsWith(`${record}/member `))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
  return [own, ...members.map(({ result }) => decodeBody(result!))]
}

const isClosed = ({ result }: StepRecord) => (decodeBody(result!) as { readonly closed?: true }).closed === true
const closed = { kind: 'wait', state: 'answered', attempts: 1, result: encodeBody({ closed: true }) } as const

/** The group's own gate and, when a signal completes it, that signal's; `decide` of the first one comes first. */
function gatesOf(run: Running, asked: Gathering, decide: Meet['decide'], signalDecide: () => Meeting): Meet[] {
  const own: Meet = { gate: `${run.flow.id}/${asked.name}`, key: asked.key, decide }
  const { signal } = asked.until
  if (signal === undefined) return [own]
  return [own, { gate: gateOf(signal, run.flow.id), key: asked.key, decide: signalDecide }]
}

async function join(run: Running, asked: Gathering, body: unknown): Promise<void> {
  const { name, until } = asked
  const self = run.message.id
  const now = run.shop.chance.now()
  let came: Joining = { is: 'alone' }
  const decide = (standing: readonly Standing[]): Meeting => {
    came = joins(standing, until, now)
    switch (came.is) {
      case 'alone':
        return { writes: { records: [run.draft({ ...closed, name })] } }
      case 'first':
        return {
          stand: [{ messageId: self, role: CARRIER, record: name, number: 1, at: now, until: 0 }],
          writes: {
            records: [run.draft({ name, kind: 'wait', state: 'intended', attempts: 1 })],
            moves: [{ id: self, state: 'gathering', due: came.due, tries: 0 }],
            traces: [run.traced('gathering')],
          },
        }
      default: {
        const { of, number } = came
        const member: StepRecord = {
          ...run.draft({ name: memberName(of.record, number), kind: 'member', state: 'answered', attempts: 1 }),
          messageId: of.messageId,
          result: encodeBody(body),
        }
        const ends = run.concluded({ outcome: 'done' })
        if (came.is === 'member')
          return {
            stand: [{ ...of, number, at: now }],
            writes: {
              ...ends,
              records: [member],
              ...(came.due === NEVER
                ? {}
                : { moves: [{ id: of.messageId, state: 'gathering', due: came.due, tries: 0 }] }),
            },
          }
        return {
          leave: [of.messageId],
          writes: {
            ...ends,
            records: [member, { ...run.draft({ ...closed, name: of.record }), messageId: of.messageId }],
            moves: [{ id: of.messageId, state: 'ready', due: 0, tries: 0 }],
          },
        }
      }
    }
  }
  const atSignal = (): Meeting => {
    if (came.is === 'first') return { stand: [waiting(self, name, now)] }
    return came.is === 'last' ? { leave: [came.of.messageId] } : {}
  }
  await run.settle({ meets: gatesOf(run, asked, decide, atSignal) })
  const how = came as Joining
  if (how.is === 'first') throw new Leave({ is: 'waiting', due: how.due, frees: true })
  if (how.is !== 'alone') throw new Leave({ is: 'done' })
}

/** The time came at which nobody may have joined for long enough; somebody may have, a moment ago. */
async function closeIfQuiet(run: Running, asked: Gathering): Promise<void> {
  const { name, until } = asked
  const self = run.message.id
  const now = run.shop.chance.now()
  let due: number | undefined
  const decide = (standing: readonly Standing[]): Meeting => {
    const own = standing.find(({ messageId }) => messageId === self)
    // Whoever was replayed after it had been given up stands nowhere: its group is what it has.
    const over = own === undefined || (until.quietMs !== undefined && own.at + until.quietMs <= now)
    due = over ? undefined : until.quietMs === undefined ? NEVER : own.at + until.quietMs
    if (over) return { leave: [self], writes: { records: [run.draft({ ...closed, name })] } }
    return { writes: { moves: [{ id: self, state: 'gathering', due: due!, tries: 0 }] } }
  }
  const atSignal = (): Meeting => (due === undefined ? { leave: [self] } : {})
  await run.settle({ meets: gatesOf(run, asked, decide, atSignal) })
  if (due !== undefined) throw new Leave({ is: 'waiting', due, frees: true })
  await run.reload()
}

/** A signal has completed the group: from now on who comes begins the next one. */
async function close(run: Running, asked: Gathering): Promise<void> {
  const decide = (): Meeting => ({
    leave: [run.message.id],
    writes: { records: [run.draft({ ...closed, name: asked.name })] },
  })
  await run.settle({ meets: gatesOf(run, asked, decide, () => ({ leave: [run.message.id] })) })
  await run.reload()
}
