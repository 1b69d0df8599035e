import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { openBooks } from '../../adapters/database/books.js'
import { drained, evidenceOf, finished, spread } from './ending.js'
import { HubProcesses } from './hub-processes.js'
import { type Counts, judge, type Verdict } from './judge.js'
import { Load } from './load.js'
import { Operator } from './operator.js'
import { Partner } from './partner.js'
import { chanceOf, Plan } from './plan.js'
import type { Sabotage } from './protocol.js'
import type { Kind } from './shapes.js'

export interface CrashOptions {
  /** All that the hub program runs. */
  readonly kinds: readonly Kind[]
  /** What the load sends of it; everything unless told. */
  readonly load?: readonly Kind[]
  readonly kills: number
  /** More kills, up to so many, while there are boundaries that it never died at; none unless told. */
  readonly most?: number
  /** Names of boundaries at which the hub is killed, besides random moments. */
  readonly boundaries: readonly string[]
  readonly seed: number
  /** Messages in a second that the load sends, about. */
  readonly rate: number
  /** How long the last hub may take to bring everything to an end. */
  readonly drainMs: number
  readonly sabotage?: Sabotage
  /** Keeps the books there; a folder that is thrown away unless told. */
  readonly folder?: string
  /** Called after each kill; `living` is how many messages the operator saw last. */
  readonly killed?: (kills: number, at: string, living: number) => void
}

export interface CrashResult {
  readonly kills: number
  readonly boundariesNamed: number
  readonly boundariesHit: number
  readonly counts: Counts
  readonly wrong: Verdict['wrong']
  /** Boundaries that the hub never died at. */
  readonly missed: readonly string[]
  readonly trouble: readonly string[]
  /** Milliseconds from the death of a hub until the next one was ready: the median and the longest. */
  readonly restartMs: { readonly median: number; readonly longest: number }
}

/** A hub that has not come to the boundary by then is killed where it is. */
const WITHIN_MS = 4_000
/** Random moments lie within so many milliseconds of a start. */
const MOMENTS_MS = 900
/** The clock of the schedule runs this many times as fast as the system's. */
const CLOCK_SPEED = 150

/** Loads a hub, kills it again and again, lets the last one finish, and judges what became of all work. */
export async function crash(options: CrashOptions): Promise<CrashResult> {
  const { kinds, kills, most = kills, seed, rate, drainMs, sabotage } = options
  const chance = chanceOf(seed)
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'dromedary-crash-')))
  const partner = new Partner(chance)
  const hubs = new HubProcesses({
    folder,
    partner: await partner.listen(),
    clock: { from: Date.now(), speed: CLOCK_SPEED },
    ...(sabotage && { sabotage }),
  })
  const load = new Load({ hubs, kinds: options.load ?? kinds, chance, rate })
  const operator = new Operator(hubs, partner)
  const plan = new Plan(options.boundaries, chance)
  try {
    const sending = load.run()
    const operating = operator.run(60, (living) => {
      load.living = living
    })
    let killed = 0
    while (killed < kills || (killed < most && plan.figures.missed.length > 0)) {
      // Every second of the random kills comes with an answer: who was told yes must find it done.
      const at = await killOnce(hubs, plan, chance, killed % 2 === 0 ? load : undefined)
      killed++
      options.killed?.(killed, at, load.living)
    }
    await hubs.start({ jobs: false })
    load.stop('when-accepted')
    await finished(sending, load, drainMs)
    operator.stop()
    await operating
    await drained(operator, drainMs)
    await hubs.stop()
    const { counts, wrong } = await judged({ folder, kinds, load, operator, partner })
    return {
      kills: killed,
      ...plan.figures,
      counts,
      wrong,
      trouble: hubs.trouble,
      restartMs: spread(hubs.readyMs),
    }
  } finally {
    load.stop('now')
    operator.stop()
    await hubs.kill()
    await partner.close()
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
  }
}

interface Seen extends Omit<Parameters<typeof evidenceOf>[0], 'books'> {
  readonly folder: string
}

async function judged({ folder, ...seen }: Seen): Promise<Verdict> {
  const books = await openBooks({ folder })
  try {
    return judge(await evidenceOf({ books, ...seen }))
  } finally {
    await books.close()
  }
}

async function killOnce(hubs: HubProcesses, plan: Plan, chance: () => number, answering?: Load): Promise<string> {
  const kill = plan.next()
  const hub = await hubs.start({ jobs: true, ...(kill && { kill }) })
  const within = kill === undefined ? 20 + chance() * MOMENTS_MS : WITHIN_MS
  await Promise.race([hub.ended, rest(within, undefined, { ref: false })])
  if (kill === undefined && answering !== undefined)
    await Promise.race([answering.answered(), rest(WITHIN_MS, undefined, { ref: false })])
  if (hub.over && hub.killedAt === undefined)
    throw new Error(`the hub ended by itself, and nobody had killed it: ${hub.cannotStart ?? 'it did not say why'}`)
  await hub.kill()
  if (hub.killedAt !== undefined) plan.died(hub.killedAt)
  else if (kill !== undefined) plan.missed(kill)
  return hub.killedAt ?? 'a random moment'
}
