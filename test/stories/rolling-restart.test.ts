import t, { type Test } from 'tap'
import type { BackendFigures } from '../../sandbox/stand-ins/balancer.js'
import { until } from '../kit/event.js'
import { account, printedAgain, told } from './till/account.js'
import { type Fleet, type FleetUse, type Hub, openFleet, shared } from './till/fleet.js'
import { busy, startLoad } from './till/load.js'

// Processes that start again and again, on a machine that runs other tests beside them.
t.setTimeout(600_000)

const LOAD = { tills: 16, pauseMs: 40, patienceMs: 30_000 }
/** Standing down takes a second, and nothing here runs for long: waiting for HUB_DRAIN to be over would be seen. */
const STOPPED_MS = 15_000
/** Within so many milliseconds the work of one that is dead or stands still goes on elsewhere. */
const TAKEN_OVER_MS = 15_000
const REJOINED_MS = 60_000
/** Calls hang on a process that is dead or stands still: their callers ask again. */
const IMPATIENT = { ...LOAD, patienceMs: 6_000 }
const SHORT_LEASE = { HUB_LEASE: '3s' }

t.test('hubs that are restarted one after another refuse no call, lose nothing and do nothing twice', async (t) => {
  const fleet = await openFleet(t)
  // Both find empty books: one makes the tables, the other waits for it.
  const [first, second] = await Promise.all([fleet.add(), fleet.add()])
  await shared(fleet)
  const load = startLoad(fleet, LOAD)
  await busy(load)
  const stopped: number[] = []
  for (const hub of [first, second]) {
    stopped.push(await fleet.restart(hub))
    await shared(fleet)
    await busy(load)
  }
  const third = await fleet.add()
  await shared(fleet)
  for (const hub of [third, first, second]) {
    stopped.push(await fleet.restart(hub))
    await busy(load)
  }
  await load.stop()
  told(t, fleet, load)
  t.strictSame(load.refusals, [], 'no call was refused')
  const slowest = Math.max(...stopped)
  t.ok(slowest < STOPPED_MS, `each had stopped within ${Math.round(slowest)} ms`)
  const { refused, backends } = fleet.balancer.figures()
  t.equal(refused, 0, 'somebody was ready all the time')
  t.ok(
    backends.every(({ requests, refusals, failures }) => requests > 0 && refusals + failures === 0),
    'each took calls, and refused none',
  )
  await account(t, fleet, load)
  t.strictSame(printedAgain(fleet), [], 'who leaves finishes what it has begun, or does not begin it')
})

t.test('the work of a process that is killed goes on elsewhere within seconds', async (t) => {
  const { fleet, load, victim, pid, tills } = await atWork(t, 3, { settings: SHORT_LEASE })
  const began = Date.now()
  await victim.process.kill()
  const ms = await takenOver(fleet, tills, pid, began)
  t.comment(`after ${ms} ms all tills of the dead one went on`)
  t.ok(ms < TAKEN_OVER_MS)
  await fleet.again(victim)
  await shared(fleet)
  await busy(load)
  await load.stop()
  told(t, fleet, load)
  t.ok(
    load.refusals.every(({ at }) => at < began + TAKEN_OVER_MS),
    'calls were refused only while nobody had taken over from the dead one',
  )
  t.strictSame(refusing(fleet, victim), [], 'and only where they hung on it')
  await account(t, fleet, load)
})

t.test('a process that stood still commits nothing that is not its own any more, and joins anew', async (t) => {
  const { fleet, load, victim, pid, tills } = await atWork(t, 2, { lookMs: 500, settings: SHORT_LEASE })
  const began = Date.now()
  process.kill(pid, 'SIGSTOP')
  const ms = await takenOver(fleet, tills, pid, began)
  t.comment(`after ${ms} ms all tills of the one that stands still went on`)
  t.ok(ms < TAKEN_OVER_MS)
  await busy(load)
  const awake = Date.now()
  process.kill(pid, 'SIGCONT')
  await shared(fleet)
  await until(
    'it to print again',
    () => fleet.paper.lines.some((line) => line.pid === pid && line.at > awake + 1_000),
    REJOINED_MS,
  )
  await until('the balancer to give it calls', () => fleet.balancer.ready().length === 2, REJOINED_MS)
  await busy(load)
  await load.stop()
  told(t, fleet, load)
  t.strictSame(refusing(fleet, victim), [], 'calls were refused only where they hung on it')
  await account(t, fleet, load)
})

/** What the balancer counted of those that refused calls or failed with them, and had not been harmed. */
function refusing({ balancer }: Fleet, victim: Hub): readonly BackendFigures[] {
  const others = balancer.figures().backends.filter(({ address }) => address !== victim.address)
  return others.filter(({ refusals, failures }) => refusals + failures > 0)
}

/** So many hubs that share the work under load, one of which is about to suffer, and the tills that it runs. */
async function atWork(t: Test, hubs: number, use: FleetUse) {
  const fleet = await openFleet(t, use)
  const [victim] = await Promise.all(Array.from({ length: hubs }, () => fleet.add()))
  await shared(fleet)
  const load = startLoad(fleet, IMPATIENT)
  await busy(load)
  const { pid } = victim!.process
  const tills = tillsOf(fleet, pid)
  t.ok(tills.length > 0, `it ran ${tills.length} of the tills`)
  return { fleet, load, victim: victim!, pid, tills }
}

/** Tills whose last line was printed by this process. */
function tillsOf({ paper }: Fleet, pid: number): readonly string[] {
  const last = new Map(paper.lines.map((line) => [line.till, line.pid]))
  return [...last].filter(([, owner]) => owner === pid).map(([till]) => till)
}

/** How long it took until each of the tills was run by somebody else, in milliseconds. */
async function takenOver({ paper }: Fleet, tills: readonly string[], pid: number, began: number): Promise<number> {
  const firsts = () =>
    tills.map((till) => paper.lines.find((line) => line.till === till && line.pid !== pid && line.at > began)?.at)
  await until('others to go on', () => firsts().every((at) => at !== undefined), REJOINED_MS)
  return Math.max(...firsts().map((at) => at! - began))
}
