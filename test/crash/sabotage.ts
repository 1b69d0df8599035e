import { EventEmitter } from 'node:events'
import { setTimeout as rest } from 'node:timers/promises'
import type { FlowNode } from '../../bus/node.js'
import type { Partition, Seats } from '../../bus/ports/seats.js'
import type { Store } from '../../bus/ports/store.js'
import type { Unit, Writes } from '../../bus/ports/unit.js'
import type { Sabotage } from './protocol.js'

/** How long what was answered already stays out of the books. */
const LATE_MS = 400

/** Flows that keep no order: the dispatcher gets no keys. */
export function sabotagedFlows(flows: readonly FlowNode[], kind: Sabotage | undefined): readonly FlowNode[] {
  if (kind !== 'order') return flows
  return flows.map((flow) => {
    const { order: _, ...door } = flow.door
    return { ...flow, door }
  })
}

/** A store that breaks one promise and keeps all others. The product knows nothing of it. */
export function sabotagedStore(store: Store, kind: Sabotage | undefined): Store {
  switch (kind) {
    case 'once-key':
      return withCommit(store, (units) => store.commit(units.map(({ once: _, ...unit }) => unit)))
    case 'effect-records':
      return withCommit(store, (units) => store.commit(units.map(withoutEffects)))
    case 'fsync':
      return answeringEarly(store)
    case 'seats':
      return { ...withCommit(store, (units) => store.commit(units.map(withoutSeat))), seats: everybodys(store.seats!) }
    default:
      return store
  }
}

const withoutSeat = ({ holds, ...unit }: Unit): Unit => {
  if (holds === undefined) return unit
  const { seat: _, ...less } = holds
  return { ...unit, holds: less }
}

/** Seats on which everybody sits: each process believes that it is alone and owns every partition. */
function everybodys(seats: Seats): Seats {
  const { self } = seats
  const mine = new Set<number>()
  let seen: readonly Partition[] = []
  return {
    ...seats,
    async beat(leaseMs, leaving) {
      const { now, members, partitions } = await seats.beat(leaseMs, leaving)
      seen = partitions.map(({ no, lastSeq }) => ({ no, lastSeq, fence: 1, ...(mine.has(no) && { owner: self }) }))
      return { now, members: members.filter(({ id }) => id === self), partitions: seen }
    },
    async claim(wanted) {
      for (const no of wanted) mine.add(no)
      return seen.filter(({ no }) => mine.has(no)).map((one) => ({ ...one, owner: self, unclean: false }))
    },
    async release(given) {
      for (const no of given) mine.delete(no)
    },
  }
}

const withCommit = (store: Store, commit: Store['commit']): Store => ({ ...store, commit })

const withoutEffects = (unit: Unit) => keepingRecords(unit, ({ kind }) => kind !== 'effect')

/** The unit with only these of the records that it would write, now or when its change is made. */
export function keepingRecords(unit: Unit, which: (record: NonNullable<Writes['records']>[number]) => boolean): Unit {
  const less = (writes: Writes): Writes => ({
    ...writes,
    ...(writes.records && { records: writes.records.filter(which) }),
  })
  const { apply, writes } = unit
  return {
    ...unit,
    ...(writes && { writes: less(writes) }),
    ...(apply && {
      apply: async (tx: unknown) => {
        const done = await apply(tx)
        return { ...done, writes: less(done.writes) }
      },
    }),
  }
}

/** Callers who were promised what no disk has yet: called with the idempotency key and the id of an acceptance. */
export const promised = new EventEmitter()
promised.setMaxListeners(0)

/** Every new acceptance is answered first and written later. */
function answeringEarly(store: Store): Store {
  return withCommit(store, async (units) => {
    let answered = false
    for (const { idempotency, writes } of units)
      for (const { id } of idempotency === undefined ? [] : (writes?.accept ?? []).slice(0, 1))
        if ((await store.idempotency(idempotency!.client, idempotency!.key)) === undefined)
          answered = promised.emit(idempotency!.key, { messageId: id, repeated: false })
    if (answered) await rest(LATE_MS)
    return store.commit(units)
  })
}
