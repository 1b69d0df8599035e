import t from 'tap'
import { countPlaceholders } from './sql-text.js'

t.test('placeholders are counted outside of quotes and comments only', async (t) => {
  const counts: readonly (readonly [string, number])[] = [
    ['SELECT 1', 0],
    ['SELECT ?, ?', 2],
    ['INSERT INTO t VALUES (?,?),(?,?)', 4],
    ["SELECT '?', ? , 'it''s ?'", 1],
    ['SELECT "a?", "b""?" FROM t WHERE x = ?', 1],
    ['SELECT `a?`, [b?] FROM t WHERE x = ?', 1],
    ['SELECT ? -- and ? here\n, ?', 2],
    ['SELECT ? -- to the end ?', 1],
    ['SELECT /* ? */ ?', 1],
    ['SELECT a$b, ? FROM t', 1],
    ["SELECT ';', ?;", 1],
    ['SELECT ?;  -- done', 1],
    ["SELECT 'a:b', x", 0],
  ]
  for (const [sql, count] of counts) t.equal(countPlaceholders(sql), count, sql)
})

t.test('what would not be carried out as it reads is refused', async (t) => {
  for (const sql of [
    '',
    '  \n',
    '-- only a comment',
    ';',
    'SELECT 1; SELECT 2',
    'SELECT ?1',
    'SELECT :name',
    'SELECT @name',
    'SELECT $name',
    "SELECT 'open",
    'SELECT "open',
    'SELECT /* open',
    'SELECT [open',
  ])
    t.throws(() => countPlaceholders(sql), { code: 'HUB_SQL_REFUSED' }, JSON.stringify(sql))
})
