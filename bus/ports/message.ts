/**
 * `ready` may run now; `waiting` until `due`; `retrying` until `due` after a failure; `in-doubt` until somebody decides.
 * `gathering` stands at a gate until others come, or until `due` when that is not 0; it holds no order key.
 * `splitting` until all its parts have ended. `held` is a part whose whole is still being split.
 */
export type LivingState = 'ready' | 'waiting' | 'retrying' | 'in-doubt' | 'gathering' | 'splitting' | 'held'

/** A message that is a part of another one. */
export interface PartOf {
  readonly parentId: string
  /** Which split of the parent: 1 for its first. */
  readonly split: number
  /** Name of the record of the split, which says where in the flow the part begins. */
  readonly record: string
  /** Place among the parts, from 0. */
  readonly no: number
  readonly key: string
}

export interface NewMessage {
  readonly id: string
  readonly correlationId: string
  /** The message that made this one, by announcing, publishing or asking. */
  readonly causeId?: string
  /** Name of the channel, topic or question, or the uri of the outside source. */
  readonly channel: string
  readonly flow: string
  /** Order key, when the flow has one. */
  readonly key?: string
  /** 0 to 15, from the key (or the id without one). */
  readonly partition: number
  readonly state: LivingState
  /** Milliseconds since 1970; 0 when it can run at once. */
  readonly due: number
  /** Milliseconds since 1970. */
  readonly acceptedAt: number
  /** Encoded by the body codec. */
  readonly body: Uint8Array
  /** The bytes that came, where they are not the body: foreign sources, refused messages. */
  readonly raw?: Uint8Array
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  readonly flowPrint: string
  readonly schemaPrint: string
  readonly traceparent?: string
  /** Name of the API client whose call it was. */
  readonly client?: string
  readonly idempotencyKey?: string
  /** Set when acceptance itself is once: the same key again is refused by `Unit.accept`. */
  readonly onceKey?: string
  readonly businessKeys: readonly BusinessKey[]
  readonly part?: PartOf
  /** Its id was made a moment ago, so no message can have it: the books need not look. */
  readonly isNew?: true
}

export interface BusinessKey {
  readonly name: string
  readonly value: string
}

/** A living message as loaded. `seq` rises in order of acceptance. */
export interface LivingMessage extends NewMessage {
  readonly seq: number
  /** Tries so far of the present failure, the first included. */
  readonly tries: number
  /** How often it was begun after an unclean stop: the started-mark. */
  readonly starts: number
  readonly fence: number
  readonly lastCode?: string
  readonly lastError?: string
}
