import type { Test } from 'tap'
import { until } from '../../kit/event.js'
import type { Fleet } from './fleet.js'
import type { Load } from './load.js'

const SETTLED_MS = 60_000
/** Lines of each process that are told. */
const TROUBLE = 8

/** Waits until everything that was accepted is printed, and checks that each sale stands once, in its order, everywhere. */
export async function account(t: Test, fleet: Fleet, load: Load): Promise<void> {
  const { paper } = fleet
  const total = [...load.sales.values()].reduce((sum, count) => sum + count, 0)
  const printed = () => new Set(paper.lines.map(({ till, n }) => `${till} ${n}`)).size
  await until(`${total} sales to be printed`, () => printed() >= total, SETTLED_MS).catch((error: unknown) =>
    t.fail(`${String(error)}; ${printed()} are`),
  )
  await until('nothing to be under way', async () => (await living(fleet)) === 0, SETTLED_MS)
  const { total: dead } = (await fleet.command('dead-letters', 'list')) as { total: number }
  t.equal(dead, 0, 'no dead letters')
  t.strictSame(load.wrong, [], 'every count is the next one of its till')

  const written = await fleet.rows<{ till: string; n: number; place: number }>(
    'SELECT till, n, place FROM till_sale ORDER BY till, place, n',
  )
  const counted = await fleet.rows<{ till: string; value: number }>('SELECT till, value FROM till_count')
  const wrong: string[] = []
  for (const [till, count] of load.sales) {
    const own = written.filter((row) => row.till === till)
    if (own.length !== count || own.some(({ n, place }, index) => n !== index + 1 || place !== index + 1))
      wrong.push(`${till}: written ${own.map(({ n, place }) => `${place}:${n}`).join(' ')} for ${count} sales`)
    const value = counted.find((row) => row.till === till)?.value
    if (value !== count) wrong.push(`${till}: counted ${value} of ${count}`)
    const lines = paper.lines.filter((line) => line.till === till)
    // What is sent again comes when it comes; the partner knows it by its key.
    const firsts = [...new Set(lines.map(({ n }) => n))]
    if (firsts.some((n, index) => n !== index + 1)) wrong.push(`${till}: printed in the order ${firsts.join(' ')}`)
    for (const { n, key } of lines)
      if (lines.some((other) => other.n === n && other.key !== key)) wrong.push(`${till}: ${n} printed under two keys`)
  }
  t.strictSame(wrong, [], 'each once and in the order of its till')
}

/** Messages that have not ended. */
async function living(fleet: Fleet): Promise<number> {
  const [row] = await fleet.rows<{ living: number }>('SELECT COUNT(*) AS living FROM hub_message')
  return Number(row!.living)
}

/** Sales that were printed more than once. */
export function printedAgain({ paper }: Fleet): readonly string[] {
  const seen = new Set<string>()
  const again: string[] = []
  for (const { till, n } of paper.lines) {
    const sale = `${till} ${n}`
    if (seen.has(sale)) again.push(sale)
    seen.add(sale)
  }
  return again
}

/** Says in the output of the test how it went. */
export function told(t: Test, fleet: Fleet, load: Load): void {
  const again = printedAgain(fleet).length
  t.comment(
    `${load.calls()} calls, ${load.refusals.length} refused, ${load.later()} answered later, the slowest after ${Math.round(load.slowestMs())} ms, ${again} printed again`,
  )
  for (const { name, process: hub, trouble } of fleet.hubs)
    for (const line of [...trouble, ...hub.trouble].slice(0, TROUBLE)) t.comment(`${name}: ${line.slice(0, 400)}`)
}
