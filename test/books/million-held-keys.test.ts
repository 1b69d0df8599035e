import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import t from 'tap'
import { Type } from 'typebox'
import { openBooks } from '../../adapters/database/books.js'
import { flowNodeOf } from '../../bus/builder.js'
import { channel, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { Engine } from '../../bus/runtime/engine.js'

t.setTimeout(120_000)

const MEASURING = 'measure-held-keys'
/** Held by dead letters, and held by messages that wait. */
const DEAD = 900_000
const WAITING = 100_000
/** Sent to keys that are held. */
const MORE = 3_000

const Step = schema(Type.Object({ orderId: Type.String() }))
const steps = channel('shop/steps', Step)
const ordered = flow('shop/ordered')
  .from(steps)
  .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'hold-the-key' })
  .drop('enough')

interface Measured {
  readonly bytesPerKey: number
  readonly startMs: number
  readonly growthOfMore: number
  readonly free: string | undefined
  readonly held: string | undefined
}

/** Rows as the engine writes them, without an engine: a million messages one by one would take minutes. */
async function holdAMillion(folder: string): Promise<void> {
  const books = await openBooks({ folder })
  const rows = (from: number, count: number) => sql`
    WITH RECURSIVE n(i) AS (SELECT ${sql.lit(from)} UNION ALL SELECT i + 1 FROM n WHERE i < ${sql.lit(from + count - 1)})
    SELECT i, printf('00000000-0000-7000-8000-%012d', i), 'shop/steps', 'shop/ordered', printf('order-%07d', i), 0, 1, x'7b7d',
      'application/json', 'f', 's' FROM n`
  const columns = sql.raw(
    'seq, id, channel, flow, order_key, partition_no, accepted_at, body, content_type, flow_print, schema_print',
  )
  await books.write(async (tx) => {
    await sql`INSERT INTO hub_dead_letter (${columns}, code, reason, died_at, holds_key)
      SELECT *, 'HUB_PROBE', 'nobody answered', 1, 1 FROM (${rows(1, DEAD)})`.execute(tx)
    await sql`INSERT INTO hub_message (${columns}, state, due)
      SELECT *, 'waiting', 4102444800000 FROM (${rows(DEAD + 1, WAITING)})`.execute(tx)
    await sql`REPLACE INTO hub_state (name, value) VALUES ('last-seq', ${sql.lit(DEAD + WAITING)})`.execute(tx)
  })
  await books.close()
}

function heap(): number {
  global.gc!()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

async function measure(folder: string): Promise<Measured> {
  await holdAMillion(folder)
  const books = await openBooks({ folder })
  const engine = new Engine({
    store: books.store,
    flows: [flowNodeOf(ordered)],
    connections: [],
    optionsOf: () => ({}),
    open: { dataFolder: folder, books: books.read(), log: () => {} },
    backlogLimit: 2_000_000,
  })
  const before = heap()
  const began = performance.now()
  await engine.start()
  const startMs = performance.now() - began
  const after = heap()
  const sent = await Promise.all(
    Array.from({ length: MORE }, (_, n) =>
      engine.send(steps, { orderId: `order-${String(1 + n * 300).padStart(7, '0')}` }),
    ),
  )
  const free = await engine.send(steps, { orderId: 'a free one' })
  await engine.idle()
  const growthOfMore = heap() - after
  const stateOf = async (id: string) => (await engine.fate(id))?.state
  const measured = {
    bytesPerKey: (after - before) / (DEAD + WAITING),
    startMs,
    growthOfMore,
    free: await stateOf(free.messageId),
    held: await stateOf(sent.at(-1)!.messageId),
  }
  await engine.close(1_000)
  await books.close()
  return measured
}

if (process.argv[2] === MEASURING) {
  process.send!(await measure(process.argv[3]!))
  process.disconnect()
} else
  t.test('a million held keys take at most 32 bytes each, and messages behind them none', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'dromedary-held-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const child = fork(fileURLToPath(import.meta.url), [MEASURING, folder], { execArgv: ['--expose-gc'] })
    t.teardown(() => child.kill('SIGKILL'))
    const told: Measured[] = []
    child.on('message', (said: Partial<Measured>) => {
      // The test library of the child speaks too.
      if (said.bytesPerKey !== undefined) told.push(said as Measured)
    })
    t.same(await once(child, 'exit'), [0, null])
    const { bytesPerKey, startMs, growthOfMore, free, held } = told[0]!
    t.comment(`${bytesPerKey.toFixed(1)} bytes a held key, read in ${Math.round(startMs)} ms`)
    t.comment(`${MORE} messages behind them: ${Math.round(growthOfMore / 1024)} kB`)
    t.ok(bytesPerKey > 5 && bytesPerKey < 32, `${bytesPerKey} bytes a key`)
    t.ok(growthOfMore < 8 * 1024 * 1024, `${growthOfMore} bytes for what stands behind held keys`)
    t.equal(free, 'dropped', 'a free key goes on')
    t.equal(held, 'ready', 'a held one waits in the books')
  })
