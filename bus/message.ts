/** One frozen envelope. `id` is always ours (UUIDv7); `headers` are facts about the message, never options of an adapter. */
export interface Message<Body = unknown> {
  readonly id: string
  readonly correlationId: string
  readonly body: Body
  readonly headers: Readonly<Record<string, string>>
  readonly acceptedAt: Date
}

/** Time and chance, recorded with the message: the same on a resume. `now` is when the message was accepted. */
export interface Told {
  readonly now: Date
  readonly messageId: string
  readonly correlationId: string
  readonly headers: Readonly<Record<string, string>>
}

export function toldOf(message: Message): Told {
  return Object.freeze({
    now: message.acceptedAt,
    messageId: message.id,
    correlationId: message.correlationId,
    headers: message.headers,
  })
}
