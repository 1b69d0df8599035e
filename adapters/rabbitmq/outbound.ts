import type { ConfirmChannel, Message } from 'amqplib'
import { PARTITIONS } from '../../bus/partition.js'
import type { Envelope } from '../../bus/ports/transport.js'
import type { After } from '../../bus/runtime/timers.js'
import { encodedEnvelope, joined, MOST_BYTES } from './envelopes.js'
import { isNack, keyOf } from './topology.js'

/** A body is closed when it has reached one of these, unless a single envelope is longer. */
const BODY_BYTES = 256 * 1024
const BODY_ENVELOPES = 256
/**
 * Bodies of one partition on their way at one time. While so many are, what is sent gathers into the next one: a quiet
 * hub sends each envelope at once, a busy one many together, which is what a quorum queue is fast at.
 */
const FLYING = 4
/** Envelopes and bytes on their way at most, for all partitions together. */
const MOST_WAITING = 50_000
const MOST_WAITING_BYTES = 64 * 1024 * 1024
/** What is not confirmed after this time is given up. */
export const GIVE_UP_MS = 5_000
/** The broker refused a body, because a queue is full or gone: not at once again. */
const REFUSED_MS = 500

/** One call of `send`. */
interface Sending {
  left: number
  readonly done: () => void
}
interface Waiting {
  readonly bytes: Buffer
  readonly sending: Sending
  readonly since: number
}
interface Body {
  readonly lane: Lane
  readonly bytes: number
  readonly since: number
  readonly waiting: readonly Waiting[]
  /** What has a place in the window: neither confirmed nor refused, even if nobody waits for it any more. */
  holds: boolean
  /** The callers have been told, by confirmation or because it was given up. */
  told: boolean
  returned: boolean
}
interface Lane {
  readonly key: string
  waiting: Waiting[]
  flying: number
  /** Envelopes were given up: the owner is to look. */
  look: boolean
  readonly lookBytes: Buffer
  resting: boolean
}

export interface OutboundUse {
  readonly exchange: string
  readonly self: string
  readonly after: After
  readonly now: () => number
  /** A body came back because no queue takes it. */
  readonly unroutable: () => void
  /** Envelopes of a partition were given up, the first since its owner was last told to look. */
  readonly gaveUp: (why: string) => void
  readonly giveUpMs?: number
}

/** Brings envelopes to the broker, in their order, many in one body, confirmed. Everything is bounded. */
export class Outbound {
  readonly #use: OutboundUse
  readonly #lanes: readonly Lane[]
  readonly #flying = new Map<string, Body>()
  #channel: ConfirmChannel | undefined
  #blocked = false
  /** The library has enough to write. */
  #full = false
  #count = 0
  #bytes = 0
  #no = 0
  #flushing = false
  #watching = false
  #idle: (() => void)[] = []
  #givenUp = 0

