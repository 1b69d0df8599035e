import type { ClaimRow } from '../../bus/ports/unit.js'
import type { Case } from './conformance.js'
import {
  accepted,
  bytes,
  codeOfFailure,
  DAY,
  dead,
  end,
  message,
  NOON,
  type OpenStore,
  one,
  text,
} from './store-made.js'
import { part } from './store-splitting.js'

function claim(id: string, correlationId: string, more: Partial<ClaimRow> = {}): ClaimRow {
  return { id, correlationId, body: bytes(`body of ${id}`), at: NOON, ...more }
}

export function claimingCases(suite: Case, open: OpenStore): void {
  suite('keeps what was taken out of a body, as it was put there first', async (t) => {
    const books = await open(t, NOON)
    const { store } = books
    const [living] = await accepted(store, message())
    const large = new Uint8Array(300_000).fill(7)
    const claims = [claim('a', living!.id), claim('a', living!.id, { body: bytes('later') }), claim('b', 'other')]
    t.match(await one(store, { writes: { claims } }), { state: 'committed' })
    const more = [claim('a', living!.id, { body: bytes('again') }), claim('large', living!.id, { body: large })]
    t.match(await one(store, { writes: { claims: more } }), { state: 'committed' })
    await books.crash()
    t.equal(text(await books.store.claim('a')), 'body of a')
    t.equal(text(await books.store.claim('b')), 'body of b')
    t.strictSame(await books.store.claim('large'), large)
    t.equal(await books.store.claim('c'), undefined)
  })

  suite('keeps no claim of a unit that is refused or fails', async (t) => {
    const { store } = await open(t, NOON)
    const fenced = { holds: { messageId: 'x', fence: 0 }, writes: { claims: [claim('a', 'x')] } }
    const wrong = { writes: { claims: [claim('a', 'x'), claim('b\u0000', 'x')] } }
    const results = await store.commit([fenced, wrong])
    t.match(results[0], { refused: 'fence' })
    t.equal(codeOfFailure(results[1]!), 'HUB_BIND_VALUE')
    t.equal(await store.claim('a'), undefined)
  })

  suite('prunes claims a day after the last message of their correlation is gone', async (t) => {
    const { store } = await open(t, NOON)
    const [done, living, died, child] = await accepted(
      store,
      message(),
      message(),
      message(),
      message({ correlationId: 'far' }),
    )
    const claims = [done!.id, living!.id, died!.id, 'far', 'nobody'].map((of, n) => claim(`c${n}`, of))
    await one(store, { writes: { claims, ends: [end(done!), dead(died!), dead(child!)] } })
    const left = async () => {
      const bodies = await Promise.all(claims.map(({ id }) => store.claim(id)))
      return claims.filter((_, at) => bodies[at] !== undefined).map(({ id }) => id)
    }
    await store.prune(NOON + DAY, 100)
    t.same(await left(), ['c0', 'c1', 'c2', 'c3', 'c4'])
    t.equal(await store.prune(NOON + DAY + 1, 1), 1)
    t.equal(await store.prune(NOON + DAY + 1, 100), 1)
    t.same(await left(), ['c1', 'c2', 'c3'])
    await one(store, { writes: { ends: [end(living!)] } })
    t.equal(await store.prune(NOON + DAY + 1, 100), 1)
    t.same(await left(), ['c2', 'c3'])
  })

  suite('erases results of parts and claims of whom it is asked to forget', async (t) => {
    const { store } = await open(t, NOON)
    const person = { name: 'person', value: '1' }
    const known = { businessKeys: [person] }
    const [whole, alive] = await accepted(store, message(), message({ correlationId: 'shared' }))
    const parts = await accepted(
      store,
      part(whole!.id, 0, { ...known, correlationId: 'of part' }),
      part(whole!.id, 1, { correlationId: 'of other' }),
    )
    const [shares] = await accepted(store, message({ ...known, correlationId: 'shared' }))
    const claims = ['of part', 'of other', 'shared'].map((of) => claim(of, of))
    const ends = [...parts, shares!].map((each) => end(each, { partResult: bytes('told') }))
    const standing = { messageId: shares!.id, role: 'r', record: '', number: 0, at: NOON, until: 0, state: bytes('s') }
    await one(store, { meets: [{ gate: 'g', key: 'k', decide: () => ({ stand: [standing] }) }] })
    await one(store, { writes: { claims, ends } })
    t.same(await store.erase(person), { erased: 2, living: 0 })
    t.same(
      (await store.partFates(whole!.id, 1, -1, 9)).map(({ result }) => text(result)),
      [undefined, 'told'],
    )
    t.equal(await store.claim('of part'), undefined)
    t.ok(await store.claim('of other'))
    t.ok(await store.claim('shared'), `message ${alive!.id} of the correlation lives`)
    t.equal(await store.prune(NOON, 100), 0, 'what it left at a gate is gone already')
  })
}
