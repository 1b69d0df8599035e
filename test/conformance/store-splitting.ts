import { newId } from '../../bus/ids.js'
import type { LivingMessage, NewMessage } from '../../bus/ports/message.js'
import type { Store } from '../../bus/ports/store.js'
import type { Move, UnitResult } from '../../bus/ports/unit.js'
import type { Case } from './conformance.js'
import {
  accepted,
  bytes,
  codeOfFailure,
  dead,
  end,
  FLOW,
  message,
  NOON,
  type OpenStore,
  one,
  trace,
} from './store-made.js'

export function part(parentId: string, no: number, more: Partial<NewMessage> = {}, split = 1): NewMessage {
  const of = { parentId, split, record: 'split each line', no, key: `line ${no}` }
  return message({ causeId: parentId, correlationId: parentId, state: 'held', part: of, ...more })
}

const splitting = (id: string): Move => ({ id, state: 'splitting', due: 0, tries: 0 })
const wokenBy = (result: UnitResult | undefined) => (result?.state === 'committed' ? (result.woken ?? []) : result)

/** A whole that waits for so many parts, which run already. */
async function split(store: Store, count: number): Promise<{ whole: LivingMessage; parts: LivingMessage[] }> {
  const [whole] = await accepted(store, message())
  const { id } = whole!
  const parts = await accepted(store, ...Array.from({ length: count }, (_, no) => part(id, no)))
  await one(store, { writes: { splits: [{ messageId: id, split: 1, parts: count }], moves: [splitting(id)] } })
  await store.releaseParts(id, 1, 1_000)
  return { whole: whole!, parts: parts.map((each) => ({ ...each, state: 'ready' })) }
}

