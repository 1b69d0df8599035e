import t from 'tap'
import type { SqlConnection } from './connection.js'
import { FarRows } from './far-rows.js'
import type { Bound } from './values.js'

/** Tells of each statement how it begins, and how many rows it has. */
function listening() {
  const heard: (readonly [kind: 'prepared' | 'text', head: string, rows: number])[] = []
  const connection = {
    async run(sql: string, parameters: readonly Bound[]) {
      const [head = ''] = sql.split(' VALUES')
      heard.push(['prepared', head, parameters.length / head.split(',').length])
      return 0
    },
    async runRows(head: string, rows: readonly (readonly unknown[])[]) {
      heard.push(['text', head.replace(' VALUES', ''), rows.length])
    },
  } as unknown as SqlConnection & Required<Pick<SqlConnection, 'runRows'>>
  return { heard, connection }
}

const into = () => new FarRows('INSERT INTO shop_order (id, note, cents)')
const rows = (count: number, note: string | null = null) => Array.from({ length: count }, (_, n) => [`o-${n}`, note, n])

t.test('many rows go in statements of few sizes, and what is left in one of text', async (t) => {
  const { heard, connection } = listening()
  await into().run(connection, rows(256 + 64 + 7, 'x'))
  const head = 'INSERT INTO shop_order (id, note, cents)'
  t.strictSame(heard, [
    ['prepared', head, 256],
    ['prepared', head, 64],
    ['text', head, 7],
  ])
})

t.test('a column that is null in all rows is left out, and comes back when one has a value there', async (t) => {
  const { heard, connection } = listening()
  const statement = into()
  await statement.run(connection, rows(1))
  await statement.run(connection, [...rows(32), ['o-x', 'a note', 1]])
  t.strictSame(heard, [
    ['prepared', 'INSERT INTO shop_order (id, cents)', 1],
    ['prepared', 'INSERT INTO shop_order (id, note, cents)', 32],
    ['prepared', 'INSERT INTO shop_order (id, note, cents)', 1],
  ])
})

t.test('rows that are large are cut into statements by their bytes', async (t) => {
  const { heard, connection } = listening()
  await into().run(connection, rows(300, 'x'.repeat(10_000)))
  t.strictSame(heard, [['text', 'INSERT INTO shop_order (id, note, cents)', 300]])
})

t.test('no rows are no statement', async (t) => {
  const { heard, connection } = listening()
  await into().run(connection, [])
  t.strictSame(heard, [])
})
