import type { MemoryOptions, MemoryResult } from './fixed-width-memory.js'
import type { PeerResult, PeersOptions } from './fixed-width-peers.js'
import type { Rate, RatesOptions, RatesResult } from './fixed-width-rates.js'
import { round } from './measure.js'
import { inItsOwnProcess } from './part.js'

/** What `npm run bench -- fixed-width --json` prints. Rates are records a second, the best of the rounds. */
export interface FixedWidthFigures {
  /** Read by the layout, a piece of the file at a time; and by the code made by hand for that record alone. */
  readonly readPerSecond: number
  readonly handReadPerSecond: number
  readonly readRatio: number
  /** Written by the layout, given in groups, with the SHA-256 of the file and the counts of its report. */
  readonly writePerSecond: number
  readonly handWritePerSecond: number
  readonly writeRatio: number
  /** Packages of npm with the same record. */
  readonly peers: readonly PeerResult[]
  /** How much resident memory grew while ten million records went out and in. */
  readonly tenMillionRssGrowthMegabytes: number
  // What explains them.
  readonly readSinglyPerSecond: number
  readonly readSinglyRatio: number
  readonly readMegabytesPerSecond: number
  readonly writeMegabytesPerSecond: number
  readonly readSpread: number
  readonly handReadSpread: number
  readonly writeSpread: number
  readonly handWriteSpread: number
  readonly memoryRecords: number
  readonly memoryRssMegabytes: number
  readonly memorySeconds: number
  readonly quick: boolean
  readonly node: string
}

interface Size {
  readonly rates: RatesOptions
  readonly peers: PeersOptions
  readonly memory: MemoryOptions
}
const FULL: Size = {
  rates: { records: 2_000_000, rounds: 3 },
  peers: { records: 200_000, rounds: 3 },
  memory: { records: 10_000_000 },
}
/** Shows that everything runs; what it measures says little. */
const QUICK: Size = {
  rates: { records: 20_000, rounds: 1 },
  peers: { records: 2_000, rounds: 1 },
  memory: { records: 200_000 },
}

const RECORD_BYTES = 130

/** Measures a layout beside code made by hand, part by part, each in a process of its own. */
export async function fixedWidthBench(quick: boolean, say: (line: string) => void): Promise<FixedWidthFigures> {
  const size = quick ? QUICK : FULL
  say('reading and writing, by the layout and by hand in turns')
  const rates = await inItsOwnProcess<RatesResult>('fixed-width-rates', size.rates)
  say('the same record with packages of npm')
  const peers = await inItsOwnProcess<readonly PeerResult[]>('fixed-width-peers', size.peers)
  say('memory while ten million records go out and in')
  const memory = await inItsOwnProcess<MemoryResult>('fixed-width-memory', size.memory)
  const { read, readSingly, handRead, write, handWrite } = rates
  const ratio = (one: Rate, limit: Rate) => round(one.best / limit.best, 2)
  const spread = ({ best, worst }: Rate) => round((best - worst) / best, 2)
  const megabytes = ({ best }: Rate) => Math.round((best * RECORD_BYTES) / 1e6)
  return {
    readPerSecond: read.best,
    handReadPerSecond: handRead.best,
    readRatio: ratio(read, handRead),
    writePerSecond: write.best,
    handWritePerSecond: handWrite.best,
    writeRatio: ratio(write, handWrite),
    peers,
    tenMillionRssGrowthMegabytes: memory.rssGrowthMegabytes,
    readSinglyPerSecond: readSingly.best,
    readSinglyRatio: ratio(readSingly, handRead),
    readMegabytesPerSecond: megabytes(read),
    writeMegabytesPerSecond: megabytes(write),
    readSpread: spread(read),
    handReadSpread: spread(handRead),
    writeSpread: spread(write),
    handWriteSpread: spread(handWrite),
    memoryRecords: size.memory.records,
    memoryRssMegabytes: memory.rssMegabytes,
    memorySeconds: memory.seconds,
    quick,
    node: process.version,
  }
}
