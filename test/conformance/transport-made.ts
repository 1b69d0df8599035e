import type { Envelope, Receiver, Transport } from '../../bus/ports/transport.js'

/** What carries the envelopes of one case. */
export interface Carrier {
  /** A transport of its own for each process. */
  join(self: string): Transport
  /** What stands between the processes and the carrier; none where nothing does. */
  readonly network?: { cut(): void; stall(): void; heal(): void }
  close(): Promise<void>
}

/** A receiver that keeps what it was told: `came` is a list, `links` a count. */
export function listener() {
  const came: Envelope[] = []
  const told = {
    links: 0,
    receiver: {
      async came(envelopes: readonly Envelope[]) {
        came.push(...envelopes)
      },
      linked() {
        told.links++
      },
    } satisfies Receiver,
    came,
  }
  return told
}

export const passed = (partition: number, seq: number): Envelope & { readonly kind: 'passed' } => ({
  kind: 'passed',
  partition,
  seq,
  after: seq - 1,
})

export const seqs = (envelopes: readonly Envelope[], of: number): readonly number[] =>
  envelopes.flatMap((each) => (each.partition === of && 'seq' in each && each.seq !== undefined ? [each.seq] : []))

/** A message with a body of so many bytes that say where they stand. */
export function messageEnvelope(
  partition: number,
  seq: number,
  bytes: number,
): Envelope & { readonly kind: 'message' } {
  const body = new Uint8Array(bytes)
  for (let at = 0; at < bytes; at++) body[at] = (at * 31 + seq) % 251
  return {
    kind: 'message',
    partition,
    seq,
    after: seq - 1,
    message: {
      id: `0190d5c0-0000-7000-8000-${String(seq).padStart(12, '0')}`,
      correlationId: `0190d5c0-0000-7000-8000-${String(seq).padStart(12, '0')}`,
      channel: 'test/orders',
      flow: 'test/orders',
      key: `customer ${seq % 10}`,
      partition,
      state: 'ready',
      due: 0,
      acceptedAt: 1_790_000_000_000 + seq,
      body,
      contentType: 'application/json',
      headers: { 'x-of': 'a test' },
      flowPrint: 'f1',
      schemaPrint: 's1',
      businessKeys: [{ name: 'order', value: `O-${seq}` }],
    },
  }
}

/** One of each kind, with and without what may be left out. */
export function everything(partition: number): readonly Envelope[] {
  const { message } = messageEnvelope(partition, 7, 40)
  const { key: _, ...plain } = message
  return [
    { kind: 'message', partition, seq: 7, after: 0, message },
    {
      kind: 'message',
      partition,
      seq: 8,
      after: 7,
      message: {
        ...plain,
        id: 'ä-€-𝄞',
        causeId: message.id,
        state: 'held',
        due: 1_790_000_000_000,
        raw: new Uint8Array([0, 255, 13, 10]),
        headers: {},
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        client: 'portal',
        idempotencyKey: 'key 1',
        onceKey: 'once 1',
        businessKeys: [],
        part: { parentId: message.id, split: 1, record: 'split lines#1', no: 0, key: 'line 1' },
      },
    },
    { kind: 'passed', partition, seq: 9, after: 8 },
    { kind: 'stirred', partition, id: message.id },
    { kind: 'stirred', partition, id: message.id, due: 1_790_000_000_000 },
    { kind: 'freed', partition, flow: 'test/orders', key: 'customer 7', messageId: message.id },
    { kind: 'look', partition },
    { kind: 'look', partition, flow: 'test/orders', seq: 9 },
  ]
}
