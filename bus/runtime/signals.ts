import { decodeBody, encodeBody } from '../codec.js'
import type { Meeting, Standing } from '../ports/unit.js'
import { gateOf } from '../steps/deliver.js'
import type { Asked } from '../walk.js'
import { Leave } from './leaving.js'
import type { Running } from './running.js'

type Awaiting = Asked & { readonly do: 'await' }
type Delivering = Asked & { readonly do: 'deliver' }

const WAITS = 'waits'
const EVENT = 'event'

/** How one comes to the gate of a signal, and what it finds there. */
interface Coming {
  readonly self: string
  readonly standing: readonly Standing[]
  readonly until: number
  readonly now: number
  /** It stood here before; when it does not any more, somebody may have met it. */
  readonly known: boolean
  /** The books were asked, and nobody has met it. */
  readonly sure: boolean
}

/**
 * What one does at the gate: meets the one of the other kind that has stood there longest, stands, goes on because its
 * time is over, or looks first what became of it.
 */
export function meets(
  other: typeof WAITS | typeof EVENT,
  { self, standing, until, now, known, sure }: Coming,
): Standing | 'stands' | 'over' | 'look' {
  const met = standing.find(({ role }) => role === other)
  if (met !== undefined) return met
  if (known && !sure && !standing.some(({ messageId }) => messageId === self)) return 'look'
  return until <= now ? 'over' : 'stands'
}

/** What a wait came to, by its record: the event, or `'timed-out'`. */
export const eventOf = (result: Uint8Array | undefined) => {
  const came = decodeBody(result!) as { readonly event?: unknown; readonly timedOut?: true }
  return came.timedOut === true ? 'timed-out' : came.event
}
const untilOf = (result: Uint8Array | undefined) => (decodeBody(result!) as { readonly until: Date }).until.getTime()

/** The row of one that waits for an event at the gate of its signal. */
export const waiting = (messageId: string, record: string, at: number): Standing => ({
  messageId,
  role: WAITS,
  record,
  number: 0,
  at,
  until: 0,
})

/** The event a message waits for, or `'timed-out'`. Leaves the run when it has to wait. */
export async function signalled(run: Running, asked: Awaiting): Promise<unknown> {
  const { name } = asked
  const gate = gateOf(asked.signal, run.flow.id)
  const self = run.message.id
  for (const sure of [false, true]) {
    const now = run.shop.chance.now()
    const known = run.records.get(name)
    if (known?.state === 'answered') return eventOf(known.result)
    const until =
      known !== undefined
        ? untilOf(known.result)
        : 'until' in asked.for
          ? asked.for.until.getTime()
          : now + asked.for.ms
    let came: ReturnType<typeof meets> = 'look'
    const answer = (result: unknown) =>
      run.draft({ name, kind: 'wait', state: 'answered', attempts: 1, result: encodeBody(result) })
    const decide = (standing: readonly Standing[]): Meeting => {
      came = meets(EVENT, { self, standing, until, now, known: known !== undefined, sure })
      if (came === 'look') return {}
      if (came === 'over') return { leave: [self], writes: { records: [answer({ timedOut: true })] } }
      if (came === 'stands')
        return {
          stand: [waiting(self, name, now)],
          writes: {
            records: [
              run.draft({
                name,
                kind: 'wait',
                state: 'intended',
                attempts: 1,
                result: encodeBody({ until: new Date(until) }),
              }),
            ],
            moves: [{ id: self, state: 'waiting', due: until, tries: 0 }],
            traces: [run.traced('waiting')],
          },
        }
      const taken = run.draft({ name: came.record, kind: 'wait', state: 'answered', attempts: 1 })
      return {
        leave: [came.messageId, self],
        writes: {
          records: [
            answer({ event: decodeBody(came.state!) }),
            { ...taken, messageId: came.messageId, result: encodeBody({ takenBy: self }) },
          ],
          moves: [{ id: came.messageId, state: 'ready', due: 0, tries: 0 }],
        },
      }
    }
    await run.settle({ meets: [{ gate, key: asked.key, decide }] })
    const how = came as ReturnType<typeof meets>
    if (how === 'stands') throw new Leave({ is: 'waiting', due: until })
    if (how === 'look') await run.reload()
  }
  return eventOf(run.records.get(name)!.result)
}

/** Takes an event to the message that waits for it, or keeps it. Always leaves the run. */
export async function delivered(run: Running, asked: Delivering): Promise<void> {
  const { name, gate, key, keepMs } = asked
  const self = run.message.id
  const until = run.message.acceptedAt + keepMs
  const done = { outcome: 'done' } as const
  for (const sure of [false, true]) {
    const now = run.shop.chance.now()
    const known = run.records.get(name)
    if (known?.state === 'answered') {
      await run.settle({ writes: run.concluded(done) })
      throw new Leave({ is: 'done' })
    }
    const reason = `no message of ${asked.step.slice('deliver '.length)} waited for it in its time`
    let came: ReturnType<typeof meets> = 'look'
    const decide = (standing: readonly Standing[]): Meeting => {
      came = meets(WAITS, { self, standing, until, now, known: known !== undefined, sure })
      if (came === 'look') return {}
      if (came === 'over') return { leave: [self], writes: run.concluded({ outcome: 'dropped', reason }) }
      const event = run.message.body
      if (came === 'stands')
        return {
          stand: [{ messageId: self, role: EVENT, record: name, number: 0, at: now, until: 0, state: event }],
          writes: {
            records: [run.draft({ name, kind: 'wait', state: 'intended', attempts: 1 })],
            moves: [{ id: self, state: 'waiting', due: until, tries: 0 }],
            traces: [run.traced('kept')],
          },
        }
      const given = run.draft({ name: came.record, kind: 'wait', state: 'answered', attempts: 1 })
      return {
        leave: [came.messageId, self],
        writes: {
          ...run.concluded(done),
          records: [{ ...given, messageId: came.messageId, result: encodeBody({ event: decodeBody(event) }) }],
          moves: [{ id: came.messageId, state: 'ready', due: 0, tries: 0 }],
        },
      }
    }
    await run.settle({ meets: [{ gate, key, decide }] })
    const how = came as ReturnType<typeof meets>
    if (how === 'stands') throw new Leave({ is: 'waiting', due: until })
    if (how === 'over') throw new Leave({ is: 'dropped', reason })
    if (how !== 'look') throw new Leave({ is: 'done' })
    await run.reload()
  }
}
