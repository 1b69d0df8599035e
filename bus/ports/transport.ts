import type { NewMessage } from './message.js'

/**
 * What one process brings to the owner of a partition. The books hold everything that an envelope says: one that is lost,
 * comes twice or comes late changes nothing but the time at which the owner learns of it.
 */
export type Envelope =
  /**
   * A message was accepted. `after`: the seq of the one accepted before it in its partition, so that the owner sees
   * whether one is missing.
   */
  | {
      readonly kind: 'message'
      readonly partition: number
      readonly seq: number
      readonly after: number
      readonly message: NewMessage
    }
  /** A message was accepted that the owner need not start: a part that is held, one that has ended or runs elsewhere. */
  | { readonly kind: 'passed'; readonly partition: number; readonly seq: number; readonly after: number }
  /** A message has become ready, or is due at a time, by what another process has committed. */
  | { readonly kind: 'stirred'; readonly partition: number; readonly id: string; readonly due?: number }
  /** A key is held no more by a message that did not run. */
  | {
      readonly kind: 'freed'
      readonly partition: number
      readonly flow: string
      readonly key: string
      readonly messageId: string
    }
  /**
   * Envelopes may have been lost, or many messages became ready at once: the owner reads the partition from the books
   * again, or what one flow has there from a seq on.
   */
  | { readonly kind: 'look'; readonly partition: number; readonly flow?: string; readonly seq?: number }

/** Whom a transport tells. */
export interface Receiver {
  /**
   * What has come for the partitions taken here; from one sender in the order of sending. When the promise resolves they
   * are acknowledged; what was not is brought again, to whoever takes the partition then.
   */
  came(envelopes: readonly Envelope[]): Promise<void>
  /** The link to the broker was lost and stands again: what was sent meanwhile may come late. */
  linked(): void
}

/**
 * Carries envelopes between the processes of a hub. One implementation stays inside the process, one speaks to RabbitMQ;
 * both pass `test/conformance/transport.ts`.
 */
export interface Transport {
  readonly name: 'embedded' | 'rabbitmq'
  /** It reaches no other process, so the books must have no other one. */
  readonly isAlone?: boolean
  /** Links up and begins to tell. Throws when the first link cannot be made. */
  open(receiver: Receiver): Promise<void>
  /**
   * Brings envelopes on their way, in their order. Resolves when they are kept by whoever carries them. Without a link, or
   * with too many on their way, envelopes are given up, and each partition concerned gets a `look` as soon as that is
   * possible: nobody waits for a broker, and nothing gathers without bound.
   */
  send(envelopes: readonly Envelope[]): Promise<void>
  /** From now on exactly these partitions are taken here. Resolves when what came for others is over. */
  take(partitions: ReadonlySet<number>): Promise<void>
  /** Whether the link stands. */
  readonly linked: boolean
  /** Envelopes that were given up since `open`. */
  readonly givenUp: number
  /** Waits for what is being sent (at most a few seconds) and unlinks. */
  close(): Promise<void>
}
