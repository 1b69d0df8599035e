import type { Kysely } from 'kysely'
import { prepared } from '../../adapters/database/prepared.js'
import type { Unit } from '../../bus/ports/unit.js'
import type { Case } from './conformance.js'
import {
  accepted,
  bare,
  codeOfFailure,
  end,
  loaded,
  message,
  NOON,
  type OpenStore,
  one,
  type ProbeTables,
  record,
  rows,
  trace,
  writesRow,
} from './store-made.js'

const builder = (tx: unknown) => tx as Kysely<ProbeTables>

export function changingCases(suite: Case, open: OpenStore): void {
  suite('commits a change together with what it accepts, records and ends', async (t) => {
    const books = await open(t, NOON)
    const [living] = await accepted(books.store, message())
    const child = message({ causeId: living!.id })
    const result = await one(books.store, {
      holds: { messageId: living!.id, fence: 0 },
      once: { key: 'k', messageId: living!.id, until: NOON + 1_000 },
      apply: async (tx) => {
        await writesRow('a', 1)(tx)
        return { writes: { accept: [child] } }
      },
      writes: { ends: [end(living!)], traces: [trace(living!.id, 1)] },
    })
    t.same(bare(result), { state: 'committed', seqs: [2] })
    await books.crash()
    t.strictSame(await books.store.living(child.id), loaded(child, 2))
    t.match(await books.store.fate(living!.id), { state: 'done' })
    t.strictSame(await books.store.traces(living!.id), [trace(living!.id, 1)])
    t.same(await rows(books.store), { a: 1 })
    t.ok(await books.store.once('k'))
  })

  suite('rolls back only the change that threw', async (t) => {
    const { store } = await open(t, NOON)
    const child = message()
    const results = await store.commit([
      { apply: writesRow('a', 1) },
      {
        apply: async (tx) => {
          await writesRow('a', 2)(tx)
          await writesRow('b', 2)(tx)
          throw new Error('no')
        },
        writes: { accept: [message()] },
      },
      {
        apply: () => {
          throw new Error('thrown before any promise')
        },
      },
      {
        apply: async (tx) => {
          await builder(tx).insertInto('probe_row').values({ name: 'a', n: 9 }).execute()
          return { writes: {} }
        },
      },
      { apply: writesRow('c', 3), writes: { accept: [child] } },
    ])
    t.same(
      results.map(({ state }) => state),
      ['committed', 'failed', 'failed', 'failed', 'committed'],
    )
    t.match(results[1], { error: { message: 'no' } })
    t.equal(codeOfFailure(results[3]!), 'HUB_BOOKS_CONSTRAINT')
    t.same(await rows(store), { a: 1, c: 3 })
    t.same(
      (await store.ready(child.flow, 0, 10)).map(({ id }) => id),
      [child.id],
    )
  })

  suite('lets a change go on after a statement of its own that failed', async (t) => {
    const { store } = await open(t, NOON)
    await one(store, { apply: writesRow('a', 1) })
    const result = await one(store, {
      apply: async (tx) => {
        const again = builder(tx).insertInto('probe_row').values({ name: 'a', n: 2 }).execute()
        await again.catch(() => writesRow('b', 2)(tx))
        return { writes: {} }
      },
    })
    t.same(result.state, 'committed')
    t.same(await rows(store), { a: 1, b: 2 })
  })

  suite('shows a change what earlier units of its commit changed', async (t) => {
    const { store } = await open(t, NOON)
    const addOne: Unit = {
      apply: async (tx) => {
        const row = await builder(tx).selectFrom('probe_row').select('n').where('name', '=', 'sum').executeTakeFirst()
        return writesRow('sum', (row?.n ?? 0) + 1)(tx)
      },
    }
    await store.commit(Array.from({ length: 50 }, () => addOne))
    t.same(await rows(store), { sum: 50 })
  })

  suite('lets a number that a change was given stand, whatever others of its commit come to', async (t) => {
    const { store } = await open(t, NOON)
    const ordered = prepared<ProbeTables, { name: string }>((db, { name }) =>
      db.insertInto('probe_numbered').values({ name }),
    )
    const noted = prepared<ProbeTables, { name: string; n: number }>((db, { name, n }) =>
      db.insertInto('probe_row').values({ name, n }),
    )
    const told = (name: string): Unit => ({
      apply: async (tx) => {
        const { insertId } = await builder(tx).insertInto('probe_numbered').values({ name }).executeTakeFirstOrThrow()
        await noted.run(builder(tx), { name, n: Number(insertId) })
        return { writes: {} }
      },
    })
    const found = (name: string, of = name): Unit => ({
      apply: async (tx) => {
        const { no } = await builder(tx)
          .selectFrom('probe_numbered')
          .select('no')
          .where('name', '=', of)
          .executeTakeFirstOrThrow()
        await noted.run(builder(tx), { name, n: no })
        return { writes: {} }
      },
    })
    const waits = (name: string): Unit => ({
      apply: async (tx) => {
        await ordered.run(builder(tx), { name })
        return { writes: {} }
      },
    })
    const fails: Unit = {
      apply: async (tx) => {
        await builder(tx).insertInto('probe_numbered').values({ name: 'gone' }).execute()
        throw new Error('no')
      },
    }
    const refused: Unit = { ...told('refused'), holds: { messageId: 'nobody', fence: 0 } }
    const again = (name: string): Unit => ({
      apply: async (tx) => {
        await noted.run(builder(tx), { name, n: 0 })
        return { writes: {} }
      },
    })
    const states = async (...units: Unit[]) => (await store.commit(units)).map(({ state }) => state)
    t.same(await states(told('a'), fails, told('b'), fails), ['committed', 'failed', 'committed', 'failed'])
    t.same(await states(waits('c'), found('c'), fails, again('a')), ['committed', 'committed', 'failed', 'failed'])
    t.same(await states(waits('d'), again('a'), found('e', 'd'), fails), ['committed', 'failed', 'committed', 'failed'])
    t.same(await states(again('f'), told('f'), told('g'), again('a')), ['committed', 'failed', 'committed', 'failed'])
    t.same(await states(refused, again('h'), again('a')), ['refused', 'committed', 'failed'])
    const numbers: Record<string, number> = {}
    await one(store, {
      apply: async (tx) => {
        for (const { no, name } of await builder(tx).selectFrom('probe_numbered').selectAll().execute())
          numbers[name === 'd' ? 'e' : name] = no
        return { writes: {} }
      },
    })
    t.same(await rows(store), { ...numbers, f: 0, h: 0 })
  })

  suite('rolls a change back when what it returns is refused', async (t) => {
    const { store } = await open(t, NOON)
    await accepted(store, message({ onceKey: 'in/1' }))
    const refused = await one(store, {
      once: { key: 'k', messageId: 'm', until: NOON + 1_000 },
      apply: async (tx) => {
        await writesRow('a', 1)(tx)
        return { writes: { accept: [message({ onceKey: 'in/1' })] } }
      },
    })
    t.match(refused, { state: 'refused', refused: 'once', row: { key: 'in/1' } })
    t.same(await rows(store), {})
    t.equal(await store.once('k'), undefined)
  })

  suite('rolls a change back when what it returns cannot be written', async (t) => {
    const { store } = await open(t, NOON)
    const [known] = await accepted(store, message())
    const result = await one(store, {
      apply: async (tx) => {
        await writesRow('a', 1)(tx)
        return { writes: { accept: [message(), message({ id: known!.id })] } }
      },
    })
    t.equal(codeOfFailure(result), 'HUB_MESSAGE_EXISTS')
    t.same(await rows(store), {})
    t.equal(await store.lastSeq(), 1)
  })

  suite('rolls a change back that awaits something else than its transaction, and hangs nobody', async (t) => {
    const { store } = await open(t, NOON)
    let goOn = () => {}
    let late: unknown
    let ended = () => {}
    const afterwards = new Promise<void>((resolve) => {
      ended = resolve
    })
    const results = await store.commit([
      {
        apply: async (tx) => {
          await writesRow('slow', 1)(tx)
          await new Promise<void>((resolve) => {
            goOn = resolve
          })
          late = await writesRow('late', 1)(tx).catch((error: unknown) => error)
          ended()
          return { writes: {} }
        },
      },
      { apply: writesRow('next', 1) },
    ])
    t.equal(codeOfFailure(results[0]!), 'HUB_CHANGE_SLOW')
    t.equal(results[1]!.state, 'committed')
    goOn()
    await afterwards
    t.match(late, { code: 'HUB_TX_ENDED' })
    t.same(await rows(store), { next: 1 })
  })

  suite('refuses a transaction that a change kept for later', async (t) => {
    const { store } = await open(t, NOON)
    let kept: unknown
    await one(store, {
      apply: async (tx) => {
        kept = tx
        return { writes: {} }
      },
    })
    await t.rejects(writesRow('late', 1)(kept), { code: 'HUB_TX_ENDED' })
    t.same(await rows(store), {})
  })

  suite('refuses a transaction inside a change', async (t) => {
    const { store } = await open(t, NOON)
    const result = await one(store, {
      apply: async (tx) => {
        await builder(tx)
          .transaction()
          .execute(async (inner) => inner.insertInto('probe_row').values({ name: 'a', n: 1 }).execute())
        return { writes: {} }
      },
    })
    t.equal(codeOfFailure(result), 'HUB_TX_NESTED')
    t.same(await rows(store), {})
  })

  suite('shows readers only what is committed while a change runs', async (t) => {
    const { store } = await open(t, NOON)
    const fresh = message()
    const seen: unknown[] = []
    await store.commit([
      { writes: { accept: [fresh] } },
      {
        apply: async (tx) => {
          await writesRow('a', 1)(tx)
          seen.push(await store.living(fresh.id), await store.fate(fresh.id), await store.ready(fresh.flow, 0, 10))
          return { writes: {} }
        },
      },
    ])
    t.same(seen, [undefined, undefined, []])
    t.ok(await store.living(fresh.id))
  })

  suite('writes what a unit says before what its change returns', async (t) => {
    const { store } = await open(t, NOON)
    const [said, returned] = [message(), message()]
    const result = await one(store, {
      apply: async () => ({ writes: { accept: [returned], records: [record(said.id, 'a', { state: 'answered' })] } }),
      writes: { accept: [said], records: [record(said.id, 'a')] },
    })
    t.same(bare(result), { state: 'committed', seqs: [1, 2] })
    t.same(
      (await store.ready(said.flow, 0, 10)).map(({ id }) => id),
      [said.id, returned.id],
    )
    t.match((await store.records([said.id])).get(said.id), [{ name: 'a', state: 'answered' }])
  })
}
