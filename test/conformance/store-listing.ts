import type { MessageQuery, Store } from '../../bus/ports/store.js'
import type { Case } from './conformance.js'
import { accepted, dead, end, FLOW, message, NOON, type OpenStore, one } from './store-made.js'

const ids = async (store: Store, query: MessageQuery, limit = 100) =>
  (await store.messages(query, { limit })).rows.map(({ id }) => id)

export function listingCases(suite: Case, open: OpenStore): void {
  suite('lists messages newest first, living and ended together', async (t) => {
    const { store } = await open(t, NOON)
    const living = await accepted(store, ...Array.from({ length: 6 }, () => message()))
    await one(store, { writes: { ends: [end(living[1]!), dead(living[3]!), end(living[4]!, { outcome: 'dropped' })] } })
    t.same(await ids(store, {}), living.map(({ id }) => id).reverse())
    const [newest] = (await store.messages({}, { limit: 1 })).rows
    t.same(newest, await store.fate(living[5]!.id), 'a row says what its fate says')
  })

  suite('lists messages by the time of their acceptance', async (t) => {
    const { store } = await open(t, NOON)
    const all = await accepted(
      store,
      ...Array.from({ length: 8 }, (_, hour) => message({ acceptedAt: NOON + hour * 3_600_000 })),
    )
    await one(store, { writes: { ends: all.filter((_, n) => n % 2 === 0).map((each) => end(each)) } })
    const of = (...hours: readonly number[]) => hours.map((hour) => all[hour]!.id)
    const at = (hour: number) => NOON + hour * 3_600_000
    t.same(await ids(store, { since: at(5) }), of(7, 6, 5))
    t.same(await ids(store, { until: at(2) }), of(1, 0), 'without the moment itself')
    t.same(await ids(store, { since: at(2), until: at(5) }), of(4, 3, 2))
    t.same(await ids(store, { since: at(2), until: at(5), flow: FLOW, state: 'done' }), of(4, 2))
    t.same(await ids(store, { since: at(2) + 1, until: at(3) }), [])
    t.same(await ids(store, { since: at(20) }), [])
    const first = await store.messages({ since: at(1), until: at(7) }, { limit: 4 })
    const second = await store.messages({ since: at(1), until: at(7) }, { limit: 4, after: first.next! })
    t.same(
      [...first.rows, ...second.rows].map(({ id }) => id),
      of(6, 5, 4, 3, 2, 1),
    )
    t.equal(second.next, undefined)
  })

  suite('lists messages by flow, state, business key and correlation, and by several of them', async (t) => {
    const { store } = await open(t, NOON)
    const order = (value: string) => [{ name: 'order', value }]
    const root = message({ businessKeys: order('1') })
    const [a, b, c, d, e] = await accepted(
      store,
      root,
      message({ correlationId: root.id, flow: 'probe/other', businessKeys: order('1') }),
      message({ correlationId: root.id, businessKeys: order('2') }),
      message({ state: 'waiting', due: NOON + 5, businessKeys: [{ name: 'person', value: '1' }, ...order('1')] }),
      message({ flow: 'probe/other' }),
    )
    await one(store, { writes: { ends: [end(a!), dead(b!), end(e!, { outcome: 'dropped', reason: 'no' })] } })
    const of = (...found: ({ id: string } | undefined)[]) => found.map((each) => each!.id)
    t.same(await ids(store, { flow: FLOW }), of(d, c, a))
    t.same(await ids(store, { flow: 'probe/other' }), of(e, b))
    t.same(await ids(store, { state: 'ready' }), of(c))
    t.same(await ids(store, { state: 'waiting' }), of(d))
    t.same(await ids(store, { state: 'done' }), of(a))
    t.same(await ids(store, { state: 'dead-letter' }), of(b))
    t.same(await ids(store, { state: 'dropped' }), of(e))
    t.same(await ids(store, { state: 'dropped', flow: FLOW }), [])
    t.same(await ids(store, { correlationId: root.id }), of(c, b, a))
    t.same(await ids(store, { correlationId: root.id, state: 'ready' }), of(c))
    t.same(await ids(store, { businessKey: { name: 'order', value: '1' } }), of(d, b, a))
    t.same(await ids(store, { businessKey: { name: 'order', value: '1' }, flow: FLOW }), of(d, a))
    t.same(await ids(store, { businessKey: { name: 'order', value: '1' }, correlationId: root.id }), of(b, a))
    t.same(await ids(store, { businessKey: { name: 'person', value: '1' } }), of(d))
    t.same(await ids(store, { businessKey: { name: 'order', value: "1' OR '1'='1" } }), [])
  })

  suite('pages through messages without missing or repeating one, while others end and come', async (t) => {
    const { store } = await open(t, NOON)
    const living = await accepted(store, ...Array.from({ length: 25 }, () => message()))
    await one(store, { writes: { ends: living.filter((_, n) => n % 3 === 0).map((each) => end(each)) } })
    for (const query of [{}, { flow: FLOW }]) {
      const seen: string[] = []
      const before = await store.lastSeq()
      const known = (await store.messages(query, { limit: 100 })).rows.map(({ id }) => id)
      let after: string | undefined
      do {
        const page = await store.messages(query, { limit: 4, ...(after === undefined ? {} : { after }) })
        seen.push(...page.rows.map(({ id }) => id))
        after = page.next
        await accepted(store, message())
      } while (after !== undefined)
      t.same(seen, known, `the ${before} that were there when it began`)
    }
  })

  suite('says of the last page that it is the last', async (t) => {
    const { store } = await open(t, NOON)
    await accepted(store, message(), message())
    t.equal((await store.messages({}, { limit: 2 })).next, undefined)
    t.ok((await store.messages({}, { limit: 1 })).next)
    t.same(await store.messages({ flow: 'probe/nobody' }, { limit: 1 }), { rows: [] })
  })

  suite('refuses a mark that the list did not give out, and a page without measure', async (t) => {
    const { store } = await open(t, NOON)
    await accepted(store, message(), message())
    const { next } = await store.messages({}, { limit: 1 })
    for (const after of ['', 'x', '0', Buffer.from('["messages","1; DROP"]').toString('base64url')])
      await t.rejects(store.messages({}, { limit: 1, after }), { code: 'HUB_PAGE_MARK' })
    await t.rejects(store.audit({ limit: 1, after: next! }), { code: 'HUB_PAGE_MARK' })
    await t.rejects(store.deadLetters({ limit: 1, after: next! }), { code: 'HUB_PAGE_MARK' })
    await t.rejects(store.inDoubt({ limit: 1, after: next! }), { code: 'HUB_PAGE_MARK' })
    for (const limit of [0, -1, 1.5, Number.NaN, 1_000_000])
      await t.rejects(store.messages({}, { limit }), { code: 'HUB_PAGE_LIMIT' })
  })
}
