import type { LivingMessage } from '../ports/message.js'
import type { Claimed, Membership, Seating, Seats } from '../ports/seats.js'
import type { Store } from '../ports/store.js'
import type { Transport } from '../ports/transport.js'
import type { Dispatcher } from './dispatcher.js'
import type { Distribution } from './distribution.js'
import { readHeld } from './key-turns.js'
import { seatingPlan } from './seating.js'
import { Sweep } from './sweep.js'
import { type After, systemTimers, within } from './timers.js'

interface OwnershipUse {
  readonly store: Store
  readonly seats: Seats
  readonly transport: Transport
  readonly dispatcher: Dispatcher
  readonly distribution: Distribution
  readonly after?: After | undefined
  readonly now: () => number
  /** How long this process counts as alive after a beat, in milliseconds. */
  readonly leaseMs: number
  /** A partition was taken over from a process that has died. */
  readonly suspect: (partition: number, upTo: number) => void
  /** Partitions are run here from now on, or no more. */
  readonly gained: (partition: number) => void
  readonly lost: (partition: number) => void
  /** They stood in line in a partition that is not ours any more, and are in no book. */
  readonly moved: (messages: readonly LivingMessage[]) => void
  /** The books were reached. */
  readonly beaten: () => Promise<void>
  readonly trouble: (sentence: string, error: unknown) => void
}

/** Beats within one lease: some may be late or lost. */
const BEATS = 5
/** With a long lease too, a partition that comes free is taken soon. */
const SLOWEST_MS = 1_000
/** How long a process that ends waits for the books, twice at most. */
const LEFT_MS = 1_000
/** With fewer ready messages in the partitions that are begun, only their flows read from the books. */
const LOOKED_AT = 256

/** Which partitions this process runs: renews its lease, takes what is free, gives up what others should have. */
export class Ownership {
  private readonly use: OwnershipUse
  /** Fences of the partitions whose messages may commit here, those included that are being given up. */
  private readonly fences = new Map<number, number>()
  private readonly giving = new Map<number, Promise<void>>()
  private members: Seating['members'] = []
  private beating: Promise<void> | undefined
  private acting: Promise<void> | undefined
  /** Ours in the books, and not yet begun here. */
  private readonly claiming = new Set<number>()
  /** On their way back to the books: many beats may find them before the writer has time for it. */
  private readonly releasing = new Set<number>()
  private cancel: () => void = () => {}
  private leaving = false
  private stopped = false
  private beats = 0
  private readonly sweep: Sweep
  /** When the last beat that reached the books was begun. */
  private renewedAt = Number.NEGATIVE_INFINITY
  private failedBeats = 0
  private lostPartitions = 0

  constructor(use: OwnershipUse) {
    this.use = use
    const { store, dispatcher, distribution } = use
    this.sweep = new Sweep({ store, dispatcher, known: (partition) => distribution.known(partition) })
  }

  /** The fence under which a run of this partition may begin here. */
  fenceOf(partition: number): number | undefined {
    return this.fences.get(partition)
  }

  /** Whether messages of this partition are begun here. */
  owns(partition: number): boolean {
    return this.fences.has(partition) && !this.giving.has(partition)
  }

  get owned(): readonly number[] {
    return [...this.fences.keys()].filter((partition) => !this.giving.has(partition))
  }

  get state(): Pick<Membership, 'members' | 'owned' | 'isMember' | 'beats' | 'failedBeats' | 'lostPartitions'> {
    const { beats, failedBeats, lostPartitions, owned } = this
    const isMember = this.use.now() - this.renewedAt < this.use.leaseMs
    return { members: this.members.length, owned, isMember, beats, failedBeats, lostPartitions }
  }

  /** Joins the others and takes the first partitions. Throws when the books cannot be reached. */
  async start(): Promise<void> {
    await this.beat()
    this.next()
    await this.acting
  }

  private next(ms = Math.min(this.use.leaseMs / BEATS, SLOWEST_MS)): void {
    if (this.stopped) return
    this.cancel = (this.use.after ?? systemTimers)(ms, () => {
      this.beating = this.beat()
        .catch((error: unknown) => {
          this.failedBeats++
          this.use.trouble('the books could not be told that this process lives', error)
        })
        .finally(() => this.next())
    })
  }

  private async beat(): Promise<void> {
    const { seats, leaseMs, distribution, dispatcher } = this.use
    const began = this.use.now()
    const seating = await seats.beat(leaseMs, this.leaving)
    this.renewedAt = began
    this.look(seating)
    for (const { no, lastSeq } of seating.partitions) distribution.seen(no, lastSeq)
    const movable = [...this.giving.keys(), ...this.owned.filter((partition) => dispatcher.isBriskIn(partition))]
    const { claim, giveUp } = seatingPlan(seats.self, seating, movable)
    for (const partition of giveUp) if (this.owns(partition)) void this.giveUp(partition)
    // What others have given a time is noticed with the next beat at the latest.
    dispatcher.wakeBy(0)
    this.beats++
    this.act(claim)
  }

