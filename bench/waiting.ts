import { statSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { flow } from '../bus/flow.js'
import { benchFolder, benchHub } from './hub.js'
import { memoryAfterGc, round } from './measure.js'
import { inItsOwnProcess } from './part.js'
import { orderNo, orders } from './shop.js'

export interface WaitingOptions {
  readonly messages: number
}

export interface WaitingResult {
  readonly rssMegabytes: number
  readonly startSeconds: number
  readonly booksMegabytes: number
}

const waits = flow('bench/wait').from(orders).delay('30d').drop('the wait is over')

/**
 * Memory of a hub with very many waiting messages: one message is sent and waits, and its rows are copied by SQL, each copy
 * with an id and a due time of its own. Then two hubs are started in processes of their own, on these and on empty books,
 * and take a thousand messages each; the difference of their resident memory is the figure.
 */
export async function part({ messages }: WaitingOptions): Promise<WaitingResult> {
  const { folder, remove } = benchFolder()
  const empty = benchFolder()
  try {
    const hub = await benchHub(folder, [waits])
    await hub.engine.send(orders, orderNo(0))
    await hub.engine.idle()
    await hub.close()
    multiply(folder, messages)
    const without = await inItsOwnProcess<Started>('waiting-hub', { folder: empty.folder, expected: 0 })
    const full = await inItsOwnProcess<Started>('waiting-hub', { folder, expected: messages })
    return {
      rssMegabytes: round((full.rss - without.rss) / 1e6, 1),
      startSeconds: round(full.startSeconds, 2),
      booksMegabytes: round(statSync(join(folder, 'books.sqlite')).size / 1e6),
    }
  } finally {
    remove()
    empty.remove()
  }
}

export interface Started {
  readonly rss: number
  readonly startSeconds: number
}

/** Starts a hub on the books, has it take messages, and measures its memory. */
export async function waitingHub(folder: string, expected: number): Promise<Started> {
  const began = performance.now()
  const hub = await benchHub(folder, [waits], { backlogLimit: 100_000_000 })
  const startSeconds = (performance.now() - began) / 1_000
  for (let n = 1; n <= 1_000; n++) await hub.engine.send(orders, orderNo(n))
  await hub.engine.idle()
  const waiting = (await hub.books.store.counts()).reduce((sum, { count }) => sum + count, 0)
  if (waiting !== expected + 1_000) throw new Error(`${waiting} messages wait, and ${expected + 1_000} should`)
  const { rss } = await memoryAfterGc()
  await hub.close()
  return { rss, startSeconds }
}

/** Copies the one waiting message of closed books until there are so many. */
function multiply(folder: string, messages: number): void {
  const db = new Libsql(join(folder, 'books.sqlite'))
  try {
    db.exec('PRAGMA journal_mode = WAL')
    db.exec('PRAGMA synchronous = OFF')
    db.exec('PRAGMA cache_size = -262144')
    const columns = (table: string) =>
      (db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as { name: string }[]).map(({ name }) => name)
    const copied = (table: string, own: Readonly<Record<string, string>>) => {
      const names = columns(table)
      const values = names.map((name) => own[name] ?? `one.${name}`)
      return (
        `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${messages - 1}) ` +
        `INSERT INTO ${table} (${names.join(', ')}) ` +
        `SELECT ${values.join(', ')} FROM n CROSS JOIN (SELECT * FROM ${table} LIMIT 1) one`
      )
    }
    db.exec('BEGIN')
    db.exec(
      copied('hub_message', {
        seq: 'one.seq + n.n',
        // As new ids are: rising, so that they are filed where the last one was.
        id: "printf('01900000-%04x-7%03x-8000-%012x', n.n / 65536, n.n % 4096, n.n)",
        due: 'one.due + n.n * 10',
      }),
    )
    db.exec(copied('hub_record', { seq: 'one.seq + n.n' }))
    db.exec(`REPLACE INTO hub_state (name, value) SELECT 'last-seq', MAX(seq) FROM hub_message`)
    db.exec('COMMIT')
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}
