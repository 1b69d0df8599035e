import { newId } from '../../bus/ids.js'
import type { Case } from './conformance.js'
import { accepted, bytes, end, FLOW, message, NOON, type OpenStore, one, record, text, trace } from './store-made.js'

export function endingCases(suite: Case, open: OpenStore): void {
  suite('moves an ended message out of the living, and tells its fate', async (t) => {
    const books = await open(t, NOON)
    const asked = message({ client: 'portal', causeId: newId(), correlationId: 'c-1', key: 'k' })
    const [done, dropped] = await accepted(books.store, asked, message())
    await one(books.store, { writes: { records: [record(done!.id, 'a')] } })
    const { store } = books
    t.same(await store.fate(done!.id), {
      id: asked.id,
      correlationId: 'c-1',
      causeId: asked.causeId,
      flow: FLOW,
      channel: asked.channel,
      client: 'portal',
      state: 'ready',
      acceptedAt: NOON,
      tries: 0,
    })
    await store.commit([
      {
        holds: { messageId: done!.id, fence: 0 },
        writes: { ends: [end(done!, { tries: 2, answer: bytes('{"ok":true}') })], traces: [trace(done!.id, 1)] },
      },
      { writes: { ends: [end(dropped!, { outcome: 'dropped', reason: 'repeated', code: 'HUB_REPEATED' })] } },
    ])
    await books.reopen()
    t.strictSame(await books.store.fate(done!.id), {
      id: asked.id,
      correlationId: 'c-1',
      causeId: asked.causeId!,
      flow: FLOW,
      channel: asked.channel,
      client: 'portal',
      state: 'done',
      acceptedAt: NOON,
      endedAt: NOON + 1_000,
      tries: 2,
      answer: bytes('{"ok":true}'),
    })
    t.match(await books.store.fate(dropped!.id), { state: 'dropped', reason: 'repeated', code: 'HUB_REPEATED' })
    t.equal(await books.store.fate(newId()), undefined)
    for (const { id } of [done!, dropped!]) t.equal(await books.store.living(id), undefined)
    t.same(await books.store.ready(FLOW, 0, 10), [])
    t.equal((await books.store.records([done!.id])).size, 0, 'the records of what ended well are gone')
    t.equal(await books.store.countDeadLetters(), 0)
  })

  suite('keeps bodies, small and large, packed or not', async (t) => {
    const { store } = await open(t, NOON)
    const noise = new Uint8Array(2_000)
    for (let at = 0, seed = 7; at < noise.length; at++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      noise[at] = seed >> 16
    }
    const bodies = [bytes(''), bytes('{}'), bytes('{"a":"b"}'.repeat(500)), noise, bytes('x'.repeat(1_024))]
    const living = await accepted(store, ...bodies.map((body) => message({ body, contentType: 'application/x-test' })))
    for (const [index, { id }] of living.entries())
      t.strictSame(await store.body(id), { body: bodies[index], contentType: 'application/x-test' })
    const answers = bodies.toReversed()
    await one(store, {
      writes: {
        ends: living.map((each, index) =>
          end(each, index % 2 === 0 ? { answer: answers[index]! } : { outcome: 'dropped', reason: 'no' }),
        ),
      },
    })
    for (const [index, { id }] of living.entries()) {
      t.strictSame(await store.body(id), { body: bodies[index], contentType: 'application/x-test' })
      t.strictSame((await store.fate(id))?.answer, index % 2 === 0 ? answers[index] : undefined)
    }
    t.equal(await store.body(newId()), undefined)
  })

  suite('never shows a message living that ended in the commit of its acceptance', async (t) => {
    const { store } = await open(t, NOON)
    const [both, apart, parked] = [message(), message({ businessKeys: [{ name: 'order', value: '1' }] }), message()]
    const results = await store.commit([
      { writes: { accept: [both], records: [record(both.id, 'a')], ends: [end(both)], traces: [trace(both.id, 1)] } },
      { writes: { accept: [apart, parked] } },
      { writes: { moves: [{ id: apart.id, state: 'waiting', due: NOON, tries: 0 }] } },
      { holds: { messageId: apart.id, fence: 0 }, writes: { ends: [end(apart)], traces: [trace(apart.id, 1)] } },
    ])
    t.ok(results.every(({ state }) => state === 'committed'))
    t.same(
      (await store.ready(FLOW, 0, 10)).map(({ id }) => id),
      [parked.id],
    )
    t.same(await store.due(NOON + 10, 10), [])
    for (const { id } of [both, apart]) {
      t.match(await store.fate(id), { state: 'done' })
      t.equal(text((await store.body(id))?.body), '{"n":1}')
      t.same(await store.traces(id), [trace(id, 1)])
    }
    t.equal((await store.records([both.id])).size, 0)
    const known = await store.messages({ businessKey: { name: 'order', value: '1' } }, { limit: 5 })
    t.same(
      known.rows.map(({ id }) => id),
      [apart.id],
    )
  })

  suite('writes the end of a message that was never accepted', async (t) => {
    const { store } = await open(t, NOON)
    const refused = message({ raw: bytes('not JSON'), businessKeys: [{ name: 'order', value: '1' }] })
    t.same(await one(store, { writes: { ends: [end(refused, { outcome: 'dropped', reason: 'no' })] } }), {
      state: 'committed',
      seqs: [],
    })
    t.match(await store.fate(refused.id), { state: 'dropped', reason: 'no' })
    t.match(await one(store, { writes: { ends: [end(refused)] } }), { refused: 'fence' }, 'but only once')
    const [known] = (await store.messages({ businessKey: { name: 'order', value: '1' } }, { limit: 5 })).rows
    t.equal(known?.id, refused.id)
    t.equal(await store.lastSeq(), 1)
  })

  suite('refuses to end what was accepted and does not live', async (t) => {
    const { store } = await open(t, NOON)
    const [living] = await accepted(store, message())
    await one(store, { writes: { ends: [end(living!)] } })
    const again = { state: 'refused', refused: 'fence', messageId: living!.id }
    t.same(await one(store, { writes: { ends: [end(living!, { outcome: 'dropped' })] } }), again)
    t.match(await store.fate(living!.id), { state: 'done' })
  })

  suite('keeps a trace of every run, in order', async (t) => {
    const { store } = await open(t, NOON)
    const [living] = await accepted(store, message())
    const { id } = living!
    await one(store, { writes: { traces: [trace(id, 2), trace(id, 1)] } })
    t.strictSame(await store.traces(id), [trace(id, 1), trace(id, 2)])
    const replayed = { ...trace(id, 1), startedAt: NOON + 9, endedAt: NOON + 9 }
    await one(store, { writes: { ends: [end(living!)], traces: [replayed] } })
    t.strictSame(await store.traces(id), [trace(id, 1), replayed, trace(id, 2)], 'none is lost by its number')
    t.same(await store.traces(newId()), [])
    t.match(await one(store, { writes: { traces: [trace(newId(), 1)] } }), { refused: 'fence' })
  })

  suite('ends many messages in one commit', async (t) => {
    const { store } = await open(t, NOON)
    const living = await accepted(store, ...Array.from({ length: 500 }, (_, n) => message({ body: bytes(String(n)) })))
    const results = await store.commit(
      living.map((each, n) => ({
        holds: { messageId: each.id, fence: 0 },
        writes: {
          ends: [
            end(each, { at: NOON + n, tries: n, ...(n % 10 === 0 ? { outcome: 'dropped', reason: `r${n}` } : {}) }),
          ],
        },
      })),
    )
    t.ok(results.every(({ state }) => state === 'committed'))
    t.same(await store.counts(), [])
    for (const n of [0, 1, 250, 499]) {
      const id = living[n]!.id
      t.match(await store.fate(id), { endedAt: NOON + n, tries: n, state: n % 10 === 0 ? 'dropped' : 'done' })
      t.equal(text((await store.body(id))?.body), String(n))
    }
  })
}
