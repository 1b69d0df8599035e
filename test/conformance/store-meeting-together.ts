import * as fc from 'fast-check'
import { idFrom } from '../../bus/ids.js'
import type { NewMessage } from '../../bus/ports/message.js'
import type { Store } from '../../bus/ports/store.js'
import type { Meet, Standing, Unit, UnitResult, Writes } from '../../bus/ports/unit.js'
import type { Case } from './conformance.js'
import { bytes, dead, end, loaded, message, NOON, type OpenStore } from './store-made.js'

const WHOLES = ['w0', 'w1'].map((name) => idFrom('probe', name))
const PARTS = ['p0', 'p1', 'p2', 'p3'].map((name) => idFrom('probe', name))
const IDS = [...WHOLES, ...PARTS]
const whole = fc.constantFrom(...WHOLES)
const any = fc.constantFrom(...IDS)
const split = fc.integer({ min: 1, max: 2 })

/** A part is always the same part, so that whoever ends it says so. */
const made = (id: string): NewMessage => {
  const at = PARTS.indexOf(id)
  if (at < 0) return message({ id })
  const part = { parentId: WHOLES[at % 2]!, split: 1 + (at >> 1), record: 'split', no: at % 3, key: `k${at % 3}` }
  return message({ id, part, state: at === 3 ? 'held' : 'ready' })
}

const states = fc.constantFrom('splitting' as const, 'splitting' as const, 'ready' as const, 'gathering' as const)
const write: fc.Arbitrary<Writes> = fc.oneof(
  { weight: 2, arbitrary: any.map((id): Writes => ({ accept: [made(id)] })) },
  {
    weight: 1,
    // Another id in the same place, or under the same key.
    arbitrary: fc.tuple(fc.constantFrom(...PARTS), fc.boolean(), fc.nat(5)).map(([id, sameKey, n]): Writes => {
      const of = made(id)
      const part = { ...of.part!, ...(sameKey ? { no: 10 + n } : { key: `other ${n}` }) }
      return { accept: [{ ...of, id: idFrom('probe', `double ${n}`), part }] }
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(whole, split, fc.nat(2))
      .map(([messageId, split, parts]): Writes => ({ splits: [{ messageId, split, parts }] })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(whole, states, fc.nat(3))
      .map(([id, state, tries]): Writes => ({ moves: [{ id, state, due: NOON + tries, tries }] })),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(any, fc.nat(3)).map(([id, how]): Writes => {
      const living = loaded(made(id), 1)
      if (how === 0) return { ends: [dead(living)] }
      if (how === 1) return { ends: [end(living, { outcome: 'dropped', reason: 'no' })] }
      return { ends: [end(living, { partResult: bytes(`result ${how}`) })] }
    }),
  },
  { weight: 2, arbitrary: any.map((id): Writes => ({ revive: [{ id, at: NOON }] })) },
  {
    weight: 1,
    arbitrary: fc.nat(2).map((n): Writes => {
      return { claims: [{ id: `c${n % 2}`, correlationId: 'c', body: bytes(String(n)), at: NOON }] }
    }),
  },
)

interface Told {
  readonly key: string
  readonly stand: readonly string[]
  readonly leave: readonly string[]
  readonly writes?: Writes
  readonly until: number
  readonly throws: boolean
}

const told: fc.Arbitrary<Told> = fc.record(
  {
    key: fc.constantFrom('a', 'b'),
    stand: fc.array(fc.constantFrom('', ...IDS), { maxLength: 2 }),
    leave: fc.array(fc.constantFrom('', ...IDS), { maxLength: 1 }),
    writes: write,
    until: fc.constantFrom(0, NOON + 5, NOON - 5),
    throws: fc.constantFrom(false, false, false, true),
  },
  { requiredKeys: ['key', 'stand', 'leave', 'until', 'throws'] },
)
const unit = fc.record({ writes: write, more: fc.option(write, { freq: 2 }), meets: fc.array(told, { maxLength: 2 }) })
type Made = typeof unit extends fc.Arbitrary<infer Unit> ? Unit : never

/** A unit that tells what its meetings saw. */
function unitOf({ writes, more, meets }: Made, number: number, seen: unknown[]): Unit {
  const met = meets.map(
    ({ key, stand, leave, writes, until, throws }): Meet => ({
      gate: 'probe/flow gate',
      key,
      decide(standing) {
        seen.push([number, standing])
        if (throws) throw new Error('no')
        return {
          stand: stand.map((messageId): Standing => {
            const place = { messageId, role: 'r', record: '', number, at: NOON, until: messageId === '' ? until : 0 }
            return number % 2 === 0 ? place : { ...place, state: bytes(String(number)) }
          }),
          leave,
          ...(writes === undefined ? {} : { writes }),
        }
      },
    }),
  )
  return { writes: { ...writes, ...more }, ...(met.length === 0 ? {} : { meets: met }) }
}

function plain(result: UnitResult): unknown {
  return result.state === 'failed' ? { failed: (result.error as { code?: unknown }).code ?? 'thrown' } : result
}

async function everything(store: Store): Promise<unknown> {
  const standing: unknown[] = []
  const looks = ['a', 'b'].map((key): Unit => {
    const decide: Meet['decide'] = (all) => {
      standing.push(all)
      return {}
    }
    return { meets: [{ gate: 'probe/flow gate', key, decide }] }
  })
  await store.commit(looks)
  return {
    standing,
    fates: await Promise.all(WHOLES.flatMap((id) => [1, 2].map((split) => store.partFates(id, split, -1, 99)))),
    each: await Promise.all(IDS.map(async (id) => [await store.living(id), await store.fate(id)])),
    claims: [await store.claim('c0'), await store.claim('c1')],
    released: await Promise.all(WHOLES.flatMap((id) => [1, 2].map((split) => store.releaseParts(id, split, 9)))),
    // What the counts are is told by what wakes now.
    woken: (await store.commit(WHOLES.map(splits))).map(plain),
    lastSeq: await store.lastSeq(),
  }
}

const splits = (id: string): Unit => ({ writes: { moves: [{ id, state: 'splitting', due: 0, tries: 0 }] } })

export function togetherCases(suite: Case, open: OpenStore): void {
  suite('lets messages meet, split and wake alike whether units share a commit or have one each', async (t) => {
    const writes = (writes: Writes): Made => ({ writes, more: null, meets: [] })
    const accepts = IDS.map((id) => writes({ accept: [made(id)] }))
    const waits = WHOLES.map((messageId, at) =>
      writes({ splits: [{ messageId, split: 1 + at, parts: 1 }], ...splits(messageId).writes }),
    )
    const begun = fc.constantFrom([], accepts, [...accepts, ...waits], [...accepts, ...waits])
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { minLength: 1, maxLength: 16 }), begun, async (units, begun) => {
        const [together, apart] = [(await open(t, NOON)).store, (await open(t, NOON)).store]
        const all = [...begun, ...units]
        const [seenTogether, seenApart]: [unknown[], unknown[]] = [[], []]
        const one = await together.commit(all.map((each, at) => unitOf(each, at, seenTogether)))
        const each: UnitResult[] = []
        for (const [at, alone] of all.entries()) each.push(...(await apart.commit([unitOf(alone, at, seenApart)])))
        t.strictSame(one.map(plain), each.map(plain))
        t.strictSame(seenTogether, seenApart)
        t.strictSame(await everything(together), await everything(apart))
        await Promise.all([together.close(), apart.close()])
        return t.passing()
      }),
      { numRuns: 20, seed: 2_026 },
    )
  })
}
