import type { Test } from 'tap'

/** Everything that comes of a reader. */
export async function all<T>(from: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of from) found.push(one)
  return found
}
/** The bytes that a writer gives piece by piece. */
export const joined = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> => Buffer.concat(await all(pieces))

/** The records of one name. */
export const named = <R extends { readonly record: string }, N extends R['record']>(records: readonly R[], name: N) =>
  records.filter((one): one is Extract<R, { record: N }> => one.record === name)

/** A file in ISO-8859-1 of these lines. */
export const fileOf = (lines: readonly string[], end = '\r\n'): Buffer =>
  Buffer.from(lines.map((line) => line + end).join(''), 'latin1')
/** A line with something else from a column on, counted from 1. */
export const over = (line: string, column: number, to: string): string =>
  line.slice(0, column - 1) + to + line.slice(column - 1 + to.length)
/** A file with LF in which one line, counted from 1, has something else of the same length in place of `from`. */
export function changed(file: Uint8Array, line: number, from: string, to: string): Buffer {
  const lines = Buffer.from(file).toString('latin1').split('\n')
  const before = lines[line - 1]!
  const after = before.replace(from, to)
  if (after === before || after.length !== before.length) throw new Error(`line ${line} has no ${from}`)
  return Buffer.from(lines.with(line - 1, after).join('\n'), 'latin1')
}

/** These and no more. */
export function these(t: Test, found: readonly unknown[], wanted: readonly object[]): void {
  t.match(found, wanted)
  t.equal(found.length, wanted.length)
}
