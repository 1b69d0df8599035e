import { randomUUID } from 'node:crypto'
import t from 'tap'
import { VERSION } from '../../hub.js'
import { until } from '../kit/event.js'
import { account, printedAgain, told } from './till/account.js'
import { type Fleet, type Hub, openFleet, shared } from './till/fleet.js'
import { busy, startLoad } from './till/load.js'
import { NEWER_MIGRATIONS, NEWER_VERSION, newerProgram } from './till/newer.js'

// Programs that start again and again, on a machine that runs other tests beside them.
t.setTimeout(600_000)

const LOAD = { tills: 16, pauseMs: 40, patienceMs: 30_000 }
/** Enough that each process runs some of them, wherever their keys fall. */
const TILLS = 24

t.test('an old and a new version work side by side while one is put in the place of the other', async (t) => {
  const fleet = await openFleet(t)
  const newer = await newerProgram(t)
  const [first, second] = await Promise.all([fleet.add(), fleet.add()])
  await shared(fleet)
  const load = startLoad(fleet, LOAD)
  await busy(load)

  await fleet.restart(first, newer)
  await shared(fleet)
  t.same(await versions(fleet), [VERSION, NEWER_VERSION].sort(), 'two versions run')
  for (const [table, names] of Object.entries(NEWER_MIGRATIONS)) {
    const rows = await fleet.rows<{ name: string }>(`SELECT name FROM ${table}`)
    const applied = rows.map(({ name }) => name)
    t.ok(
      names.every((name) => applied.includes(name)),
      `the new one has migrated: ${table}`,
    )
  }
  await busy(load, 300)
  await handedOn(t, fleet, second, first, 'the old one', 100)
  await handedOn(t, fleet, first, second, 'the new one', 200)

  await fleet.restart(second)
  t.same(
    await versions(fleet),
    [VERSION, NEWER_VERSION].sort(),
    'the old one starts on books that the new one has migrated',
  )
  await shared(fleet)
  await busy(load)
  await fleet.restart(first)
  t.same(await versions(fleet), [VERSION, VERSION], 'the way back is open')
  await shared(fleet)
  await busy(load)
  for (const hub of [second, first]) {
    await fleet.restart(hub, newer)
    await busy(load)
  }
  t.same(await versions(fleet), [NEWER_VERSION, NEWER_VERSION])
  await load.stop()
  told(t, fleet, load)
  t.strictSame(load.refusals, [], 'no call was refused')
  await account(t, fleet, load)
  t.strictSame(printedAgain(fleet), [], 'nothing was done twice')
})

t.test('an old version does not start on books that it cannot live with', async (t) => {
  const fleet = await openFleet(t)
  const hub = await fleet.add(await newerProgram(t))
  // As if the new one had taken something away.
  await fleet.rows("UPDATE till_migration SET additive = 0 WHERE name = '0005-remark'")
  await hub.process.stop()
  await t.rejects(fleet.again(hub), /HUB_BOOKS_NEWER.*till\/0005-remark/s)
})

async function versions({ seats }: Fleet): Promise<readonly string[]> {
  return (await seats()).map(({ version }) => version).sort()
}

/** Sales and questions that one process takes are carried out by the other where that one runs their tills. */
async function handedOn(t: Tap, fleet: Fleet, taking: Hub, running: Hub, who: string, from: number): Promise<void> {
  const tills = Array.from({ length: TILLS }, (_, no) => `T${from + no}`)
  const counted = await Promise.all(
    tills.map(async (till) => {
      await post(fleet, taking, '/till/sales', { till, n: 1 })
      return post(fleet, taking, '/till/counts', { till, n: 1 })
    }),
  )
  const printed = await until('all to be printed', () => {
    const lines = fleet.paper.lines.filter(({ till }) => tills.includes(till))
    return lines.length >= TILLS && lines
  })
  const { pid } = running.process
  t.ok(
    printed.some((line) => line.pid === pid),
    `messages that ${who} took were run by the other`,
  )
  t.ok(
    counted.some((answer) => answer.pid === pid),
    `questions that ${who} was asked were answered by the other`,
  )
  t.ok(
    counted.every(({ value }) => value === 1),
    'each once',
  )
}

type Tap = { ok(value: unknown, says: string): unknown }

async function post({ key }: Fleet, { address }: Hub, path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(address + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  })
  const answered = (await answer.json()) as Record<string, unknown>
  if (!answer.ok || (answer.status === 202 && path === '/till/counts'))
    throw new Error(`${answer.status} ${JSON.stringify(answered)}`)
  return answered
}
