import type { Envelope, Receiver, Transport } from '../../bus/ports/transport.js'

export interface SwitchboardOptions {
  /** Envelopes that wait at most, for all partitions together; 50,000 unless told. */
  readonly most?: number
  /** Bytes of bodies that wait at most; 64 MiB unless told. */
  readonly mostBytes?: number
  /** Milliseconds before what a receiver refused comes again; 1,000 unless told. */
  readonly againMs?: number
}

/** Told in one call at most. */
const MOST_AT_ONCE = 1_024

interface Member {
  readonly self: string
  receiver: Receiver | undefined
  readonly takes: Set<number>
  givenUp: number
  /** What this member is being told, by partition. */
  readonly busy: Map<number, Promise<void>>
}

interface Post {
  readonly partition: number
  waiting: Envelope[]
  /** In the order in which they came; the first is told. */
  readonly takers: Member[]
  telling: boolean
  rest: ReturnType<typeof setTimeout> | undefined
}

/** Carries envelopes between receivers of one process: `join` gives each its transport. */
export class Switchboard {
  readonly #posts = new Map<number, Post>()
  readonly #options: Required<SwitchboardOptions>
  #count = 0
  #bytes = 0

  constructor({ most = 50_000, mostBytes = 64 * 1024 * 1024, againMs = 1_000 }: SwitchboardOptions = {}) {
    this.#options = { most, mostBytes, againMs }
  }

  join(self: string): Transport {
    const member: Member = { self, receiver: undefined, takes: new Set(), givenUp: 0, busy: new Map() }
    return {
      name: 'embedded',
      open: async (receiver) => {
        member.receiver = receiver
      },
      send: async (envelopes) => {
        if (member.receiver !== undefined) for (const envelope of envelopes) this.#post(member, envelope)
      },
      take: (partitions) => this.#take(member, new Set(partitions)),
      get linked() {
        return member.receiver !== undefined
      },
      get givenUp() {
        return member.givenUp
      },
      close: async () => {
        await this.#take(member, new Set())
        member.receiver = undefined
      },
    }
  }

  #at(partition: number): Post {
    let post = this.#posts.get(partition)
    if (post === undefined) {
      post = { partition, waiting: [], takers: [], telling: false, rest: undefined }
      this.#posts.set(partition, post)
    }
    return post
  }

  #post(member: Member, envelope: Envelope): void {
    const post = this.#at(envelope.partition)
    const { most, mostBytes } = this.#options
    if (this.#count >= most || this.#bytes + bytesOf(envelope) > mostBytes) {
      // The owner finds in the books what does not fit in here; one look says so for all of them.
      member.givenUp++
      const last = post.waiting.at(-1)
      if (last?.kind !== 'look' || last.flow !== undefined) this.#add(post, { kind: 'look', partition: post.partition })
    } else this.#add(post, envelope)
    this.#soon(post)
  }

  #add(post: Post, envelope: Envelope): void {
    post.waiting.push(envelope)
    this.#count++
    this.#bytes += bytesOf(envelope)
  }

  async #take(member: Member, wanted: ReadonlySet<number>): Promise<void> {
    const over: (Promise<void> | undefined)[] = []
    for (const partition of [...member.takes]) {
      if (wanted.has(partition)) continue
      member.takes.delete(partition)
      const post = this.#at(partition)
      post.takers.splice(post.takers.indexOf(member), 1)
      over.push(member.busy.get(partition))
      this.#now(post)
    }
    for (const partition of wanted) {
      if (member.takes.has(partition)) continue
      member.takes.add(partition)
      const post = this.#at(partition)
      post.takers.push(member)
      this.#soon(post)
    }
    await Promise.all(over)
  }

  /** Somebody else is to be told: what the one before refused need not rest. */
  #now(post: Post): void {
    clearTimeout(post.rest)
    post.rest = undefined
    this.#soon(post)
  }

  #soon(post: Post): void {
    if (post.telling || post.rest !== undefined || post.waiting.length === 0 || post.takers.length === 0) return
    post.telling = true
    // In a later turn: nobody is told something while still sending it.
    setImmediate(() => {
      const taker = post.takers[0]
      if (taker === undefined) {
        post.telling = false
        return
      }
      const told = this.#tell(post, taker).finally(() => {
        taker.busy.delete(post.partition)
        post.telling = false
        this.#soon(post)
      })
      taker.busy.set(post.partition, told)
    })
  }

  /** Never rejects. What was not taken stays at the head. */
  async #tell(post: Post, taker: Member): Promise<void> {
    const told = post.waiting.slice(0, MOST_AT_ONCE)
    try {
      await taker.receiver?.came(told)
    } catch {
      if (post.takers[0] !== taker) return
      post.rest = setTimeout(() => this.#now(post), this.#options.againMs)
      return
    }
    post.waiting.splice(0, told.length)
    this.#count -= told.length
    for (const each of told) this.#bytes -= bytesOf(each)
  }
}

const bytesOf = (envelope: Envelope) =>
  envelope.kind === 'message' ? envelope.message.body.length + (envelope.message.raw?.length ?? 0) : 0

/** The transport of a hub that is alone on its books. */
export function embeddedTransport(options: SwitchboardOptions = {}): Transport {
  return Object.assign(new Switchboard(options).join('alone'), { isAlone: true } as const)
}
