import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openBooks } from '../../adapters/database/books.js'
import { accepted, bytes, dead, end, message, one, trace } from '../conformance/store-made.js'
import { writeRoot } from './sound-root.js'
import { dromedary, ended, firstLine, spawned } from './spawn.js'

const DAY = 86_400_000
const FLOW = 'shop/take-orders'
const COUNT = 300

/** Books with messages that ended three days ago, and one that is a dead letter. */
async function filled(folder: string): Promise<void> {
  mkdirSync(folder)
  const at = Date.now() - 3 * DAY
  const books = await openBooks({ folder })
  const body = (n: number) => bytes(Array.from({ length: 900 }, (_, i) => (i * 7_919 * (n + 1)) % 10).join(''))
  const living = await accepted(
    books.store,
    ...Array.from({ length: COUNT }, (_, n) => message({ flow: FLOW, body: body(n), acceptedAt: at })),
  )
  const [parked, ...done] = living
  await one(books.store, { writes: { ends: [dead(parked!, { at })] } })
  await one(books.store, {
    writes: {
      ends: done.map((each) => end(each, { at })),
      traces: done.map(({ id }) => ({ ...trace(id, 1), flow: FLOW, endedAt: at })),
    },
  })
  await books.close()
}

t.test('history says what takes the room, and pruning gives it back, with a hub and without', async (t) => {
  const folder = t.testdir({})
  const data = join(folder, 'data')
  await filled(data)
  const args = ['--root', writeRoot(join(folder, 'root')), '--data', data]
  const settings = {
    HUB_ATTIC_PATH: join(folder, 'shelf.txt'),
    HUB_ATTIC_CODE: 'open sesame 1234',
    HUB_PORT: '0',
    HUB_LOG_LEVEL: 'error',
  }
  const say = (words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    dromedary([...words, ...args], { env: { ...settings, ...more }, cwd: folder })
  const ask = async (words: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const { code, out, err } = await say([...words, '--json'], more)
    t.equal(code, 0, err)
    return JSON.parse(out)
  }

  const use = await ask(['history', '--tables'], {
    HUB_HISTORY_BUDGET: '1MB',
    HUB_HISTORY_FLOWS: '{"shop/*":{"for":"30d"},"shop/gone":{"keep":"failures"}}',
  })
  t.match(use, {
    budgetBytes: 1_000_000,
    rule: 'all for 90 days',
    unused: ['shop/gone'],
    flows: [{ flow: FLOW, kept: COUNT - 1, known: 0, dropped: 0, deadLetters: 1, rule: 'all for 30 days' }],
  })
  t.ok(use.bytes > COUNT * 900 && use.file.bytes > use.bytes)
  t.ok(use.tables.some(({ name }: { name: string }) => name === 'hub_history_body'))
  const people = await say(['history'])
  t.match(people.out, /^history \d+ kB of 2 GB \(0\.0 %\); keeps all for 90 days$/m)
  t.match(people.out, new RegExp(`^${FLOW} +${COUNT - 1} `, 'm'))

  const pruned = await ask(['history', 'prune'], { HUB_HISTORY_BUDGET: '100kB' })
  t.ok(pruned.rows > COUNT / 2 && pruned.historyBytes.to <= 100_000, JSON.stringify(pruned))
  t.ok(pruned.fileBytes.to < pruned.fileBytes.from * 0.8, 'the room goes back to the disk')
  const { flows } = await ask(['history'])
  t.match(flows, [{ flow: FLOW, kept: COUNT - 1 - pruned.rows, deadLetters: 1 }])

  const child = spawned(['start', '--json', ...args], { env: { ...settings, HUB_HISTORY_FOR: '1d' }, cwd: folder })
  t.teardown(() => child.kill('SIGKILL'))
  const over = ended(child)
  await firstLine(child)
  await ask(['history', 'prune'])
  t.match(await ask(['history']), { rule: 'all for 1 day', flows: [{ flow: FLOW, kept: 0, deadLetters: 1 }] })
  child.kill('SIGTERM')
  t.equal((await over).code, 0)
})

t.test('a setting of history that cannot be understood is named', async (t) => {
  const folder = t.testdir({ data: {} })
  const args = ['--root', writeRoot(join(folder, 'root')), '--data', join(folder, 'data')]
  const { code, err } = await dromedary(['history', ...args], {
    env: { HUB_HISTORY_KEEP: 'some', HUB_HISTORY_BUDGET: '2 GB', HUB_HISTORY_FLOWS: '{"shop/*":{"how":"well"}}' },
    cwd: folder,
  })
  t.equal(code, 1)
  for (const name of ['HUB_HISTORY_KEEP', 'HUB_HISTORY_BUDGET', 'HUB_HISTORY_FLOWS']) t.match(err, name)
})
