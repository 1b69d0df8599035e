import t from 'tap'
import { openSharedBooks } from '../../adapters/database/shared-books.js'
import type { Store } from '../../bus/ports/store.js'
import type { Unit } from '../../bus/ports/unit.js'
import { end, message, NOON, record } from '../conformance/store-made.js'
import { freshDatabase } from '../services.js'

// A process remembers what it has written, as long as no other one has written since.

async function two(t: { teardown(work: () => Promise<void>): void }): Promise<readonly [Store, Store]> {
  const url = await freshDatabase(t)
  const open = async (name: string) => {
    const books = await openSharedBooks({ url, version: '0', name, now: () => NOON })
    t.teardown(() => books.close())
    return books.store
  }
  return [await open('one'), await open('other')]
}

async function accepted(store: Store, made: ReturnType<typeof message>) {
  const [result] = await store.commit([{ writes: { accept: [made] } }])
  if (result?.state !== 'committed') throw new Error(`it was ${result?.state}`)
  const [placed] = result.placed ?? []
  return { seq: result.seqs[0]!, after: placed?.after }
}
const stateOf = async (store: Store, unit: Unit) => (await store.commit([unit]))[0]!.state

t.test(
  'numbers go on from process to process, and each message knows the one before it in its partition',
  async (t) => {
    const [one, other] = await two(t)
    const given: { seq: number; after: number | undefined }[] = []
    for (const store of [one, one, other, one, one, other, other, one]) given.push(await accepted(store, message()))
    t.strictSame(
      given,
      [1, 2, 3, 4, 5, 6, 7, 8].map((seq) => ({ seq, after: seq - 1 })),
    )
  },
)

t.test('what another process has ended is known as ended', async (t) => {
  const [one, other] = await two(t)
  const made = message()
  await accepted(one, made)
  t.equal(await stateOf(one, { writes: { records: [record(made.id, 'call a#1')] } }), 'committed')
  t.equal(await stateOf(other, { writes: { ends: [end(made)] } }), 'committed')
  t.equal(await stateOf(one, { writes: { records: [record(made.id, 'call b#1')] } }), 'refused')
})

t.test('a commit that has written nothing leaves its number to another process, and is not taken for it', async (t) => {
  const [one, other] = await two(t)
  const made = message()
  await accepted(one, made)
  const nobody: Unit = { holds: { messageId: 'nobody', fence: 0 }, writes: { records: [record('nobody', 'call a#1')] } }
  t.equal(await stateOf(one, nobody), 'refused')
  t.equal(await stateOf(other, { writes: { ends: [end(made)] } }), 'committed')
  t.equal(await stateOf(one, { writes: { records: [record(made.id, 'call b#1')] } }), 'refused')
  t.equal((await accepted(other, message())).seq, 2)
  t.equal((await accepted(one, message())).seq, 3)
})

t.test('partitions that were claimed since are known', async (t) => {
  const [one] = await two(t)
  const made = message()
  await accepted(one, made)
  const holding = (seat: number): Unit => ({ holds: { messageId: made.id, fence: 0, seat }, writes: {} })
  t.equal(await stateOf(one, holding(1)), 'refused')
  await one.seats!.beat(5_000, false)
  const [claimed] = await one.seats!.claim([made.partition])
  t.equal(await stateOf(one, holding(claimed!.fence)), 'committed')
  await one.seats!.release([made.partition])
  t.equal(await stateOf(one, holding(claimed!.fence)), 'refused')
})
