import { type Course, type CpuShares, Hubs } from './hubs.js'
import { fsyncMs, percentile, round, spread } from './measure.js'
import type { Times } from './mysql-hub.js'
import type { MysqlRowsOptions, MysqlRowsResult } from './mysql-rows.js'
import { inItsOwnProcess } from './part.js'
import { Place } from './place.js'
import { type BareLoad, barePublish } from './rabbit-limit.js'
import type { RowCounts } from './rows.js'

/** What `npm run bench -- engine --books mysql --json` prints. Rates are the best of the rounds; ratios are of these. */
export interface MysqlFigures {
  readonly books: 'mysql'
  readonly transport: 'embedded' | 'rabbitmq'
  /** Messages a second through the durable three-step flow: of one process, or with RabbitMQ of the fastest number. */
  readonly flowPerSecond: number
  /** The same rows in batches through mysql2, without the engine. */
  readonly flowLimit: number
  readonly flowRatio: number
  readonly flowByProcesses: Readonly<Record<string, number>>
  readonly flowRatioByProcesses: Readonly<Record<string, number>>
  /** One message at a time: through the engine, and its rows with commits of their own. */
  readonly unbatchedPerSecond: number
  readonly unbatchedLimit: number
  readonly unbatchedRatio: number
  readonly rowsPerMessage: number
  // With RabbitMQ.
  /** Messages of the size of an envelope, each published and confirmed by itself: many on their way at one time, and one. */
  readonly publishPerSecond?: number
  readonly publishUnbatchedPerSecond?: number
  /** Acceptance answered in one process → first step begins in another. */
  readonly handoffP50ms?: number
  readonly handoffP99ms?: number
  readonly handoffPerSecond?: number
  readonly handoffMessages?: number
  // What explains them.
  readonly processes: Readonly<Record<string, Explained>>
  readonly flowLimitCpu: CpuShares
  readonly flowLimitSpread: number
  readonly rows: RowCounts
  readonly messages: number
  readonly fsyncMilliseconds: number
  readonly database: string
  readonly quick: boolean
  readonly node: string
}

/** One number of processes. */
export interface Explained {
  readonly spread: number
  readonly unitsPerCommit: number
  readonly committing: number
  readonly travelled: number
  /** Of the best round, each as a share of one core. */
  readonly cpu: CpuShares
}

interface Size {
  readonly messages: number
  readonly warm: number
  readonly rounds: number
  readonly processes: readonly number[]
  readonly unbatched: number
  readonly handoff: { readonly perSecond: number; readonly seconds: number }
  readonly publish: BareLoad
  readonly publishUnbatched: BareLoad
}

/** About what an envelope with an order takes. */
const ENVELOPE_BYTES = 900

const FULL: Size = {
  messages: 10_000,
  warm: 5_000,
  rounds: 3,
  processes: [1, 2, 3],
  unbatched: 300,
  handoff: { perSecond: 100, seconds: 10 },
  publish: { messages: 20_000, bytes: ENVELOPE_BYTES },
  publishUnbatched: { messages: 500, bytes: ENVELOPE_BYTES, window: 1 },
}
/** Shows that everything runs; what it measures says little. */
const QUICK: Size = {
  messages: 600,
  warm: 60,
  rounds: 1,
  processes: [1, 2],
  unbatched: 20,
  handoff: { perSecond: 100, seconds: 1 },
  publish: { messages: 500, bytes: ENVELOPE_BYTES },
  publishUnbatched: { messages: 20, bytes: ENVELOPE_BYTES, window: 1 },
}

/** Callers that accept at one time, and messages that may be under way, of all processes together; as on SQLite. */
const LOAD = { callers: 512, underWay: 1_536 }
const ALONE = { callers: 1, underWay: 1 }

type Limit = MysqlRowsResult

/**
 * Measures the three-step flow on MariaDB in one process, or with RabbitMQ between one, two and three. `say` is told what is
 * being measured.
 */