export function splittingCases(suite: Case, open: OpenStore): void {
  suite('gives back of what a message is a part, living, given up and replayed', async (t) => {
    const books = await open(t, NOON)
    const [whole] = await accepted(books.store, message())
    const [first] = await accepted(books.store, part(whole!.id, 0, { state: 'ready' }))
    await books.reopen()
    t.strictSame(await books.store.living(first!.id), first)
    await one(books.store, { writes: { ends: [dead(first!)] } })
    t.strictSame((await books.store.deadLetter(first!.id))?.message.part, first!.part)
    await one(books.store, { writes: { revive: [{ id: first!.id, at: NOON }] } })
    t.strictSame(await books.store.living(first!.id), { ...first, fence: 1 })
  })

  suite('holds parts until they are released, so many at once and in their order', async (t) => {
    const books = await open(t, NOON)
    const { store } = books
    const [whole] = await accepted(store, message())
    const { id } = whole!
    const parts = await accepted(store, ...[0, 1, 2, 3, 4].map((no) => part(id, no)))
    const [other] = await accepted(store, part(id, 0, {}, 2))
    await one(store, { writes: { splits: [{ messageId: id, split: 1, parts: 5 }], moves: [splitting(id)] } })
    t.same(await store.ready(FLOW, 0, 10), [])
    t.equal(await store.releaseParts(id, 1, 2), parts[0]!.seq)
    await books.crash()
    const ready = async () => (await books.store.ready(FLOW, 0, 10)).map((each) => each.id)
    t.same(await ready(), [parts[0]!.id, parts[1]!.id])
    // One that was moved or ended by somebody else is passed over.
    await one(books.store, {
      writes: { moves: [{ ...splitting(parts[2]!.id), state: 'waiting' }], ends: [end(parts[3]!)] },
    })
    t.equal(await books.store.releaseParts(id, 1, 1), parts[4]!.seq)
    t.equal(await books.store.releaseParts(id, 1, 10), undefined)
    t.same(await ready(), [parts[0]!.id, parts[1]!.id, parts[4]!.id])
    t.match(await books.store.living(parts[2]!.id), { state: 'waiting' })
    t.match(await books.store.living(other!.id), { state: 'held' })
    t.equal(await books.store.releaseParts(newId(), 1, 10), undefined)
  })

  suite('removes the held parts of a split that was not finished, as if they had not been', async (t) => {
    const books = await open(t, NOON)
    const { store } = books
    const [whole] = await accepted(store, message())
    const { id } = whole!
    const known = { businessKeys: [{ name: 'line', value: '1' }] }
    const parts = await accepted(store, ...[0, 1, 2].map((no) => part(id, no, known)))
    t.equal(await store.removeHeldParts(id, 1, 2), 2)
    t.equal(await store.removeHeldParts(id, 1, 2), 1)
    t.equal(await store.removeHeldParts(id, 1, 2), 0)
    t.equal(await store.removeHeldParts(newId(), 1, 2), 0)
    for (const each of parts) t.equal(await store.fate(each.id), undefined)
    t.same(await store.partFates(id, 1, -1, 10), [])
    t.same((await store.messages({ businessKey: known.businessKeys[0]! }, { limit: 5 })).rows, [])
    const [again] = await accepted(store, { ...parts[0]! })
    t.match(again, { id: parts[0]!.id, seq: 5 }, 'the same part can be accepted again')
    await one(store, { writes: { splits: [{ messageId: id, split: 1, parts: 1 }], moves: [splitting(id)] } })
    t.equal(await store.removeHeldParts(id, 1, 2), 0, 'one that its whole waits for stays')
    await one(store, { writes: { ends: [dead(whole!)] } })
    t.equal(await store.removeHeldParts(id, 1, 2), 1, 'nobody waits for it any more')
  })

  suite('wakes a whole when the last of its parts has ended, however', async (t) => {
    const books = await open(t, NOON)
    const { whole, parts } = await split(books.store, 4)
    const [a, b, c, d] = parts
    t.same(wokenBy(await one(books.store, { writes: { ends: [end(a!, { partResult: bytes('A') })] } })), [])
    t.same(wokenBy(await one(books.store, { writes: { ends: [dead(b!)] } })), [])
    const dropped = end(c!, { outcome: 'dropped', reason: 'not ours' })
    t.same(wokenBy(await one(books.store, { writes: { ends: [dropped] } })), [])
    await books.crash()
    t.match(await books.store.living(whole.id), { state: 'splitting' })
    const results = await books.store.commit([{ writes: { ends: [end(d!)] } }, { writes: { ends: [end(d!)] } }])
    t.same(wokenBy(results[0]), [whole.id])
    t.match(results[1], { refused: 'fence' })
    t.match(await books.store.living(whole.id), { state: 'ready', due: 0 })
    t.same(await books.store.ready(FLOW, 0, 9), [await books.store.living(whole.id)])
    const told = (no: number, more: object) => ({ no, key: `line ${no}`, messageId: parts[no]!.id, ...more })
    const fates = [
      told(0, { state: 'done', result: bytes('A') }),
      told(1, { state: 'dead-letter', said: 'HUB_PROBE' }),
      told(2, { state: 'dropped', said: 'not ours' }),
      told(3, { state: 'done' }),
    ]
    t.strictSame(await books.store.partFates(whole.id, 1, -1, 10), fates)
    t.strictSame(await books.store.partFates(whole.id, 1, 0, 2), fates.slice(1, 3))
    t.same(await books.store.partFates(whole.id, 1, 3, 2), [])
    t.same(await books.store.partFates(whole.id, 2, -1, 2), [])
  })

  suite('wakes a whole that goes to wait when nothing is open any more', async (t) => {
    const { store } = await open(t, NOON)
    const [whole, empty] = await accepted(store, message(), message())
    const parts = await accepted(store, part(whole!.id, 0, { state: 'ready' }), part(whole!.id, 1, { state: 'ready' }))
    await one(store, { writes: { splits: [{ messageId: whole!.id, split: 1, parts: 2 }] } })
    const last = await one(store, { writes: { ends: parts.map((each) => end(each)) } })
    t.same(wokenBy(last), [], 'it does not wait yet')
    t.same(wokenBy(await one(store, { writes: { moves: [splitting(whole!.id)] } })), [whole!.id])
    t.match(await store.living(whole!.id), { state: 'ready' })
    const splits = [{ messageId: empty!.id, split: 1, parts: 0 }]
    t.same(wokenBy(await one(store, { writes: { splits, moves: [splitting(empty!.id)] } })), [empty!.id])
  })

  suite('counts the parts of the newest split, and what ended before it was known how many there are', async (t) => {
    const { store } = await open(t, NOON)
    const { whole, parts } = await split(store, 1)
    t.same(wokenBy(await one(store, { writes: { ends: [end(parts[0]!)] } })), [whole.id])
    const more = await accepted(store, ...[0, 1].map((no) => part(whole.id, no, { state: 'ready' }, 2)))
    t.same(wokenBy(await one(store, { writes: { ends: [end(more[0]!)] } })), [])
    const splits = [{ messageId: whole.id, split: 2, parts: 2 }]
    t.same(wokenBy(await one(store, { writes: { splits, moves: [splitting(whole.id)] } })), [])
    t.same(wokenBy(await one(store, { writes: { splits } })), [], 'said again it counts once')
    t.same(wokenBy(await one(store, { writes: { ends: [end(more[1]!)] } })), [whole.id])
  })

  suite('decides in one commit what ends, waits and wakes', async (t) => {
    const { store } = await open(t, NOON)
    const [whole] = await accepted(store, message())
    const { id } = whole!
    const parts = [0, 1, 2].map((no) => part(id, no, { state: 'ready' }))
    const results = await store.commit([
      { writes: { accept: parts } },
      { writes: { ends: [end(parts[0]!)] } },
      { writes: { splits: [{ messageId: id, split: 1, parts: 3 }], moves: [splitting(id)] } },
      { writes: { ends: [end(parts[1]!), dead(parts[2]!)], traces: [trace(parts[1]!.id, 1)] } },
      { writes: { moves: [{ id, state: 'waiting', due: NOON + 7, tries: 2, code: 'LATER' }] } },
    ])
    t.same(results.map(wokenBy), [[], [], [], [id], []])
    t.match(await store.living(id), { state: 'waiting', due: NOON + 7, tries: 2, lastCode: 'LATER' })
    t.same(
      (await store.partFates(id, 1, -1, 9)).map(({ state }) => state),
      ['done', 'done', 'dead-letter'],
    )
  })

  suite('does not open a whole again for a part that is replayed', async (t) => {
    const { store } = await open(t, NOON)
    const { whole, parts } = await split(store, 2)
    const [a, b] = parts
    await one(store, { writes: { ends: [dead(a!)] } })
    await one(store, { writes: { revive: [{ id: a!.id, at: NOON }] } })
    t.same(wokenBy(await one(store, { writes: { ends: [end(b!)] } })), [whole.id])
    const again = (await store.living(a!.id))!
    t.same(wokenBy(await one(store, { writes: { ends: [end(again, { partResult: bytes('late') })] } })), [])
    t.match(await store.partFates(whole.id, 1, -1, 9), [{ state: 'done', result: bytes('late') }, { state: 'done' }])
    t.match(await store.living(whole.id), { state: 'ready' })
  })

  suite('tells of a part that was given up and then dropped', async (t) => {
    const { store } = await open(t, NOON)
    const { whole, parts } = await split(store, 2)
    await one(store, { writes: { ends: [dead(parts[0]!)] } })
    const { message: letter } = (await store.deadLetter(parts[0]!.id))!
    const dropped = end(letter, { outcome: 'dropped', reason: 'by hand' })
    t.same(wokenBy(await one(store, { writes: { ends: [dropped] } })), [])
    t.match(await store.partFates(whole.id, 1, -1, 1), [{ state: 'dropped', said: 'by hand' }])
    t.match(await store.living(whole.id), { state: 'splitting' })
  })

  suite('fails a unit that accepts a part twice, and leaves the others', async (t) => {
    const { store } = await open(t, NOON)
    const [whole] = await accepted(store, message())
    const { id } = whole!
    const [first] = await accepted(store, part(id, 0))
    const keyed = (no: number, key: string) => part(id, no, { part: { ...part(id, no).part!, key } })
    const fresh = part(id, 1)
    const results = await store.commit([
      { writes: { accept: [message(), { ...part(id, 5), id: first!.id }] } },
      { writes: { accept: [keyed(6, 'line 0')] } },
      { writes: { accept: [keyed(0, 'another key')] } },
      { writes: { accept: [fresh] } },
      { writes: { accept: [keyed(7, 'line 1')] } },
      { writes: { accept: [keyed(8, 'twice'), keyed(9, 'twice')] } },
      { writes: { accept: [part(id, 0, {}, 2)] } },
    ])
    for (const at of [0, 1, 2, 4, 5]) t.equal(codeOfFailure(results[at]!), 'HUB_MESSAGE_EXISTS', String(at))
    t.match(results[3], { state: 'committed', seqs: [3] })
    t.match(results[6], { state: 'committed', seqs: [4] })
    t.same(
      (await store.partFates(id, 1, -1, 9)).map(({ key }) => key),
      ['line 0', 'line 1'],
    )
  })

  suite('refuses parts and splits of what does not live', async (t) => {
    const { store } = await open(t, NOON)
    const [whole] = await accepted(store, message())
    const { id } = whole!
    await one(store, { writes: { ends: [end(whole!)] } })
    t.match(await one(store, { writes: { accept: [part(id, 0)] } }), { refused: 'fence', messageId: id })
    t.match(await one(store, { writes: { accept: [part(newId(), 0)] } }), { refused: 'fence' })
    t.match(await one(store, { writes: { splits: [{ messageId: id, split: 1, parts: 1 }] } }), { refused: 'fence' })
    t.equal(await store.lastSeq(), 1)
  })

  suite('lets a change end the last part', async (t) => {
    const { store } = await open(t, NOON)
    const { whole, parts } = await split(store, 1)
    const result = await one(store, { apply: async () => ({ writes: { ends: [end(parts[0]!)] } }) })
    t.same(wokenBy(result), [whole.id])
    t.match(await store.living(whole.id), { state: 'ready' })
  })

  suite('splits into hundreds', async (t) => {
    const { store } = await open(t, NOON)
    const { whole, parts } = await split(store, 700)
    const results = await store.commit(parts.map((each) => ({ writes: { ends: [end(each)] } })))
    t.same(
      results.flatMap((result, at) => (wokenBy(result) as string[]).map((id) => [at, id])),
      [[699, whole.id]],
    )
    t.equal((await store.partFates(whole.id, 1, 389, 9)).length, 9)
  })

  suite('prunes what is known of parts when their whole has ended, not when it was given up', async (t) => {
    const { store } = await open(t, NOON)
    const [done, given, living] = [await split(store, 3), await split(store, 2), await split(store, 1)]
    await one(store, { writes: { ends: [end(done.whole), dead(given.whole)] } })
    t.equal(await store.prune(NOON, 2), 2)
    t.equal(await store.prune(NOON, 100), 2, 'a part and a split')
    t.equal(await store.prune(NOON, 100), 0)
    t.same(await store.partFates(done.whole.id, 1, -1, 9), [])
    t.equal((await store.partFates(given.whole.id, 1, -1, 9)).length, 2)
    t.equal((await store.partFates(living.whole.id, 1, -1, 9)).length, 1)
    const late = await one(store, { writes: { ends: done.parts.map((each) => end(each)) } })
    t.match(late, { state: 'committed' }, 'its parts end none the less')
    t.same(await store.partFates(done.whole.id, 1, -1, 9), [])
  })
}
