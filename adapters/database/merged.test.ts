import t from 'tap'
import { merged } from './merged.js'

const ORDER = 'replace into `shop_order` (`id`, `cents`) values (?, ?)'
const order = (id: string, cents: number) => ({ sql: ORDER, parameters: [id, cents] })

t.test('neighbours that insert by the same words become one statement, and the order stays', async (t) => {
  const update = { sql: 'update `shop_order` set `cents` = ? where `id` = ?', parameters: [1, 'a'] }
  t.strictSame(merged([order('a', 1), order('b', 2), update, update, order('c', 3)]), [
    {
      head: 'replace into `shop_order` (`id`, `cents`) values',
      rows: [
        ['a', 1],
        ['b', 2],
      ],
      tail: '',
    },
    update,
    update,
    order('c', 3),
  ])
})

t.test('what stands after the row stays there, unless a value stands in it', async (t) => {
  const head = 'insert into `shop_sum` (`day`, `cents`) values'
  const adding = `${head} (?, ?) on duplicate key update \`cents\` = \`cents\` + values(\`cents\`)`
  const two = (sql: string) => [1, 2].map((n) => ({ sql, parameters: [n, 5] }))
  t.strictSame(merged(two(adding)), [
    {
      head,
      rows: [
        [1, 5],
        [2, 5],
      ],
      tail: ' on duplicate key update `cents` = `cents` + values(`cents`)',
    },
  ])
  for (const sql of [
    `${head} (?, ?) on duplicate key update \`cents\` = ?`,
    `${head} (?, 7)`,
    `${head} (?, ?), (?, ?)`,
    `${head} (?, ?) on duplicate key update \`note\` = '('`,
    'insert into `shop_sum` (`day`, `cents`) select ?, ?',
  ])
    t.strictSame(merged(two(sql)), two(sql), sql)
})
