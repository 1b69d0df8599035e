import { AssertionError } from 'node:assert'
import { inspect, isDeepStrictEqual } from 'node:util'
import type { ClosedFlow } from '../../bus/flow.js'
import type { Store } from '../../bus/ports/store.js'
import { boundaries } from '../../bus/runtime/boundaries.js'
import { type Accepted, broken, type Came, type Crash, cameOf, differences } from './crash-judge.js'
import type { EffectStandIn } from './stand-in.js'
import { causeText, fatesIn } from './tell.js'
import { Trial } from './trial.js'
import type { TrialOptions, Watch } from './trial-options.js'

export interface CrashPlan extends TrialOptions {
  /**
   * What callers and partners do: says what the stand-ins answer, sends, asks, moves the clock. It is carried out once
   * for every kill, each time on fresh books; a caller whose hub dies says the same again to the next one. What a stand-in
   * does should depend on the request, not on `times`: a hub that dies before it writes down an answer has used it up.
   */
  readonly load: (trial: Trial) => Promise<void>
  /**
   * Looks at the end of a run and throws when something is wrong. What it returns must equal what it returned without a
   * kill. `crash` is undefined for the run without one.
   */
  readonly check?: (trial: Trial, crash: Crash | undefined) => unknown
  /** Kills at these boundaries only, such as `effect:after`: to look at one failure again. */
  readonly at?: readonly string[]
  /** Kills at most so often at each boundary: the first time it is reached, the last, and spread between. Default 4. */
  readonly each?: number
  /** Kills at most, over all boundaries. Default 200. */
  readonly most?: number
  /** Kills the next hub too, at the first boundary that it reaches: while it takes up what the first one left. */
  readonly twice?: boolean
  /** Most real milliseconds for one run. Default 20,000. */
  readonly deadlineMs?: number
}

export interface CrashReport {
  readonly kills: number
  /** Kills that did not happen: the boundary was not reached so often again, since a load may take turns otherwise. */
  readonly missed: number
  /** The boundaries that the load reaches: how often, and how often the hub was killed there. */
  readonly reached: readonly { readonly boundary: string; readonly times: number; readonly kills: number }[]
  /** Boundaries that this load never reaches: what happens there was not tried. */
  readonly notReached: readonly string[]
  /** How many messages of each flow came to which end without a kill: a load that only makes dead letters shows here. */
  readonly ended: Readonly<Record<string, number>>
  readonly milliseconds: number
}

/** Longer than the books keep once-keys. */
const LONGEST_MS = 401 * 86_400_000

interface Ran {
  readonly came: Came
  readonly wrong: readonly string[]
  /** How often each boundary was reached. */
  readonly counts: ReadonlyMap<string, number>
  readonly died: boolean
  /** A kill has sent a message the way of an abandoned effect: its end may be another. */
  readonly astray: boolean
}

/** Kills the hub at every durable boundary that the load reaches, one kill for each run. Throws with all that went wrong. */
export async function crashes(
  flows: readonly ClosedFlow[],
  plan: CrashPlan & Pick<Watch, 'storeOf'>,
): Promise<CrashReport> {
  const begun = performance.now()
  const calm = await run(flows, plan, undefined, undefined)
  const trouble: string[] = []
  const kills = new Map<string, number>()
  let missed = 0
  for (const crash of killsOf(calm.counts, plan)) {
    const { died, says } = await tried(flows, plan, crash, calm.came)
    if (died) kills.set(crash.boundary, (kills.get(crash.boundary) ?? 0) + 1)
    else missed++
    if (says.length > 0)
      trouble.push(`killed at ${crash.boundary}, time ${crash.occurrence}:\n${says.join('\n').replace(/^/gm, '  ')}`)
  }
  const all = [...kills.values()].reduce((sum, times) => sum + times, 0)
  if (trouble.length > 0)
    throw new AssertionError({
      message: `${trouble.length} of ${all} kills broke a promise\n${trouble.slice(0, 10).join('\n')}`,
      operator: 'crashEverywhere',
      actual: trouble.length,
      expected: 0,
    })
  return {
    kills: all,
    missed,
    reached: [...calm.counts].map(([boundary, times]) => ({ boundary, times, kills: kills.get(boundary) ?? 0 })),
    notReached: boundaries.filter((name) => !calm.counts.has(name)),
    ended: Object.fromEntries(calm.came.ends),
    milliseconds: Math.round(performance.now() - begun),
  }
}

