import { deepStrictEqual } from 'node:assert/strict'
import { type LimitRow, limitLayout, limitOf, rowsOf } from './fixed-width-layout.js'
import type { Part } from './part.js'

export interface RatesOptions {
  /** Records of one measurement. */
  readonly records: number
  readonly rounds: number
}

/** Records a second, each the best of the rounds, in which all take turns; the worst round beside it. */
export interface RatesResult {
  readonly read: Rate
  readonly readSingly: Rate
  readonly handRead: Rate
  readonly write: Rate
  readonly handWrite: Rate
}
export interface Rate {
  readonly best: number
  readonly worst: number
}

/** The same thousand records again and again, as the limit does it. */
function* times<T>(value: T, count: number): Generator<T> {
  for (let i = 0; i < count; i++) yield value
}

/** All ways take turns of this many records, so that whatever else the machine does slows all of them alike. */
const TURN = 20_000

export const part: Part<RatesOptions, RatesResult> = async ({ records: total, rounds }) => {
  const limit = await limitOf()
  const { SIZE, records } = limit
  const rows = rowsOf(limit)
  const chunk = Buffer.allocUnsafe(SIZE * records.length)
  const handWriteAll = () => {
    for (let i = 0; i < records.length; i++) limit.write(records[i]!, chunk, i * SIZE)
  }
  await sameAsByHand(rows, handWriteAll, chunk)

  let seen = 0n
  const ways: Record<keyof RatesResult, (thousands: number) => Promise<void>> = {
    async handRead(thousands) {
      for (let n = 0; n < thousands; n++) {
        const s = chunk.toString('latin1')
        for (let i = 0; i < records.length; i++) seen += limit.read(chunk, s, i * SIZE).amount
      }
    },
    async read(thousands) {
      for await (const batch of limitLayout.readBatches(times(chunk, thousands))) {
        for (const row of batch) seen += row.amount
      }
    },
    async readSingly(thousands) {
      for await (const row of limitLayout.read(times(chunk, thousands))) seen += row.amount
    },
    async handWrite(thousands) {
      for (let n = 0; n < thousands; n++) handWriteAll()
    },
    async write(thousands) {
      let bytes = 0
      for await (const some of limitLayout.write(times(rows, thousands))) bytes += some.length
      if (bytes !== thousands * chunk.length) throw new Error(`${bytes} bytes were written, which is not all`)
    },
  }
  const names = Object.keys(ways) as (keyof RatesResult)[]
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<keyof RatesResult, number[]>
  const turn = Math.min(TURN, total)
  // The round before the first is for the compiler.
  for (let round = -1; round < rounds; round++) {
    const took = Object.fromEntries(names.map((name) => [name, 0])) as Record<keyof RatesResult, number>
    for (let done = 0; done < total; done += turn) {
      for (const name of names) {
        const began = performance.now()
        await ways[name](turn / records.length)
        took[name] += performance.now() - began
      }
    }
    if (round >= 0) for (const name of names) rates[name].push(total / (took[name] / 1_000))
  }
  if (seen === 0n) throw new Error('nothing was read')
  const rateOf = (name: keyof RatesResult): Rate => ({
    best: Math.round(Math.max(...rates[name])),
    worst: Math.round(Math.min(...rates[name])),
  })
  return {
    read: rateOf('read'),
    readSingly: rateOf('readSingly'),
    handRead: rateOf('handRead'),
    write: rateOf('write'),
    handWrite: rateOf('handWrite'),
  }
}

/** Speed says nothing about a reader that reads something else: both ways agree about every byte and every value. */
async function sameAsByHand(rows: readonly LimitRow[], handWriteAll: () => void, chunk: Buffer): Promise<void> {
  handWriteAll()
  const written: Uint8Array[] = []
  for await (const some of limitLayout.write([rows])) written.push(some)
  deepStrictEqual(Buffer.concat(written), chunk)
  const read: unknown[] = []
  for await (const batch of limitLayout.readBatches([chunk])) read.push(...batch)
  deepStrictEqual(read, rows)
}
