import type { AcceptOptions, AcceptRound } from './accept.js'
import type { FlowOptions, FlowResult } from './flow.js'
import type { HandoffOptions, HandoffResult } from './handoff.js'
import type { IdleOptions, IdleResult } from './idle.js'
import { round, spread } from './measure.js'
import { inItsOwnProcess } from './part.js'
import type { StepOptions, StepResult } from './step.js'
import type { WaitingOptions, WaitingResult } from './waiting.js'

/** What `npm run bench -- engine --json` prints. Rates are the best of the rounds; ratios are of these. */
export interface EngineFigures {
  /** Messages a second that were accepted over HTTP, each durable before its answer; and of a route that stores nothing. */
  readonly acceptPerSecond: number
  readonly acceptLimit: number
  readonly acceptRatio: number
  /** Messages a second through the durable three-step flow; and of its rows written in batches without the engine. */
  readonly flowPerSecond: number
  readonly flowLimit: number
  readonly flowRatio: number
  /** What a message of the three-step flow leaves in the books. */
  readonly rowsPerMessage: number
  readonly bytesPerMessage: number
  /** Acceptance answered → first step begins, at a fixed load. */
  readonly handoffP50ms: number
  readonly handoffP99ms: number
  /** What one more step costs a synchronous flow. */
  readonly stepMicroseconds: number
  readonly idleFlowKilobytes: number
  readonly startSeconds1000Flows: number
  /** Resident memory with a million waiting messages, above that with empty books. */
  readonly waitingMillionRssMegabytes: number
  // What explains them.
  readonly acceptLoadCpuShare: number
  readonly acceptServerCpuShare: number
  readonly acceptUnitsPerCommit: number
  readonly acceptP50ms: number
  readonly acceptP99ms: number
  readonly acceptSpread: number
  readonly acceptLimitSpread: number
  readonly flowUnitsPerCommit: number
  readonly flowCommittingShare: number
  readonly flowSpread: number
  readonly flowLimitSpread: number
  readonly rows: Readonly<Record<string, number>>
  readonly handoffPerSecond: number
  readonly sendToStepP50ms: number
  readonly sendToStepP99ms: number
  readonly syncFlowMicroseconds: number
  readonly firstIdleFlowsKilobytes: number
  readonly waitingMessages: number
  readonly waitingStartSeconds: number
  readonly waitingBooksMegabytes: number
  readonly fsyncMilliseconds: number
  readonly quick: boolean
  readonly node: string
}

interface Size {
  readonly accept: AcceptOptions
  readonly flow: FlowOptions
  readonly handoff: HandoffOptions
  readonly step: StepOptions
  readonly idle: IdleOptions
  readonly idleProcesses: number
  readonly waiting: WaitingOptions
}

const FULL: Size = {
  accept: { seconds: 6, warmSeconds: 2, rounds: 3, connections: 32 },
  flow: { messages: 30_000, rounds: 3 },
  handoff: { perSecond: 1_000, seconds: 10 },
  step: { asks: 5_000, rounds: 5, steps: 100 },
  idle: { flows: 1_000 },
  idleProcesses: 3,
  waiting: { messages: 1_000_000 },
}

/** Shows that everything runs; what it measures says little. */
const QUICK: Size = {
  accept: { seconds: 0.5, warmSeconds: 0.2, rounds: 1, connections: 8 },
  flow: { messages: 600, rounds: 1 },
  handoff: { perSecond: 200, seconds: 1 },
  step: { asks: 200, rounds: 1, steps: 20 },
  idle: { flows: 50 },
  idleProcesses: 1,
  waiting: { messages: 2_000 },
}