  /**
   * What follows from a beat. The next one does not wait for it: a claim takes its turn behind all who write, and one that
   * hangs while it has the turn is cut off only by the beats of the others.
   */
  private act(claim: readonly number[]): void {
    if (this.acting !== undefined || this.leaving) return
    // What still runs here from before it was lost does not stand in the lines of its keys any more: others would overtake it.
    const quiet = claim.filter((partition) => this.use.dispatcher.isQuietIn(partition))
    const work = async () => {
      if (quiet.length > 0) await this.claim(quiet)
      await this.use.beaten()
      await this.sweep.next()
    }
    this.acting = work()
      .catch((error: unknown) => this.use.trouble('what the other processes have left could not be taken up', error))
      .finally(() => {
        this.acting = undefined
      })
  }

  /** What others have done meanwhile. */
  private look({ members, partitions }: Seating): void {
    const { seats, distribution } = this.use
    for (const { no, owner, fence } of partitions) {
      const mine = this.fences.get(no)
      if (owner === seats.self && mine === undefined && !this.claiming.has(no)) void this.release(no)
      else if (mine !== undefined && (owner !== seats.self || fence !== mine)) this.drop(no)
    }
    const left = this.members.filter(({ id }) => !members.some((one) => one.id === id))
    this.members = members
    // What they were about to tell, they may not have told, those included that left in good order.
    if (left.length > 0) for (const partition of this.owned) distribution.lookAgain(partition)
  }

  /** It was lost: somebody else runs it by now. */
  private drop(partition: number): void {
    this.lostPartitions++
    this.fences.delete(partition)
    this.giving.delete(partition)
    void this.letGo(partition)
  }

  private letGo(partition: number): Promise<void> {
    const { dispatcher, distribution, lost, moved, transport } = this.use
    distribution.closed(partition)
    const { left, quiet } = dispatcher.lose(partition)
    lost(partition)
    moved(left)
    transport
      .take(new Set(this.owned))
      .then(() => distribution.left(partition))
      .catch((error: unknown) => this.use.trouble('a queue could not be left', error))
    return quiet
  }

  /** What runs may end; then others may have it. */
  private giveUp(partition: number): Promise<void> {
    const fence = this.fences.get(partition)
    // Not at once: it must count as given up before what is taken from the others is said anew.
    const done = Promise.resolve()
      .then(async () => {
        await this.letGo(partition)
        if (this.fences.get(partition) !== fence) return
        this.fences.delete(partition)
        await this.release(partition)
      })
      .finally(() => this.giving.delete(partition))
    this.giving.set(partition, done)
    return done
  }

  private async release(partition: number): Promise<void> {
    if (this.releasing.has(partition)) return
    this.releasing.add(partition)
    try {
      await this.use.seats.release([partition])
    } catch (error) {
      // It is found again at the next beat.
      this.use.trouble(`partition ${partition} could not be given back`, error)
    } finally {
      this.releasing.delete(partition)
    }
  }

  private async claim(wanted: readonly number[]): Promise<void> {
    for (const no of wanted) this.claiming.add(no)
    try {
      const claimed = (await this.use.seats.claim(wanted)).filter(({ no }) => !this.giving.has(no))
      if (claimed.length > 0 && !this.leaving) await this.begin(claimed)
    } finally {
      this.claiming.clear()
    }
  }

  private async begin(claimed: readonly Claimed[]): Promise<void> {
    const { store, dispatcher, distribution, transport, gained, suspect } = this.use
    for (const { no, lastSeq, unclean } of claimed) if (unclean) suspect(no, lastSeq)
    const partitions = claimed.map(({ no }) => no)
    // In this order: what is held no more when it is read is ready by then, and one that is held asks the books.
    await readHeld(store, dispatcher.keys, partitions)
    const behind = await this.behind(partitions)
    if (this.leaving) return
    for (const { no, fence, lastSeq } of claimed) {
      this.fences.set(no, fence)
      dispatcher.gain(no, behind(no))
      distribution.opened(no, lastSeq)
      gained(no)
    }
    transport.take(new Set(this.owned)).catch((error: unknown) => this.use.trouble('a queue could not be taken', error))
  }

  /** The flows of which the books hold ready messages in a partition; when those are many, all that may have some. */
  private async behind(partitions: readonly number[]): Promise<(partition: number) => ReadonlySet<string>> {
    const { store } = this.use
    const rows = await store.readyIn(partitions, 0, LOOKED_AT)
    if (rows.length === LOOKED_AT) {
      const all = new Set((await store.counts()).map(({ flow }) => flow))
      return () => all
    }
    const flows = new Map(partitions.map((partition) => [partition, new Set<string>()]))
    for (const { partition, flow } of rows) flows.get(partition)!.add(flow)
    return (partition) => flows.get(partition)!
  }

  /**
   * Gives all partitions up; what runs may end within `ms` milliseconds. The others take over at once, and hear until
   * `left` that this one lives: they would take what it still runs for the work of a dead one.
   */
  async leave(ms: number): Promise<void> {
    this.leaving = true
    for (const partition of this.owned) void this.giveUp(partition)
    // Others see it leave, and are there when a partition comes free.
    void (this.beating ?? Promise.resolve()).finally(() => {
      this.cancel()
      this.next(0)
    })
    await within(Promise.allSettled(this.giving.values()), ms)
  }

  /** The last thing: nothing is committed here any more. Books that do not answer see the lease run out. */
  async left(): Promise<void> {
    this.stopped = true
    this.cancel()
    // A late beat would join anew.
    await within(this.beating ?? Promise.resolve(), LEFT_MS)
    await within(this.use.seats.leave(), LEFT_MS)
  }
}
