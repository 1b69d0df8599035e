import { HUB_SQL_REFUSED } from './errors.js'

const QUOTES: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' }
const NAMED = /[A-Za-z_]/

/**
 * Counts the `?` placeholders of one SQL statement outside of quotes and comments, since the driver takes too few
 * parameters as NULL and ignores those too many. Throws HUB_SQL_REFUSED for an empty statement, for a second statement
 * (the driver would leave it out), for numbered and named placeholders and for a quote or comment left open.
 */
export function countPlaceholders(sql: string): number {
  let count = 0
  let ended = false
  let seen = false
  for (let at = 0; at < sql.length; at++) {
    const char = sql[at]!
    if (char === '-' && sql[at + 1] === '-') {
      const line = sql.indexOf('\n', at)
      at = line < 0 ? sql.length : line
      continue
    }
    if (char === '/' && sql[at + 1] === '*') {
      const close = sql.indexOf('*/', at + 2)
      if (close < 0) throw HUB_SQL_REFUSED('a comment is not closed')
      at = close + 1
      continue
    }
    if (char === ' ' || char === '\n' || char === '\t' || char === '\r') continue
    if (char === ';') {
      if (!seen) throw HUB_SQL_REFUSED('it is empty')
      ended = true
      continue
    }
    if (ended) throw HUB_SQL_REFUSED('one text may hold one statement; a second one would be left out')
    seen = true
    const close = QUOTES[char]
    if (close !== undefined) at = endOfQuote(sql, at, close)
    else if (char === '?') {
      if (/[0-9]/.test(sql[at + 1] ?? '')) throw HUB_SQL_REFUSED('numbered placeholders are not taken; use ?')
      count++
    } else if ((char === ':' || char === '@' || char === '$') && NAMED.test(sql[at + 1] ?? ''))
      throw HUB_SQL_REFUSED('named placeholders are not taken; use ?')
    else if (NAMED.test(char)) at = endOfWord(sql, at)
  }
  if (!seen) throw HUB_SQL_REFUSED('it is empty')
  return count
}

function endOfQuote(sql: string, start: number, close: string): number {
  let at = start + 1
  for (;;) {
    at = sql.indexOf(close, at)
    if (at < 0) throw HUB_SQL_REFUSED('a quote is not closed')
    // A doubled quote stands for itself; brackets have no such rule.
    if (close === ']' || sql[at + 1] !== close) return at
    at += 2
  }
}

/** A `$` inside a word belongs to the word. */
function endOfWord(sql: string, start: number): number {
  let at = start
  while (at + 1 < sql.length && /[A-Za-z0-9_$]/.test(sql[at + 1]!)) at++
  return at
}
