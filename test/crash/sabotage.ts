import { EventEmitter } from 'node:events'
import { setTimeout as rest } from 'node:timers/promises'
import type { FlowNode } from '../../bus/node.js'
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
    default:
      return store
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