  constructor(use: OutboundUse) {
    this.#use = use
    this.#lanes = Array.from({ length: PARTITIONS }, (_, partition) => ({
      key: keyOf(partition),
      waiting: [],
      flying: 0,
      look: false,
      lookBytes: encodedEnvelope({ kind: 'look', partition }),
      resting: false,
    }))
  }

  /** Envelopes that were given up so far. */
  get givenUp(): number {
    return this.#givenUp
  }

  /** Resolves when all are confirmed or given up; never rejects. */
  send(envelopes: readonly Envelope[]): Promise<void> {
    return new Promise((done) => {
      // One more for this call itself, so that it is not over before all were taken.
      const sending: Sending = { left: 1, done }
      for (const envelope of envelopes) this.#take(envelope, sending)
      over(sending)
      this.#soon()
    })
  }

  #take(envelope: Envelope, sending: Sending): void {
    const lane = this.#lanes[envelope.partition]
    if (lane === undefined) throw new RangeError(`partition ${envelope.partition} is none of ${PARTITIONS}`)
    if (this.#channel === undefined) {
      this.#giveUp(lane, 1, 'the link does not stand')
      return
    }
    const bytes = encodedEnvelope(envelope)
    const full = this.#noRoomFor(bytes.length)
    if (full !== undefined) {
      this.#giveUp(lane, 1, full)
      return
    }
    sending.left++
    this.#count++
    this.#bytes += bytes.length
    lane.waiting.push({ bytes, sending, since: this.#use.now() })
  }

  #noRoomFor(bytes: number): string | undefined {
    if (bytes > MOST_BYTES) return `an envelope is longer than ${MOST_BYTES} bytes`
    if (this.#count >= MOST_WAITING) return `${MOST_WAITING} envelopes are on their way`
    return this.#bytes + bytes > MOST_WAITING_BYTES ? `${MOST_WAITING_BYTES} bytes are on their way` : undefined
  }

  #giveUp(lane: Lane, count: number, why: string): void {
    this.#givenUp += count
    if (!lane.look) this.#use.gaveUp(why)
    lane.look = true
  }

  /** A channel stands; what was given up is told now. */
  attach(channel: ConfirmChannel): void {
    this.#channel = channel
    this.#full = false
    this.#blocked = false
    channel.on('drain', () => {
      if (this.#channel !== channel) return
      this.#full = false
      this.#soon()
    })
    channel.on('return', (message: Message) => {
      const body = this.#flying.get(String(message.properties.messageId))
      if (body === undefined) return
      body.returned = true
      this.#use.unroutable()
    })
    this.#soon()
  }

  /** The channel is gone; whether the broker has what was not confirmed is not known, so all of it is given up. */
  detach(): void {
    if (this.#channel === undefined) return
    this.#channel = undefined
    for (const [id, body] of this.#flying) this.#over(id, body, 'the link was lost')
    for (const lane of this.#lanes) this.#drop(lane, lane.waiting.length, 'the link was lost')
  }

  /** The broker takes nothing for now, or again. */
  block(now: boolean): void {
    this.#blocked = now
    if (!now) this.#soon()
  }

  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve)
      this.#tellIdle()
    })
  }

  /** At the end of this turn, so that what several callers send in it goes together. */
  #soon(): void {
    if (this.#flushing) return
    this.#flushing = true
    setImmediate(() => {
      this.#flushing = false
      for (const lane of this.#lanes) this.#flush(lane)
      this.#watch()
      this.#tellIdle()
    })
  }

  #flush(lane: Lane): void {
    while (
      this.#channel !== undefined &&
      !this.#blocked &&
      !this.#full &&
      !lane.resting &&
      lane.flying < FLYING &&
      (lane.look || lane.waiting.length > 0)
    )
      this.#publish(this.#channel, lane)
  }

  #publish(channel: ConfirmChannel, lane: Lane): void {
    const { waiting } = lane
    let taken = 0
    let bytes = 0
    while (taken < waiting.length && taken < BODY_ENVELOPES) {
      const next = waiting[taken]!.bytes.length
      if (taken > 0 && bytes + next > BODY_BYTES) break
      bytes += next
      taken++
    }
    const body: Body = {
      lane,
      bytes,
      since: this.#use.now(),
      waiting: taken === waiting.length ? waiting : waiting.slice(0, taken),
      holds: true,
      told: false,
      returned: false,
    }
    lane.waiting = taken === waiting.length ? [] : waiting.slice(taken)
    const envelopes = body.waiting.map((each) => each.bytes)
    // Before what comes now, since what is missing lies before it.
    if (lane.look) envelopes.unshift(lane.lookBytes)
    lane.look = false
    lane.flying++
    const id = String(++this.#no)
    this.#flying.set(id, body)
    const options = {
      persistent: true,
      mandatory: true,
      messageId: id,
      appId: this.#use.self,
      contentType: 'application/vnd.dromedary.envelopes',
    }
    try {
      const more = channel.publish(this.#use.exchange, lane.key, joined(envelopes), options, (error) => {
        const lost = error ? refusalIn(error) : body.returned ? 'no queue takes them' : undefined
        this.#over(id, body, lost)
      })
      if (!more) this.#full = true
    } catch {
      // Closed, and the event that says so has not come yet.
      this.#over(id, body, 'the link was lost')
    }
  }

  #over(id: string, body: Body, lost: string | undefined): void {
    if (!body.holds) return
    body.holds = false
    this.#flying.delete(id)
    const { lane } = body
    lane.flying--
    this.#count -= body.waiting.length
    this.#bytes -= body.bytes
    if (lost !== undefined) {
      this.#giveUp(lane, body.told ? 0 : body.waiting.length, lost)
      if (this.#channel !== undefined) this.#rest(lane)
    }
    this.#tell(body)
    this.#soon()
  }

  #tell(body: Body): void {
    if (body.told) return
    body.told = true
    for (const { sending } of body.waiting) over(sending)
  }

  /** Gives up the first `count` of those that wait to be published. */
  #drop(lane: Lane, count: number, why: string): void {
    if (count === 0) return
    const dropped = lane.waiting.splice(0, count)
    this.#giveUp(lane, count, why)
    this.#count -= count
    for (const { bytes, sending } of dropped) {
      this.#bytes -= bytes.length
      over(sending)
    }
  }

  #rest(lane: Lane): void {
    lane.resting = true
    this.#use.after(REFUSED_MS, () => {
      lane.resting = false
      this.#soon()
    })
  }

  /** Callers are released in time even if the broker neither confirms nor refuses nor goes away. */
  #watch(): void {
    if (this.#watching || this.#count + this.#flying.size === 0) return
    this.#watching = true
    const within = this.#use.giveUpMs ?? GIVE_UP_MS
    this.#use.after(within / 10, () => {
      this.#watching = false
      const oldest = this.#use.now() - within
      const why = this.#blocked ? 'the broker takes nothing for now' : 'the broker confirmed nothing in time'
      for (const body of this.#flying.values()) {
        if (body.told || body.since > oldest) continue
        // It keeps its place in the window: its bytes may still lie in this process.
        this.#giveUp(body.lane, body.waiting.length, why)
        this.#tell(body)
      }
      for (const lane of this.#lanes) {
        const young = lane.waiting.findIndex((each) => each.since > oldest)
        this.#drop(lane, young < 0 ? lane.waiting.length : young, why)
      }
      this.#soon()
    })
  }

  #tellIdle(): void {
    if (this.#idle.length === 0 || this.#count > 0) return
    const told = this.#idle
    this.#idle = []
    for (const resolve of told) resolve()
  }
}

const refusalIn = (error: unknown) => (isNack(error) ? 'the broker refused them' : 'the link was lost')

function over(sending: Sending): void {
  if (--sending.left === 0) sending.done()
}
