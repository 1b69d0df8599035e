import * as fc from 'fast-check'
import { idFrom } from '../../bus/ids.js'
import type { LivingMessage } from '../../bus/ports/message.js'
import type { Store } from '../../bus/ports/store.js'
import type { End, Unit, UnitResult, Writes } from '../../bus/ports/unit.js'
import type { Case } from './conformance.js'
import {
  end,
  FLOW,
  heldOf,
  loaded,
  message,
  NOON,
  type OpenStore,
  record,
  rows,
  trace,
  writesRow,
} from './store-made.js'

const IDS = Array.from({ length: 6 }, (_, n) => idFrom('probe', String(n)))
const id = fc.constantFrom(...IDS)
const key = fc.constantFrom('k1', 'k2')

const made = (of: string) => message({ id: of, key: `key of ${of}`, businessKeys: [{ name: 'id', value: of }] })
const living = (of: string): LivingMessage => loaded(made(of), 1)
const ended = (of: string, outcome: End['outcome'], holdsKey: boolean, never: boolean): End =>
  end(never ? made(of) : living(of), { outcome, reason: `as ${outcome}`, code: 'HUB_PROBE', holdsKey })

const write: fc.Arbitrary<Writes> = fc.oneof(
  { weight: 3, arbitrary: id.map((of): Writes => ({ accept: [made(of)] })) },
  { weight: 1, arbitrary: fc.tuple(id, key).map(([of, onceKey]): Writes => ({ accept: [{ ...made(of), onceKey }] })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(id, fc.constantFrom('a', 'b'), fc.nat(3))
      .map(([of, name, attempts]): Writes => ({ records: [record(of, name, { attempts })] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(id, fc.constantFrom('ready' as const, 'waiting' as const, 'in-doubt' as const), fc.nat(3))
      .map(([of, state, tries]): Writes => ({ moves: [{ id: of, state, due: NOON + tries, tries }] })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(id, fc.constantFrom<End['outcome']>('done', 'dropped', 'dead-letter'), fc.boolean(), fc.boolean())
      .map(([of, ...how]): Writes => ({ ends: [ended(of, ...how)] })),
  },
  { weight: 1, arbitrary: fc.tuple(id, fc.nat(2)).map(([of, run]): Writes => ({ traces: [trace(of, run)] })) },
  { weight: 2, arbitrary: id.map((of): Writes => ({ revive: [{ id: of, at: NOON }] })) },
  { weight: 1, arbitrary: id.map((of): Writes => ({ freeKeys: [{ flow: FLOW, key: `key of ${of}` }] })) },
)

const unit: fc.Arbitrary<Unit> = fc
  .record({
    writes: write,
    more: fc.option(write, { nil: undefined }),
    holds: fc.option(fc.tuple(id, fc.nat(1)), { nil: undefined, freq: 3 }),
    once: fc.option(fc.tuple(key, id), { nil: undefined, freq: 4 }),
    change: fc.constantFrom('none', 'none', 'writes', 'throws', 'returns'),
    n: fc.nat(9),
  })
  .map(({ writes, more, holds, once, change, n }): Unit => {
    const said = more === undefined ? writes : { ...writes, ...more }
    return {
      ...(change === 'returns' ? {} : { writes: said }),
      ...(holds === undefined ? {} : { holds: { messageId: holds[0], fence: holds[1] } }),
      ...(once === undefined ? {} : { once: { key: once[0], messageId: once[1], until: NOON + 1_000 } }),
      ...(change === 'none' ? {} : { apply: changeOf(change, n, said) }),
    }
  })

function changeOf(change: string, n: number, said: Writes): NonNullable<Unit['apply']> {
  return async (tx) => {
    const { result } = await writesRow(`row ${n % 3}`, n)(tx)
    if (change === 'throws') throw new Error('no')
    return { writes: change === 'returns' ? said : {}, ...(result === undefined ? {} : { result }) }
  }
}

/** What is told of a result. */
function plain(result: UnitResult): unknown {
  return result.state === 'failed' ? { failed: (result.error as { code?: unknown }).code ?? 'thrown' } : result
}

async function everything(store: Store): Promise<unknown> {
  const records = await store.records(IDS)
  return {
    messages: await store.messages({}, { limit: 100 }),
    byState: await store.messages({ flow: FLOW }, { limit: 100 }),
    each: await Promise.all(
      IDS.map(async (of) => [
        await store.fate(of),
        await store.living(of),
        await store.deadLetter(of),
        records.get(of),
        await store.traces(of),
        await store.body(of),
        await store.messages({ businessKey: { name: 'id', value: of } }, { limit: 5 }),
      ]),
    ),
    once: [await store.once('k1'), await store.once('k2')],
    held: new Set((await heldOf(store)).map((held) => JSON.stringify(held))),
    counts: new Set((await store.counts()).map((count) => JSON.stringify(count))),
    due: await store.due(NOON + 100, 100),
    lastSeq: await store.lastSeq(),
    rows: await rows(store),
  }
}

export function groupingCases(suite: Case, open: OpenStore): void {
  suite('comes to the same whether units share a commit or have one each', async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { minLength: 1, maxLength: 14 }), async (units) => {
        const [together, apart] = [(await open(t, NOON)).store, (await open(t, NOON)).store]
        const one = await together.commit(units)
        const each: UnitResult[] = []
        for (const alone of units) each.push(...(await apart.commit([alone])))
        t.strictSame(one.map(plain), each.map(plain))
        t.strictSame(await everything(together), await everything(apart))
        await Promise.all([together.close(), apart.close()])
        return t.passing()
      }),
      { numRuns: 40, seed: 2_026 },
    )
  })
}