export async function mysqlBench(
  transport: 'embedded' | 'rabbitmq',
  quick: boolean,
  say: (line: string) => void,
): Promise<MysqlFigures> {
  const size = quick ? QUICK : FULL
  say('nothing yet: servers are started')
  const place = await Place.open(transport === 'rabbitmq')
  const sets = (transport === 'rabbitmq' ? size.processes : [1]).map((count) => ({ count, hubs: new Hubs(count) }))
  try {
    const bench = new Bench(place)
    for (const { count, hubs } of sets) {
      say(`nothing yet: ${count === 1 ? 'one process is' : `${count} processes are`} warmed up`)
      await bench.flow(hubs, size.warm, LOAD)
    }
    const courses = sets.map((): Course[] => [])
    const limits: Limit[] = []
    const published: number[] = []
    const publishedSingly: number[] = []
    for (let n = 1; n <= size.rounds; n++) {
      for (const [at, { count, hubs }] of sets.entries()) {
        say(`the durable three-step flow, round ${n}, processes: ${count}`)
        courses[at]!.push(
          await bench.flow(hubs, size.messages, LOAD, async (url, { unitsPerCommit }) => {
            if (at === 0) limits.push(await bench.limit(url, size.messages, Math.round(unitsPerCommit)))
          }),
        )
      }
      if (place.broker) {
        say(`publishing to RabbitMQ alone, round ${n}`)
        published.push(await barePublish(place.broker.url, size.publish))
        publishedSingly.push(await barePublish(place.broker.url, size.publishUnbatched))
      }
    }
    say('one message at a time')
    const unbatched: Course[] = []
    const unbatchedLimits: Limit[] = []
    for (let n = 0; n < size.rounds; n++)
      unbatched.push(
        await bench.flow(sets[0]!.hubs, size.unbatched, ALONE, async (url) => {
          unbatchedLimits.push(await bench.limit(url, size.unbatched, 1))
        }),
      )
    const best = courses.map((of) => bestOf(of))
    const limit = bestOf(limits)
    const named = <Value>(of: (course: Course, at: number) => Value) =>
      Object.fromEntries(sets.map(({ count }, at) => [String(count), of(best[at]!, at)])) as Record<string, Value>
    const flow = bestOf(best)
    const left = Object.values(limit.rows).reduce((sum, rows) => sum + rows, 0)
    return {
      books: 'mysql',
      transport,
      flowPerSecond: flow.perSecond,
      flowLimit: limit.perSecond,
      flowRatio: round(flow.perSecond / limit.perSecond, 2),
      flowByProcesses: named(({ perSecond }) => perSecond),
      flowRatioByProcesses: named(({ perSecond }) => round(perSecond / limit.perSecond, 2)),
      unbatchedPerSecond: bestOf(unbatched).perSecond,
      unbatchedLimit: bestOf(unbatchedLimits).perSecond,
      unbatchedRatio: round(bestOf(unbatched).perSecond / bestOf(unbatchedLimits).perSecond, 2),
      rowsPerMessage: round(left / size.messages, 2),
      ...(place.broker && {
        publishPerSecond: round(Math.max(...published)),
        publishUnbatchedPerSecond: round(Math.max(...publishedSingly)),
        ...(await handedOff(bench, sets, size, say)),
      }),
      processes: named(({ perSecond: _, ...course }, at) => ({
        ...course,
        spread: spread(courses[at]!.map(({ perSecond }) => perSecond)),
      })),
      flowLimitCpu: limit.cpu,
      flowLimitSpread: spread(limits.map(({ perSecond }) => perSecond)),
      rows: limit.rows,
      messages: size.messages,
      fsyncMilliseconds: fsyncMs(place.database.folder),
      database: await place.version(),
      quick,
      node: process.version,
    }
  } finally {
    for (const { hubs } of sets) await hubs.end()
    await place.close()
  }
}

/** With two processes: what is accepted in one and begun in the other. */
async function handedOff(
  bench: Bench,
  sets: readonly { readonly count: number; readonly hubs: Hubs }[],
  { handoff }: Size,
  say: (line: string) => void,
) {
  say('from acceptance in one process to the first step in another')
  const { hubs } = sets.find(({ count }) => count === 2)!
  const took = await bench.handoff(hubs, handoff)
  return {
    handoffP50ms: round(percentile(took, 0.5), 2),
    handoffP99ms: round(percentile(took, 0.99), 2),
    handoffPerSecond: handoff.perSecond,
    handoffMessages: took.length,
  }
}

function bestOf<Round extends { readonly perSecond: number }>(rounds: readonly Round[]): Round {
  return rounds.reduce((best, one) => (one.perSecond > best.perSecond ? one : best))
}

class Bench {
  private readonly place: Place

  constructor(place: Place) {
    this.place = place
  }

  /** One round in a database of its own. `then` may look at what it has left. */
  async flow(
    hubs: Hubs,
    messages: number,
    load: typeof LOAD,
    then: (url: string, course: Course) => Promise<void> = async () => {},
  ): Promise<Course> {
    return this.opened(hubs, {}, async (url) => {
      const course = await hubs.run({ messages, ...load }, this.place.pids)
      await then(url, course)
      return course
    })
  }

  async limit(engineUrl: string, messages: number, batch: number): Promise<Limit> {
    const { place } = this
    const url = await place.fresh()
    const options: MysqlRowsOptions = { engineUrl, url, messages, batch, pids: place.pids }
    const result = await inItsOwnProcess<MysqlRowsResult>('mysql-rows', options)
    await place.drop(url)
    return result
  }

  async handoff(hubs: Hubs, { perSecond, seconds }: Size['handoff']): Promise<readonly number[]> {
    return this.opened(hubs, { timed: true }, async () => {
      const { times } = await hubs.pace(perSecond * seconds, perSecond, this.place.pids)
      return elsewhere(times, perSecond / times.length)
    })
  }

  private async opened<Result>(
    hubs: Hubs,
    more: { readonly timed?: boolean },
    work: (url: string) => Promise<Result>,
  ): Promise<Result> {
    const { place } = this
    const url = await place.fresh()
    await hubs.open({ url, ...more, ...(place.broker && { amqp: place.broker.url }) }, (processes) =>
      place.seated(url, processes),
    )
    const result = await work(url)
    await hubs.close()
    await place.drop(url)
    return result
  }
}

/** Milliseconds from acceptance in one process to the first step in another. The first of each process do not count. */
function elsewhere(times: readonly Times[], first: number): readonly number[] {
  const took: number[] = []
  for (const one of times) {
    const accepted = new Map(one.accepted.slice(Math.min(first, one.accepted.length / 4)))
    for (const other of times) {
      if (other === one) continue
      for (const [id, begun] of other.begun) {
        const at = accepted.get(id)
        if (at !== undefined) took.push(Math.max(0, begun - at))
      }
    }
  }
  return took
}
