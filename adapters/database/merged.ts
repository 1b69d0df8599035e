/** A statement that a change has made. */
export interface Made {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** One statement as it is sent, or many rows for one. */
export type Sent =
  | Made
  | { readonly head: string; readonly rows: readonly (readonly unknown[])[]; readonly tail: string }

// As the query builder writes them. Values stand in the one row and nowhere else, and there are no texts in it.
const ONE_ROW =
  /^((?:insert(?:\s+ignore)?|replace)\s+into\s+[`\w.]+\s*\([`\w\s,]+\)\s*values)\s*\(\s*\?(?:\s*,\s*\?)*\s*\)([^?'"]*)$/i

const KNOWN = 500
const known = new Map<string, { readonly head: string; readonly tail: string } | null>()

function oneRowOf(sql: string): { readonly head: string; readonly tail: string } | null {
  let found = known.get(sql)
  if (found === undefined) {
    const [, head, tail] = ONE_ROW.exec(sql) ?? []
    found = head === undefined || tail === undefined ? null : { head, tail }
    if (known.size >= KNOWN) known.clear()
    known.set(sql, found)
  }
  return found
}

/**
 * The same statements in the same order, with neighbours that insert one row each by the same words put together: a server
 * needs about as long for the way to it as for many rows.
 */
export function merged(made: readonly Made[]): readonly Sent[] {
  const sent: Sent[] = []
  for (let at = 0; at < made.length; ) {
    const { sql } = made[at]!
    let end = at + 1
    while (end < made.length && made[end]!.sql === sql) end++
    const one = end - at > 1 ? oneRowOf(sql) : null
    if (one === null) for (const each of made.slice(at, end)) sent.push(each)
    else sent.push({ ...one, rows: made.slice(at, end).map(({ parameters }) => parameters) })
    at = end
  }
  return sent
}

/** Above this rows may go in several statements. */
const SHORT = 500_000

/** Whether these statements, put together, are surely sent as one. */
export function isShort(made: readonly Made[]): boolean {
  let length = 0
  for (const { parameters } of made)
    for (const one of parameters) length += typeof one === 'string' || one instanceof Uint8Array ? 2 * one.length : 25
  return length < SHORT
}
