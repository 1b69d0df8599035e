/*
 * One of the hub processes that share books on MariaDB: it accepts its part of the messages and runs those of its
 * partitions. It is told what to do by bench/hubs.ts, over the channel that Node lays to a forked process.
 */
import type { Kysely } from 'kysely'
import { openSharedBooks } from '../adapters/database/shared-books.js'
import { embeddedTransport } from '../adapters/embedded/transport.js'
import { rabbitTransport } from '../adapters/rabbitmq/transport.js'
import { booksOf } from '../bus/ends.js'
import { flow } from '../bus/flow.js'
import type { Told } from '../bus/message.js'
import type { Transport } from '../bus/ports/transport.js'
import { type BenchHub, benchFolder, benchHub, type Commits } from './hub.js'
import { round } from './measure.js'
import {
  type BenchTables,
  benchMigrations,
  ledgerOf,
  type Order,
  orderNo,
  orders,
  settle,
  settled,
  taker,
  threeSteps,
} from './shop.js'

export type Command =
  | {
      readonly do: 'open'
      readonly url: string
      readonly amqp?: string
      readonly name: string
      readonly timed: boolean
    }
  /** Accept orders with these numbers. */
  | {
      readonly do: 'run'
      readonly from: number
      readonly messages: number
      readonly callers: number
      /** Messages of this process's share that may be under way at one time. */
      readonly underWay: number
      /** How many processes run. */
      readonly of: number
    }
  /** Accept so many a second, and note when. */
  | { readonly do: 'pace'; readonly from: number; readonly messages: number; readonly perSecond: number }
  /** So many messages have reached the sink in all processes. */
  | { readonly do: 'hear'; readonly taken: number }
  | { readonly do: 'settle' }
  | { readonly do: 'close' }

/** What a process tells of itself while it runs, unasked. */
export interface Progress {
  readonly taken: number
}

export interface Settled {
  readonly commits: Commits
  /** Messages that came from other processes, the announcements included. */
  readonly travelled: number
  /** Share of the time since `run` within a commit. */
  readonly committing: number
}

/** Milliseconds of the machine's clock, which all its processes share. */
export interface Times {
  readonly accepted: readonly (readonly [id: string, at: number])[]
  readonly begun: readonly (readonly [id: string, at: number])[]
}

const nowMs = () => Number(process.hrtime.bigint()) / 1e6
/** How often the others are told how far this one is. */
const TELL_MS = 5

class Member {
  private hub: BenchHub | undefined
  private readonly folder = benchFolder()
  private sent = 0
  private taken = 0
  private told = 0
  private allTaken = 0
  private travelled = 0
  private before: Commits = { commits: 0, units: 0, ms: 0 }
  private began = 0
  private alone = false
  private telling: NodeJS.Timeout | undefined
  private waiting: (() => void)[] = []
  private room = () => true
  private accepted: [string, number][] = []
  private begun: [string, number][] = []

  async open({ url, amqp, name, timed }: Command & { do: 'open' }): Promise<void> {
    this.taken = 0
    this.told = 0
    this.allTaken = 0
    this.travelled = 0
    this.accepted = []
    this.begun = []
    const opened = await openSharedBooks({ url, version: 'bench', migrations: [benchMigrations] })
    const ledger = ledgerOf(() => {
      this.taken++
      if (this.alone) this.hear({ taken: this.taken })
    })
    const prefix = `bench-${new URL(url).pathname.slice(1)}`
    const log = () => {}
    const transport = amqp
      ? this.counting(rabbitTransport({ url: amqp, prefix, self: name, log }))
      : embeddedTransport()
    this.hub = await benchHub(this.folder.folder, [timed ? this.timed(ledger) : threeSteps(ledger), taker], {
      opened,
      transport,
    })
    await this.hub.engine.pause('bench/tell', 'operator:bench')
  }

