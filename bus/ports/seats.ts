/**
 * Several processes on the same books. The living messages are divided into 16 partitions by their order keys; each
 * partition is run by one process at a time, its owner. Ownership is a lease with a number (the fence): whoever lost it
 * can commit nothing more for the partition, however long it was away. All times are the database's.
 */

/** One process that lives, as the others see it. */
export interface Member {
  readonly id: string
  /** Name of host and process, for people. */
  readonly name: string
  readonly version: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Until when it counts as alive. */
  readonly until: number
  /** It gives its partitions away and takes no more. */
  readonly leaving: boolean
  /** It has no way to the others, and so must have none beside it. */
  readonly alone: boolean
}

export interface Partition {
  /** 0 to 15. */
  readonly no: number
  /** Id of the owning member, who may be dead by now. */
  readonly owner?: string
  /** Rises with each new owner. */
  readonly fence: number
  /** Highest seq ever given to a message of this partition. */
  readonly lastSeq: number
}

/** What a beat tells. */
export interface Seating {
  readonly now: number
  /** Those whose time is not over, this one included, by id. */
  readonly members: readonly Member[]
  readonly partitions: readonly Partition[]
}

/** A partition that was free, or whose owner is dead, and is ours now. */
export interface Claimed extends Partition {
  /** Its last owner has not given it back: what ran there may have been cut off anywhere. */
  readonly unclean: boolean
}

/** What a process knows of itself among those that share the books. Counts are since its start. */
export interface Membership {
  /** Processes that lived at the last beat, this one included. */
  readonly members: number
  /** Partitions whose messages are begun here. */
  readonly owned: readonly number[]
  /** Whether its time is not over: the books were reached within the lease. */
  readonly isMember: boolean
  /** Whether the way to the other processes stands. */
  readonly isLinked: boolean
  readonly beats: number
  readonly failedBeats: number
  /** Partitions that others took over while this process still counted them as its own. */
  readonly lostPartitions: number
  readonly envelopes: {
    /** Given to the transport, those included that it gave up. */
    readonly sent: number
    readonly givenUp: number
    readonly came: number
  }
  /** Messages that were read from the books: their partition was taken over, or their envelope did not come. */
  readonly found: number
}

export interface Seats {
  /** Id of this process among the members, new for each start. */
  readonly self: string
  /**
   * Says that this process lives for another `leaseMs`, and reads who else does. Connections of members whose time is over
   * are cut, so that a transaction they have left open stops nobody.
   */
  beat(leaseMs: number, leaving: boolean): Promise<Seating>
  /** Takes partitions that nobody alive owns; answers with those it got. */
  claim(partitions: readonly number[]): Promise<readonly Claimed[]>
  /** Gives back partitions on which nothing runs any more. */
  release(partitions: readonly number[]): Promise<void>
  /** As a beat, but says nothing and cuts nobody: for those who are no member. Lists members too whose time is over. */
  look(): Promise<Seating>
  /** This process is no member any more. */
  leave(): Promise<void>
}
