import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { judged, slopeOf } from './soak.js'
import { boundMb, type Sample } from './soak-hub.js'

// Other programs may keep this machine busy meanwhile.
t.setTimeout(200_000)

const HOUR = 3_600
/** Samples of an hour, one a minute, whose memory and books are told by the minute. */
function hour(rss: (minute: number) => number, books: (minute: number) => number = () => 50): Sample[] {
  return Array.from({ length: 61 }, (_, minute) => {
    return { second: minute * 60, messages: minute * 60, rssMb: rss(minute), heapMb: 20, booksMb: books(minute) }
  })
}
const run = { minutes: 60, rate: 1, boundMb: 100 }

t.test('memory that rises only while the process warms up is flat', async (t) => {
  const result = judged(
    hour((minute) => 100 + Math.min(minute, 14) * 5 + (minute % 3)),
    run,
  )
  t.match(result, { flat: true, bounded: true, rssStartMb: 170, rssEndMb: 170, messages: HOUR })
  t.ok(Math.abs(result.rssSlopeMbPerHour) < 1)
})

t.test('memory that goes on rising is not flat, however slowly it began', async (t) => {
  const result = judged(
    hour((minute) => 100 + minute / 2),
    run,
  )
  t.match(result, { flat: false, rssSlopeMbPerHour: 30 })
})

t.test('books that once were larger than the budget allows are not bounded', async (t) => {
  const result = judged(
    hour(
      () => 100,
      (minute) => (minute === 30 ? 101 : 20),
    ),
    run,
  )
  t.match(result, { flat: true, bounded: false, booksMb: 101, booksBoundMb: 100 })
})

t.test('a handful of samples says nothing of memory', async (t) => {
  t.throws(() => judged(hour(() => 100).slice(0, 2), run), RangeError)
})

t.test('the line through points is the one that fits them best', async (t) => {
  t.equal(
    slopeOf([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
    2,
  )
  t.equal(
    slopeOf([
      [0, 0],
      [1, 3],
      [2, 0],
    ]),
    0,
  )
  t.equal(slopeOf([[4, 4]]), 0)
})

t.test('the bound of the books follows the messages that the budget keeps', async (t) => {
  const [small, large] = [boundMb(20, 100, 2_000), boundMb(20, 1_100, 2_000)]
  // Ten times as many more: a thousand a second, three days of a minute each, half as much again.
  t.equal(large - small, (1_000 * 180 * 2_000 * 1.5) / 1e6)
})

t.test('a soak of some seconds ends with its figures', async (t) => {
  const program = fileURLToPath(new URL('./soak.js', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--minutes', '0.1', '--rate', '50'], {
    encoding: 'utf8',
  })
  const result = JSON.parse(stdout) as Record<string, unknown>
  t.strictSame(
    Object.keys(result),
    [
      ...['minutes', 'rate', 'messages', 'rssStartMb', 'rssEndMb', 'rssSlopeMbPerHour', 'booksMb', 'booksBoundMb'],
      ...['flat', 'bounded'],
    ],
    stderr,
  )
  t.equal(status, result.flat && result.bounded ? 0 : 1)
  t.ok((result.messages as number) > 0)
  t.equal(result.bounded, true)
})
