/** A step of an alignment: a pair, or what stands on one side only. Numbers are indexes. */
export interface Step {
  readonly left?: number
  readonly right?: number
}

/** Costs of leaving one side without a partner; a pair costs 0 (equal) to less than twice this, or Infinity. */
const ALONE = 1

/**
 * The cheapest way to lay two short lists beside each other (Needleman and Wunsch 1970). With `open`, more follows on both
 * sides, so what is left over at the end of one side costs nothing.
 */
export function aligned(
  left: number,
  right: number,
  costOf: (left: number, right: number) => number,
  open = false,
): readonly Step[] {
  const width = right + 1
  const best = new Float64Array((left + 1) * width)
  const from = new Uint8Array((left + 1) * width)
  for (let j = 1; j <= right; j++) {
    best[j] = j * ALONE
    from[j] = LEFT_LACKS
  }
  for (let i = 1; i <= left; i++) {
    best[i * width] = i * ALONE
    from[i * width] = RIGHT_LACKS
    for (let j = 1; j <= right; j++) {
      const at = i * width + j
      let cost = best[at - width - 1]! + costOf(i - 1, j - 1)
      let step = PAIR
      if (best[at - width]! + ALONE < cost) {
        cost = best[at - width]! + ALONE
        step = RIGHT_LACKS
      }
      if (best[at - 1]! + ALONE < cost) {
        cost = best[at - 1]! + ALONE
        step = LEFT_LACKS
      }
      best[at] = cost
      from[at] = step
    }
  }
  const [i, j] = open ? cheapestEdge(best, left, right) : [left, right]
  return stepsTo(from, width, i, j)
}
const PAIR = 0
const RIGHT_LACKS = 1
const LEFT_LACKS = 2

/** Where one side ends with the least spent on each of its records. */
function cheapestEdge(best: Float64Array, left: number, right: number): readonly [number, number] {
  const width = right + 1
  let found: readonly [number, number] = [left, right]
  const spent = (i: number, j: number) => best[i * width + j]! - ALONE * (i + j) * EAGER
  for (let i = 0; i <= left; i++) if (spent(i, right) < spent(...found)) found = [i, right]
  for (let j = 0; j <= right; j++) if (spent(left, j) < spent(...found)) found = [left, j]
  return found
}
/** What it is worth to have laid out one record more. */
const EAGER = 0.5

function stepsTo(from: Uint8Array, width: number, i: number, j: number): readonly Step[] {
  const steps: Step[] = []
  while (i > 0 || j > 0) {
    const step = from[i * width + j]!
    if (step !== LEFT_LACKS) i--
    if (step !== RIGHT_LACKS) j--
    steps.push({
      ...(step === LEFT_LACKS ? {} : { left: i }),
      ...(step === RIGHT_LACKS ? {} : { right: j }),
    })
  }
  return steps.reverse()
}
