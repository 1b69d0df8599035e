import { newId } from '../../bus/ids.js'
import type { Unit } from '../../bus/ports/unit.js'
import type { Case } from './conformance.js'
import {
  accepted,
  bare,
  bytes,
  codeOfFailure,
  DAY,
  end,
  loaded,
  message,
  NOON,
  type OpenStore,
  one,
  record,
} from './store-made.js'

export function acceptingCases(suite: Case, open: OpenStore): void {
  suite('gives back an accepted message exactly as it was sent', async (t) => {
    const { store } = await open(t, NOON)
    const full = message({
      correlationId: 'order-17 \u{1F42A}',
      causeId: newId(),
      key: 'asiakas/Äänekoski',
      state: 'waiting',
      due: NOON + 60_000,
      acceptedAt: NOON + 0.0,
      body: new Uint8Array([0, 1, 255, 0]),
      raw: bytes('<a>\u0000</a>'),
      headers: { 'x-note': 'line\nbreak and a NUL \u0000', empty: '' },
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      client: 'portal',
      idempotencyKey: 'k-1',
      onceKey: 'probe/once/1',
      businessKeys: [
        { name: 'order', value: '17' },
        { name: 'person', value: 'Ä 1' },
      ],
    })
    const plain = message()
    const result = await one(store, { writes: { accept: [full, plain] } })
    t.same(bare(result), { state: 'committed', seqs: [1, 2] })
    t.strictSame(await store.living(full.id), loaded(full, 1))
    t.strictSame(await store.living(plain.id), loaded(plain, 2))
    t.equal(await store.living(newId()), undefined)
  })

  suite('numbers messages in the order of acceptance, also over a reopening', async (t) => {
    const books = await open(t, NOON)
    t.equal(await books.store.lastSeq(), 0)
    const [a, b] = await accepted(books.store, message(), message())
    t.same([a!.seq, b!.seq, await books.store.lastSeq()], [1, 2, 2])
    await one(books.store, { writes: { ends: [end(a!), end(b!)] } })
    await books.reopen()
    const [c] = await accepted(books.store, message())
    t.same([c!.seq, await books.store.lastSeq()], [3, 3], 'a number is never given out twice')
  })

  suite('keeps an accepted message over a reopening and over a crash', async (t) => {
    const books = await open(t, NOON)
    const first = message()
    await accepted(books.store, first)
    await books.reopen()
    t.strictSame(await books.store.living(first.id), loaded(first, 1))
    const second = message({ body: bytes('x'.repeat(100_000)) })
    await accepted(books.store, second)
    await books.crash()
    t.strictSame(await books.store.living(first.id), loaded(first, 1))
    t.strictSame(await books.store.living(second.id), loaded(second, 2))
  })

  suite('fails a unit that accepts an id the books know, and leaves the others', async (t) => {
    const { store } = await open(t, NOON)
    const [known, gone] = await accepted(store, message(), message())
    await one(store, { writes: { ends: [end(gone!)] } })
    const before = message()
    const twice = message()
    const after = message()
    const results = await store.commit([
      { writes: { accept: [before] } },
      { writes: { accept: [message(), message({ id: known!.id })] } },
      { writes: { accept: [message({ id: gone!.id })] } },
      { writes: { accept: [twice] } },
      { writes: { accept: [twice] } },
      { writes: { accept: [after] } },
    ])
    t.same(
      results.map(({ state }) => state),
      ['committed', 'failed', 'failed', 'committed', 'failed', 'committed'],
    )
    for (const failed of [1, 2, 4]) t.equal(codeOfFailure(results[failed]!), 'HUB_MESSAGE_EXISTS')
    const living = await store.ready(before.flow, 0, 100)
    t.same(
      living.map(({ id }) => id),
      [known!.id, before.id, twice.id, after.id],
      'nothing of a failed unit was written',
    )
    t.same(bare(results[5]), { state: 'committed', seqs: [5] }, 'a failed unit uses up no number')
  })

  suite('accepts many messages in one commit', async (t) => {
    const { store } = await open(t, NOON)
    const many = Array.from({ length: 777 }, (_, index) =>
      message({
        body: bytes(`{"n":${index}}`),
        flow: index % 3 === 0 ? 'probe/third' : 'probe/flow',
        ...(index % 5 === 0 ? { key: `k${index}` } : {}),
        ...(index % 7 === 0
          ? { headers: { n: String(index) }, businessKeys: [{ name: 'n', value: String(index) }] }
          : {}),
      }),
    )
    const living = await accepted(store, ...many)
    const found = [...(await store.ready('probe/flow', 0, 1_000)), ...(await store.ready('probe/third', 0, 1_000))]
    found.sort((a, b) => a.seq - b.seq)
    t.strictSame(found, living)
  })

  suite('fails only the unit whose values it cannot hold', async (t) => {
    const { store } = await open(t, NOON)
    const good = message()
    const bad = (more: object) => ({ writes: { accept: [message(more)] } })
    const results = await store.commit([
      bad({ client: 'a\u0000b' }),
      bad({ correlationId: 'half \ud83d' }),
      bad({ due: Number.NaN }),
      bad({ acceptedAt: Number.POSITIVE_INFINITY }),
      bad({ contentType: undefined }),
      bad({ flowPrint: null }),
      bad({ partition: 1.5 }),
      bad({ headers: { toJSON: undefined, a: 1n } }),
      bad({ body: 'text' }),
      bad({ channel: true }),
      bad({ businessKeys: [{ name: 'order', value: 'a\u0000' }] }),
      { writes: { audit: [{ at: NOON, actor: 'hub', action: 'a', object: 'o\u0000', outcome: 'ok' }] } },
      { writes: { accept: [good] } },
    ])
    for (const result of results.slice(0, -1)) t.equal(result.state, 'failed')
    t.equal(codeOfFailure(results[0]!), 'HUB_BIND_VALUE')
    t.same(bare(results.at(-1)), { state: 'committed', seqs: [1] })
    t.same(await store.counts(), [{ flow: good.flow, state: 'ready', count: 1 }])
  })

  suite('fails only the unit whose texts are longer than their columns, and cuts what the audit says', async (t) => {
    const { store } = await open(t, NOON)
    const long = (characters: number) => 'ä'.repeat(characters)
    const good = message({ key: '😀'.repeat(255), correlationId: long(200), onceKey: long(500) })
    const living = message()
    await accepted(store, living)
    const [move, row] = [{ id: living.id, state: 'waiting', due: 1, tries: 1 } as const, record(living.id, long(501))]
    const units: readonly Unit[] = [
      ...[{ key: long(256) }, { correlationId: long(201) }, { contentType: long(151) }, { onceKey: long(501) }].map(
        (more) => ({ writes: { accept: [message(more)] } }),
      ),
      { writes: { accept: [message({ businessKeys: [{ name: 'order', value: long(256) }] })] } },
      { writes: { moves: [{ ...move, code: long(101) }] } },
      { writes: { records: [row] } },
      { once: { key: long(501), messageId: living.id, until: NOON + DAY } },
      { writes: { accept: [good], audit: [{ at: NOON, actor: 'a', action: 'b', object: 'c', outcome: long(300) }] } },
    ]
    const results = await store.commit(units)
    for (const result of results.slice(0, -1)) t.equal(codeOfFailure(result), 'HUB_BIND_VALUE')
    t.match(results.at(-1), { state: 'committed' })
    const { rows } = await store.audit({ limit: 1 })
    t.equal(rows[0]?.outcome, `${long(254)}…`)
    t.match(await store.living(good.id), { key: good.key })
  })

  suite('answers an empty commit at once, and commits that were asked for together', async (t) => {
    const { store } = await open(t, NOON)
    t.same(await store.commit([]), [])
    const messages = Array.from({ length: 20 }, () => message())
    const results = await Promise.all(messages.map((each) => store.commit([{ writes: { accept: [each] } }])))
    t.same(
      results.map(([result]) => bare(result)),
      messages.map((_, index) => ({ state: 'committed', seqs: [index + 1] })),
    )
  })

  suite('refuses everything after it was closed', async (t) => {
    const books = await open(t, NOON)
    const old = books.store
    await books.reopen()
    await t.rejects(old.commit([{ writes: { accept: [message()] } }]), { code: 'HUB_BOOKS_CLOSED' })
    await t.rejects(old.living(newId()), { code: 'HUB_BOOKS_CLOSED' })
    await t.rejects(old.messages({}, { limit: 1 }), { code: 'HUB_BOOKS_CLOSED' })
    await t.resolves(old.close(), 'closing twice is no mistake')
  })
}