  private timed(ledger: ReturnType<typeof ledgerOf>) {
    const noteBegin = (order: Order, { messageId }: Told): Order => {
      this.begun.push([messageId, nowMs()])
      return order
    }
    return flow('bench/settle')
      .from(orders)
      .transform(noteBegin)
      .change({
        in: booksOf<Kysely<BenchTables>>(),
        once: ({ orderId }) => orderId,
        announces: [settled],
        apply: settle,
      })
      .to(ledger.take)
  }

  private counting(transport: Transport): Transport {
    return {
      name: transport.name,
      open: (receiver) =>
        transport.open({
          came: (envelopes) => {
            for (const { kind } of envelopes) if (kind === 'message') this.travelled++
            return receiver.came(envelopes)
          },
          linked: () => receiver.linked(),
        }),
      send: (envelopes) => transport.send(envelopes),
      take: (partitions) => transport.take(partitions),
      get linked() {
        return transport.linked
      },
      get givenUp() {
        return transport.givenUp
      },
      close: () => transport.close(),
    }
  }

  async run({ from, messages, callers, underWay, of }: Command & { do: 'run' }): Promise<void> {
    const { engine, commits } = this.hub!
    this.before = { ...commits }
    this.began = performance.now()
    // Alone it knows at once what has reached the sink; with others it knows what all of them have told.
    this.alone = of === 1
    this.sent = 0
    this.room = () => this.sent - this.allTaken / of < underWay
    this.telling = setInterval(() => this.tell(), TELL_MS)
    let next = from
    const caller = async () => {
      for (let n = next++; n < from + messages; n = next++) {
        if (this.room()) this.sent++
        else await new Promise<void>((resolve) => this.waiting.push(resolve))
        await engine.send(orders, orderNo(n))
      }
    }
    await Promise.all(Array.from({ length: callers }, caller))
  }

  async pace({ from, messages, perSecond }: Command & { do: 'pace' }): Promise<void> {
    const { engine, commits } = this.hub!
    this.before = { ...commits }
    this.began = performance.now()
    this.alone = false
    this.telling = setInterval(() => this.tell(), TELL_MS)
    const sends: Promise<void>[] = []
    const began = performance.now()
    for (let next = 0; next < messages; ) {
      const due = Math.min(messages, Math.floor(((performance.now() - began) / 1_000) * perSecond))
      for (; next < due; next++)
        sends.push(
          engine.send(orders, orderNo(from + next)).then(({ messageId }) => {
            this.accepted.push([messageId, nowMs()])
          }),
        )
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await Promise.all(sends)
  }

  hear({ taken }: Pick<Command & { do: 'hear' }, 'taken'>): void {
    this.allTaken = taken
    for (; this.waiting.length > 0 && this.room(); this.sent++) this.waiting.shift()!()
  }

  private tell(): void {
    if (this.taken === this.told) return
    this.told = this.taken
    process.send!({ taken: this.taken } satisfies Progress)
  }

  async settle(): Promise<Settled & Times> {
    const { engine, commits } = this.hub!
    await engine.idle()
    clearInterval(this.telling)
    const { before, travelled, accepted, begun } = this
    const ms = commits.ms - before.ms
    return {
      commits: { commits: commits.commits - before.commits, units: commits.units - before.units, ms },
      committing: round(ms / (performance.now() - this.began), 2),
      travelled,
      accepted,
      begun,
    }
  }

  async close(): Promise<void> {
    await this.hub?.close()
    this.hub = undefined
  }

  remove(): void {
    this.folder.remove()
  }
}

const member = new Member()

async function carriedOut(command: Exclude<Command, { do: 'hear' }>): Promise<object | null> {
  switch (command.do) {
    case 'open':
      await member.open(command)
      return null
    case 'run':
      await member.run(command)
      return null
    case 'pace':
      await member.pace(command)
      return null
    case 'settle':
      return await member.settle()
    case 'close':
      await member.close()
      return null
  }
}

process.on('message', (command: Command) => {
  if (command.do === 'hear') return member.hear(command)
  carriedOut(command).then(
    (answer) => process.send!({ done: command.do, answer }),
    (error: unknown) =>
      process.send!({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
process.on('disconnect', () => {
  member.remove()
  process.exit(0)
})