/** Measures the engine, part by part, each in a process of its own. `say` is told what is being measured. */
export async function engineBench(quick: boolean, say: (line: string) => void): Promise<EngineFigures> {
  const size = quick ? QUICK : FULL
  say('accept over HTTP, and a route that stores nothing')
  const accepts = await inItsOwnProcess<AcceptRound[]>('accept', size.accept)
  say('the durable three-step flow, and its rows without the engine')
  const flows = await inItsOwnProcess<FlowResult>('flow', size.flow)
  say('from acceptance to the first step')
  const handoff = await inItsOwnProcess<HandoffResult>('handoff', size.handoff)
  say('a step of a synchronous flow')
  const step = await inItsOwnProcess<StepResult>('step', size.step)
  say('idle flows')
  const idle = await idleFlows(size)
  say('waiting messages')
  const waiting = await inItsOwnProcess<WaitingResult>('waiting', size.waiting)

  const accepted = bestOf(accepts, ({ accept }) => accept.perSecond)
  const acceptLimit = bestOf(accepts, ({ limit }) => limit.perSecond).limit.perSecond
  const acceptPerSecond = accepted.accept.perSecond
  const flow = bestOf(flows.rounds, ({ engine }) => engine)
  const flowLimit = bestOf(flows.rounds, ({ limit }) => limit).limit
  return {
    acceptPerSecond,
    acceptLimit,
    acceptRatio: round(acceptPerSecond / acceptLimit, 2),
    flowPerSecond: flow.engine,
    flowLimit,
    flowRatio: round(flow.engine / flowLimit, 2),
    rowsPerMessage: flows.rowsPerMessage,
    bytesPerMessage: flows.bytesPerMessage,
    handoffP50ms: handoff.p50ms,
    handoffP99ms: handoff.p99ms,
    stepMicroseconds: step.stepMicroseconds,
    idleFlowKilobytes: idle.kilobytes,
    startSeconds1000Flows: idle.startSeconds,
    waitingMillionRssMegabytes: waiting.rssMegabytes,
    acceptLoadCpuShare: accepted.accept.cpuShare,
    acceptServerCpuShare: accepted.acceptServerCpu,
    acceptUnitsPerCommit: accepted.unitsPerCommit,
    acceptP50ms: accepted.accept.p50ms,
    acceptP99ms: accepted.accept.p99ms,
    acceptSpread: spread(accepts.map(({ accept }) => accept.perSecond)),
    acceptLimitSpread: spread(accepts.map(({ limit }) => limit.perSecond)),
    flowUnitsPerCommit: flow.unitsPerCommit,
    flowCommittingShare: flow.committing,
    flowSpread: spread(flows.rounds.map(({ engine }) => engine)),
    flowLimitSpread: spread(flows.rounds.map(({ limit }) => limit)),
    rows: flows.rows,
    handoffPerSecond: handoff.reached,
    sendToStepP50ms: handoff.sendToStepP50ms,
    sendToStepP99ms: handoff.sendToStepP99ms,
    syncFlowMicroseconds: step.flowMicroseconds,
    firstIdleFlowsKilobytes: idle.first,
    waitingMessages: size.waiting.messages,
    waitingStartSeconds: waiting.startSeconds,
    waitingBooksMegabytes: waiting.booksMegabytes,
    fsyncMilliseconds: flows.fsyncMs,
    quick,
    node: process.version,
  }
}

function bestOf<Round>(rounds: readonly Round[], rate: (round: Round) => number): Round {
  return rounds.reduce((best, one) => (rate(one) > rate(best) ? one : best))
}

/**
 * Memory per idle flow is what the second thousand adds to a process that has the first: what a process needs once, such
 * as room for what the building of flows throws away, belongs to no flow. `first` is what the first thousand adds.
 */
async function idleFlows({ idle: { flows }, idleProcesses }: Size) {
  const hubsOf = async (count: number) => {
    const all: IdleResult[] = []
    for (let n = 0; n < idleProcesses; n++)
      all.push(await inItsOwnProcess<IdleResult>('idle', { flows: count } satisfies IdleOptions))
    const least = (of: (result: IdleResult) => number) => Math.min(...all.map(of))
    return { rss: least(({ rss }) => rss), heap: least(({ heap }) => heap), start: least((one) => one.startSeconds) }
  }
  const one = await hubsOf(1)
  const some = await hubsOf(flows)
  const twice = await hubsOf(2 * flows)
  const each = (more: typeof one, less: typeof one) =>
    round(Math.max(more.rss - less.rss, more.heap - less.heap) / 1_000 / flows, 1)
  return { kilobytes: each(twice, some), first: each(some, one), startSeconds: some.start }
}
