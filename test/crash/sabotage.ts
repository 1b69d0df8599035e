import type { FlowNode } from '../../bus/node.js'
import type { Store } from '../../bus/ports/store.js'
import type { Unit, UnitResult, Writes } from '../../bus/ports/unit.js'
import type { Sabotage } from './protocol.js'

/** How long what was answered already stays out of the books. */
const LATE_MS = 40

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

function withCommit(store: Store, commit: Store['commit']): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'commit') return commit
      const value = Reflect.get(target, name) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function withoutEffects(unit: Unit): Unit {
  const less = (writes: Writes): Writes => ({
    ...writes,
    ...(writes.records && { records: writes.records.filter(({ kind }) => kind !== 'effect') }),
  })
  const { apply } = unit
  return {
    ...unit,
    ...(unit.writes && { writes: less(unit.writes) }),
    ...(apply && {
      apply: async (tx: unknown) => {
        const done = await apply(tx)
        return { ...done, writes: less(done.writes) }
      },
    }),
  }
}

/** What needs no answer of the books is answered at once and written later; changes stand in line behind it. */
function answeringEarly(store: Store): Store {
  let line: Unit[] = []
  let flushed: Promise<readonly UnitResult[]> | undefined
  let seq: number | undefined
  const write = async () => {
    await new Promise((resolve) => setTimeout(resolve, LATE_MS))
    const units = line
    line = []
    flushed = undefined
    return store.commit(units)
  }
  return withCommit(store, async (units) => {
    seq ??= await store.lastSeq()
    const from = line.length
    line.push(...units)
    flushed ??= write()
    const written = flushed
    if (!units.every(needsNoAnswer)) return (await written).slice(from, from + units.length)
    written.catch(() => {})
    return units.map(({ writes }) => ({ state: 'committed', seqs: (writes?.accept ?? []).map(() => ++seq!) }))
  })
}

const needsNoAnswer = ({ apply, jobRun, once, meets }: Unit): boolean =>
  apply === undefined && jobRun === undefined && once === undefined && meets === undefined