/** First, last and some between, of every boundary; of the rarest boundaries first when there are too many. */
function killsOf(counts: ReadonlyMap<string, number>, { each = 4, most = 200, at: only }: CrashPlan): readonly Crash[] {
  const rounds: Crash[][] = []
  for (const [boundary, times] of counts) {
    if (only !== undefined && !only.includes(boundary)) continue
    const some = Math.min(each, times)
    for (let at = 0; at < some; at++) {
      const occurrence = some === 1 ? 1 : 1 + Math.round((at * (times - 1)) / (some - 1))
      rounds[at] = [...(rounds[at] ?? []), { boundary, occurrence }]
    }
  }
  return rounds.flat().slice(0, most)
}

async function tried(
  flows: readonly ClosedFlow[],
  plan: CrashPlan & Pick<Watch, 'storeOf'>,
  crash: Crash,
  undisturbed: Came,
): Promise<{ readonly died: boolean; readonly says: readonly string[] }> {
  let ran: Ran
  try {
    ran = await run(flows, plan, crash, undisturbed)
  } catch (error) {
    return { died: true, says: [`the run failed:\n${causeText(error)}`] }
  }
  const { died, wrong, came } = ran
  if (ran.astray) return { died, says: wrong }
  const same = isDeepStrictEqual(came.said, undisturbed.said)
  const unlike = `check returned ${inspect(came.said)}, and ${inspect(undisturbed.said)} without a kill`
  return { died, says: [...wrong, ...differences(came, undisturbed), ...(same ? [] : [unlike])] }
}

async function run(
  flows: readonly ClosedFlow[],
  plan: CrashPlan & Pick<Watch, 'storeOf'>,
  crash: Crash | undefined,
  undisturbed: Came | undefined,
): Promise<Ran> {
  const counts = new Map<string, number>()
  const accepted: Accepted[] = []
  let deaths = 0
  let astray = false
  const trial: Trial = new Trial(flows, plan, {
    namesRequests: true,
    ...(plan.storeOf && { storeOf: plan.storeOf }),
    boundary: (name, life) => {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      const here = deaths === 0 && crash?.boundary === name && crash.occurrence === counts.get(name)
      if (!here && !(plan.twice && deaths === 1)) return
      deaths++
      trial.killNow(life)
    },
    accepted: (messages, seqs) =>
      messages.forEach(({ id, flow, key, part }, at) => {
        accepted.push({ id, flow, seq: seqs[at]!, isPart: part !== undefined, ...(key !== undefined && { key }) })
      }),
    reopened: async (store) => {
      astray ||= await leadsAstray(store, trial)
    },
  })
  try {
    return await inTime(plan.deadlineMs ?? 20_000, async () => {
      await trial.begun()
      await plan.load(trial)
      await toTheEnd(trial)
      const said = await plan.check?.(trial, crash)
      const came = await cameOf(trial, said)
      const wrong = await broken(trial, accepted, undisturbed ?? came)
      if (undisturbed === undefined && wrong.length > 0)
        throw new AssertionError({ message: `without a kill:\n${wrong.join('\n')}`, operator: 'crashEverywhere' })
      return { came, wrong, counts, died: deaths > 0, astray }
    })
  } finally {
    await trial.close()
  }
}

/** Time goes on, and an operator who knows the truth decides what is in doubt, until nothing is left to wait for. */
async function toTheEnd(trial: Trial): Promise<void> {
  const end = new Date(trial.clock.now() + LONGEST_MS)
  // Doubts before time goes on: whoever waits for a message in doubt would wait again and again.
  while ((await decided(trial)) || (await trial.clock.step(end)));
}

/** Whether anything could be decided. */
async function decided(trial: Trial): Promise<boolean> {
  await trial.settled()
  let some = false
  for (const doubt of await trial.inDoubt()) {
    const found = await truth([...trial.stage.effects.values()], doubt.key)
    if (found.state === 'unknown') continue
    await trial.decide(doubt, found.state === 'not-done' ? found.state : { answer: found.answer })
    some = true
  }
  return some
}

async function truth(standIns: readonly EffectStandIn<never, unknown>[], key: string) {
  for (const standIn of standIns) {
    const found = await standIn.found(key)
    if (found.state !== 'not-done') return found
  }
  return { state: 'not-done' } as const
}

/** Whether an effect that is abandoned when in doubt was under way when the hub died. */
async function leadsAstray(store: Store, trial: Trial): Promise<boolean> {
  const abandons = [...trial.stage.effects.values()].filter(({ policy }) => policy === 'abandon')
  if (abandons.length === 0) return false
  const ids = (await fatesIn(store)).map(({ id }) => id)
  const records = [...(await store.records(ids)).values()].flat()
  return records.some(
    ({ kind, state, name }) =>
      kind === 'effect' && state === 'intended' && abandons.some(({ uri }) => name.includes(` ${uri}#`)),
  )
}

async function inTime<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new AssertionError({ message: `the run did not end within ${ms} ms`, operator: 'crashEverywhere' })
    timer = setTimeout(() => reject(error), ms)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
