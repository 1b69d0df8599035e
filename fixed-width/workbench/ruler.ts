/**
 * Two lines that count columns from `from` (1 first) over `width` of them: tens above, ones below.
 *
 * ```
 *          1         2
 * 123456789012345678901234
 * ```
 */
export function rulerOf(from: number, width: number): readonly [tens: string, ones: string] {
  let tens = ''
  let ones = ''
  for (let column = from; column < from + width; column++) {
    ones += column % 10
    if (column % 10 !== 0) continue
    const label = String(column / 10)
    // The last digit of the label stands above the column's 0; there is room for it from the second ten on.
    tens = tens.padEnd(column - from - label.length + 1) + label
  }
  return [tens, ones]
}

/** The columns that are folded into lines of at most `width`: `[0, 80], [80, 120]`. Not folded where width is 0. */
export function foldsOf(columns: number, width: number): readonly (readonly [from: number, to: number])[] {
  if (width === 0 || columns <= width) return [[0, columns]]
  return Array.from({ length: Math.ceil(columns / width) }, (_, i) => [i * width, Math.min(columns, (i + 1) * width)])
}
