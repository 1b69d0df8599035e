import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { openBooks } from '../../adapters/database/books.js'
import { until } from '../kit/event.js'

// Processes that start and die on a busy machine take their time.
t.setTimeout(300_000)

const PROGRAM = fileURLToPath(new URL('./crash-program.js', import.meta.url))

interface Order {
  readonly id: string
  readonly account: string
  readonly n: number
  readonly poison?: boolean
}

/** A hub in a process of its own, and what it said. */
async function start(folder: string) {
  const child: ChildProcess = spawn(process.execPath, ['--enable-source-maps', PROGRAM, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const accepted = new Set<string>()
  let isReady = false
  let isIdle = false
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.stdin!.on('error', () => {})
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line === 'ready') isReady = true
    else if (line === 'idle') isIdle = true
    else accepted.add(line.slice('accepted '.length))
  })
  let over = false
  void ended.then(() => {
    over = true
  })
  await until('the hub', () => isReady || over, 30_000)
  return {
    accepted,
    over: () => over,
    ended,
    send: (order: Order) => void child.stdin!.write(`${JSON.stringify(order)}\n`),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async idle() {
      isIdle = false
      child.stdin!.write('idle\n')
      await until('rest', () => isIdle || over, 60_000)
    },
    async stop() {
      child.stdin!.write('stop\n')
      await ended
    },
  }
}

function temporary(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-crash-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'calls.txt'), '')
  return folder
}

/** What the partner saw: how often each order was paid, and in which order within an account. */
function callsIn(folder: string, kind: string): string[] {
  return readFileSync(join(folder, 'calls.txt'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => line.split(' ')[1]!)
}

t.test(
  'a hub that is killed again and again loses nothing, changes nothing twice, pays nothing twice and keeps the order',
  async (t) => {
    const folder = temporary(t)
    const accepted = new Set<string>()
    const all = Array.from({ length: 600 }, (_, n): Order => ({ id: `o-${n}`, account: `a-${n % 7}`, n }))
    let next = 0
    for (let kills = 0; kills < 12; kills++) {
      const hub = await start(folder)
      // What was not answered may or may not have been accepted: it is sent again, as a caller would.
      for (const order of all.slice(0, next)) if (!accepted.has(order.id)) hub.send(order)
      const upTo = next + 40
      for (; next < upTo; next++) hub.send(all[next]!)
      await until('some answers', () => hub.accepted.size >= 1 + ((kills * 7) % 30), 30_000)
      await new Promise((resolve) => setTimeout(resolve, (kills * 13) % 40))
      await hub.kill()
      for (const id of hub.accepted) accepted.add(id)
    }
    const last = await start(folder)
    for (const order of all) if (!accepted.has(order.id)) last.send(order)
    await until('all accepted', () => all.every(({ id }) => accepted.has(id) || last.accepted.has(id)), 60_000)
    await last.idle()
    await last.stop()

    const books = await openBooks({ folder })
    t.teardown(() => books.close())
    const rows = await books
      .read<{ crash_order: { id: string; account: string; n: number; at: number } }>()
      .selectFrom('crash_order')
      .selectAll()
      .orderBy('at')
      .execute()
    t.equal(rows.length, all.length, 'no accepted order is lost and no change happened twice')
    const paid = callsIn(folder, 'pay')
    t.equal(new Set(paid).size, all.length)
    t.equal(paid.length, all.length, 'no effect was repeated')
    t.equal(new Set(callsIn(folder, 'tell')).size, all.length, 'every announcement arrived')
    t.equal(await books.store.countDeadLetters(), 0)
    const outOfOrder = [0, 1, 2, 3, 4, 5, 6].filter((account) => {
      const seen = rows.filter((row) => row.account === `a-${account}`).map(({ n }) => n)
      return seen.some(
        (n, index) =>
          index > 0 && n < seen[index - 1]! && accepted.has(`o-${n}`) && acceptedBefore(n, seen[index - 1]!),
      )
    })
    t.strictSame(outOfOrder, [])

    /** Orders of one round are accepted together, in the order sent; across rounds the earlier answered one comes first. */
    function acceptedBefore(earlier: number, later: number): boolean {
      return Math.floor(earlier / 40) === Math.floor(later / 40)
    }
  },
)

t.test('a message that kills the process is parked after three marks, and everything else goes on', async (t) => {
  const folder = temporary(t)
  const first = await start(folder)
  for (let n = 0; n < 20; n++) first.send({ id: `o-${n}`, account: `a-${n}`, n })
  await until('the good ones', () => first.accepted.size === 20)
  first.send({ id: 'killer', account: 'k', n: 0, poison: true })
  await first.ended
  let starts = 1
  for (; starts < 10; starts++) {
    const hub = await start(folder)
    for (let n = 0; n < 5 && !hub.over(); n++) hub.send({ id: `r-${starts}-${n}`, account: `b-${n}`, n })
    const parked = await until(
      'the end or rest',
      async () => hub.over() || (hub.accepted.size === 5 && (await rests(hub))),
      60_000,
    )
    if (parked !== true || !hub.over()) {
      await hub.stop()
      break
    }
  }
  const books = await openBooks({ folder })
  t.teardown(() => books.close())
  const { rows } = await books.store.deadLetters({ limit: 10 })
  t.match(rows, [{ code: 'HUB_KILLS_PROCESS', message: { flow: 'crash/settle' } }])
  t.equal(rows.length, 1, 'nobody else was parked')
  t.ok(starts <= 5, `parked after ${starts} starts`)
  const done = await books.read<{ crash_order: { id: string } }>().selectFrom('crash_order').select('id').execute()
  t.ok(done.length >= 25, `${done.length} others are done`)

  async function rests(hub: Awaited<ReturnType<typeof start>>): Promise<boolean> {
    await Promise.race([hub.idle(), hub.ended])
    return true
  }
})
