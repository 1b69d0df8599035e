import { statSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder, benchHub } from './hub.js'
import { fsyncMs, memoryAfterGc, round } from './measure.js'
import { countRows, type RowCounts, sampleOf, writeRows } from './rows.js'
import { ledgerOf, orderNo, orders, taker, threeSteps } from './shop.js'

export interface FlowOptions {
  readonly messages: number
  readonly rounds: number
}

export interface FlowRound {
  /** Messages a second, from the first acceptance to the last end. */
  readonly engine: number
  /** The same rows in batches without the engine. */
  readonly limit: number
  /** Units in a commit of the engine: the batch of the limit. */
  readonly unitsPerCommit: number
  /** Share of the time in which the engine was within a commit. */
  readonly committing: number
}

export interface FlowResult {
  readonly rounds: readonly FlowRound[]
  readonly rows: RowCounts
  readonly rowsPerMessage: number
  readonly bytesPerMessage: number
  readonly fsyncMs: number
}

/** Callers that accept at one time. */
const CALLERS = 512
/** Messages that may be under way: callers wait above this, so that memory and not only speed is measured fairly. */
const UNDER_WAY = 1_536

/** The durable three-step flow, accepted → done, and the limit beside it, round by round in the same process. */
export async function part({ messages, rounds }: FlowOptions): Promise<FlowResult> {
  const warm = Math.max(200, Math.round(messages / 8))
  await oneRound(warm)
  const all: FlowRound[] = []
  let last: Awaited<ReturnType<typeof oneRound>> | undefined
  for (let n = 0; n < rounds; n++) {
    last = await oneRound(messages)
    all.push(last.round)
  }
  const { rows } = last!
  const bytes = last!.bytes - (await bytesOfEmptyBooks())
  const { folder, remove } = benchFolder()
  const disk = fsyncMs(folder)
  remove()
  const left = Object.values(rows).reduce((sum, count) => sum + count, 0)
  return {
    rounds: all,
    rows,
    rowsPerMessage: round(left / messages, 2),
    bytesPerMessage: round(bytes / messages),
    fsyncMs: disk,
  }
}

async function oneRound(messages: number) {
  const engine = await throughEngine(messages)
  await memoryAfterGc()
  const { folder, remove } = benchFolder()
  try {
    const perSecond = await writeRows(folder, engine.sample, messages, Math.round(engine.unitsPerCommit))
    const rows = countRows(folder)
    // What is compared must be the same work: the limit leaves exactly the rows that the engine leaves.
    if (JSON.stringify(rows) !== JSON.stringify(engine.rows))
      throw new Error(
        `the limit leaves other rows than the engine: ${JSON.stringify(rows)}, ${JSON.stringify(engine.rows)}`,
      )
    await memoryAfterGc()
    return {
      rows,
      bytes: engine.bytes,
      round: {
        engine: engine.perSecond,
        limit: perSecond,
        unitsPerCommit: round(engine.unitsPerCommit, 1),
        committing: engine.committing,
      },
    }
  } finally {
    remove()
  }
}

async function throughEngine(messages: number) {
  const { folder, remove } = benchFolder()
  try {
    const gate = new Gate()
    const hub = await benchHub(folder, [threeSteps(ledgerOf(() => gate.left())), taker])
    await hub.engine.pause('bench/tell', 'operator:bench')
    const commits = { ...hub.commits }
    const began = performance.now()
    let next = 0
    const caller = async () => {
      for (let n = next++; n < messages; n = next++) {
        await gate.enter()
        await hub.engine.send(orders, orderNo(n))
      }
    }
    await Promise.all(Array.from({ length: CALLERS }, caller))
    await hub.engine.idle()
    const ms = performance.now() - began
    const units = hub.commits.units - commits.units
    const unitsPerCommit = units / (hub.commits.commits - commits.commits)
    const committing = round((hub.commits.ms - commits.ms) / ms, 2)
    if (gate.inside !== 0) throw new Error(`${gate.inside} of ${messages} accepted messages did not reach the sink`)
    await hub.close()
    return {
      perSecond: round((messages / ms) * 1_000),
      unitsPerCommit,
      committing,
      rows: countRows(folder),
      bytes: bytesOf(folder),
      sample: sampleOf(folder),
    }
  } finally {
    remove()
  }
}

/** Lets in as many messages as may be under way; the others wait until one has reached the sink. */
class Gate {
  inside = 0
  private readonly waiting: (() => void)[] = []

  async enter(): Promise<void> {
    if (this.inside >= UNDER_WAY) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.inside++
  }

  left(): void {
    const next = this.waiting.shift()
    if (next === undefined) this.inside--
    else next()
  }
}

/** Bytes of books that were closed: all of them are in the one file then. */
const bytesOf = (folder: string) => statSync(join(folder, 'books.sqlite')).size

async function bytesOfEmptyBooks(): Promise<number> {
  const { folder, remove } = benchFolder()
  const hub = await benchHub(folder, [taker])
  await hub.close()
  const bytes = bytesOf(folder)
  remove()
  return bytes
}
