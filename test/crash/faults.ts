import { setTimeout as rest } from 'node:timers/promises'
import type { Server } from '../../sandbox/servers/private-server.js'
import type { HubPool, Slot } from './hub-pool.js'
import type { HubProcess } from './hub-process.js'
import type { Load } from './load.js'
import { type Plan, shuffled } from './plan.js'
import type { Chance } from './shapes.js'

/** Everything that is done to hubs that work together. Two kills of hubs for each other fault. */
export const FAULT_KINDS = [
  'hub-kill',
  'boundary-kill',
  'hub-kill',
  'boundary-kill',
  'hub-stop',
  'hub-leave',
  'database-kill',
  'broker-kill',
  'database-link-cut',
  'database-link-stall',
  'broker-link-cut',
  'broker-link-stall',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface FaultUse {
  readonly pool: HubPool
  readonly database: Server
  readonly broker: Server
  readonly load: Load
  readonly plan: Plan
  readonly chance: Chance
  readonly leaseMs: number
  /** Told of each fault when it is over. */
  readonly done: (kind: FaultKind, at: string) => void
}

/** A hub that has not come to its boundary by then is killed where it is. */
const WITHIN_MS = 6_000
/** Between two faults that follow each other, at most. */
const PAUSE_MS = 1_200
/** Every second fault waits so long at most until a hub has accepted something. */
const ANSWER_MS = 6_000

const ofServers: ReadonlySet<FaultKind> = new Set(['database-kill', 'broker-kill'])

/**
 * Does `count` faults, each kind as often as the others, and those of servers beside those of hubs: a hub also dies, or
 * comes, while the database is away.
 */
export async function inflict(use: FaultUse, count: number): Promise<ReadonlyMap<FaultKind, number>> {
  const order: FaultKind[] = []
  while (order.length < count) order.push(...shuffled(FAULT_KINDS, use.chance))
  order.length = count
  const counts = new Map<FaultKind, number>()
  const inTurn = async (kinds: readonly FaultKind[]) => {
    for (const [index, kind] of kinds.entries()) {
      // Those of servers are few: they are spread over the whole time.
      await rest((use.chance() * PAUSE_MS * count) / kinds.length)
      if (use.pool.failure !== undefined) throw use.pool.failure
      const at = await faults[kind](use)
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      use.done(kind, at)
      if (index % 2 === 0) await Promise.race([use.load.answered(), rest(ANSWER_MS, undefined, { ref: false })])
    }
  }
  await Promise.all([
    inTurn(order.filter((kind) => ofServers.has(kind))),
    inTurn(order.filter((kind) => !ofServers.has(kind))),
  ])
  return counts
}

const faults: Readonly<Record<FaultKind, (use: FaultUse) => Promise<string>>> = {
  'hub-kill': async (use) => {
    const { hub, slot } = await aHub(use)
    await hub.kill()
    return `hub ${slot.no}`
  },

  'boundary-kill': async (use) => {
    const kill = use.plan.named()
    const { hub, slot } = await aHub(use)
    await hub.call('die', kill, WITHIN_MS)
    await Promise.race([hub.ended, rest(WITHIN_MS, undefined, { ref: false })])
    await hub.kill()
    if (hub.killedAt === undefined) use.plan.missed(kill)
    else use.plan.died(hub.killedAt)
    return `hub ${slot.no}, ${hub.killedAt ?? `not at ${kill.name}`}`
  },

  /** It finds out that its time is over only when it goes on, in the middle of whatever it did. */
  'hub-stop': async (use) => {
    const { hub, slot } = await aHub(use)
    const ms = Math.round(use.leaseMs * (1.2 + use.chance()))
    hub.signal('SIGSTOP')
    await rest(ms)
    hub.signal('SIGCONT')
    return `hub ${slot.no} for ${ms} ms`
  },

  'hub-leave': async (use) => {
    const { hub, slot } = await aHub(use)
    if (use.chance() < 0.5) {
      await use.pool.leave(hub)
      return `hub ${slot.no}, and then another comes`
    }
    await use.pool.renew(slot)
    return `hub ${slot.no}, when another has come`
  },

  'database-kill': (use) => killed(use.database, use.chance),
  'broker-kill': (use) => killed(use.broker, use.chance),
  'database-link-cut': (use) => link(use, 'books', 'cut'),
  'database-link-stall': (use) => link(use, 'books', 'stall'),
  'broker-link-cut': (use) => link(use, 'broker', 'cut'),
  'broker-link-stall': (use) => link(use, 'broker', 'stall'),
}

function aHub({ pool, chance }: FaultUse): Promise<{ readonly slot: Slot; readonly hub: HubProcess }> {
  return pool.until(() => {
    const slots = pool.slots.filter(({ hub, working }) => hub !== undefined && working.includes(hub))
    const slot = slots[Math.floor(chance() * slots.length)]
    return slot?.hub && { slot, hub: slot.hub }
  })
}

async function killed(server: Server, chance: Chance): Promise<string> {
  await server.kill()
  const ms = Math.round(chance() * 2_000)
  await rest(ms)
  await server.restart()
  return `away for ${ms} ms, and as long as its start takes`
}

/** Shorter than a lease or longer. */
async function link(use: FaultUse, to: 'books' | 'broker', how: 'cut' | 'stall'): Promise<string> {
  const { slot } = await aHub(use)
  const ms = Math.round(use.leaseMs * (0.2 + use.chance() * 1.8))
  slot[to][how]()
  await rest(ms)
  slot[to].heal()
  return `hub ${slot.no} for ${ms} ms`
}
