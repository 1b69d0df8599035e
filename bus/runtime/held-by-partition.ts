import { randomInt } from 'node:crypto'
import { PARTITIONS, partitionOf } from '../partition.js'
import { HeldKeys } from './held.js'

/** Held keys, each partition by itself where partitions come and go: a table of hashes cannot tell whose they are. */
export class HeldByPartition {
  private readonly tables: HeldKeys[]
  private readonly ofName: (name: string) => HeldKeys

  constructor(parted: boolean) {
    this.tables = Array.from({ length: parted ? PARTITIONS : 1 }, newTable)
    const [only] = this.tables
    this.ofName = parted ? (name) => this.tables[partitionOfName(name)]! : () => only!
  }

  has(name: string): boolean {
    return this.ofName(name).has(name)
  }

  hasHolder(name: string, messageId: string): boolean {
    return this.ofName(name).hasHolder(name, messageId)
  }

  add(name: string, messageId: string): void {
    this.ofName(name).add(name, messageId)
  }

  remove(name: string, messageId: string): boolean {
    return this.ofName(name).remove(name, messageId)
  }

  drop(partition: number): void {
    this.tables[partition] = newTable()
  }

  get size(): number {
    return this.tables.reduce((sum, { size }) => sum + size, 0)
  }

  get bytes(): number {
    return this.tables.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}

function newTable(): HeldKeys {
  return new HeldKeys(randomInt(2 ** 32))
}

const SEPARATOR = '\u0000'

/** How a key is named here, with its flow. */
export function nameOf(flow: string, key: string): string {
  return flow + SEPARATOR + key
}

export function partitionOfName(name: string): number {
  return partitionOf(name.slice(name.indexOf(SEPARATOR) + 1))
}
