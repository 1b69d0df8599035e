import type { ReaderEnd, ReadUse } from '../adapter.js'
import type { LivingMessage } from '../ports/message.js'
import { HUB_TOO_MANY } from './failure.js'
import type { Shop } from './shop.js'

const MOST_ROWS = 10_000

type Told = Omit<ReadUse, 'signal'>

/** What a reader is told of the message it reads for. */
export function toldOfReading({ shop, message }: { readonly shop: Shop; readonly message: LivingMessage }): Told {
  const traceparent = shop.watching?.traceparentOf(message) ?? message.traceparent
  return {
    messageId: message.id,
    now: new Date(message.acceptedAt),
    ...(traceparent === undefined ? {} : { traceparent }),
  }
}

/**
 * All rows of a reader for one query, at most 10,000 (HUB_TOO_MANY), within the deadline of its connection. A reader that
 * goes on after it is left at its next row.
 */
export function allRows(
  { outside, deadlineMs }: Pick<Shop, 'outside' | 'deadlineMs'>,
  { uri, connection, read }: ReaderEnd,
  query: unknown,
  told: Told,
): Promise<readonly unknown[]> {
  return outside.use({ uri, connection, deadlineMs }, async (client, cut) => {
    const rows: unknown[] = []
    for await (const row of read(client, query, { ...told, signal: cut.signal })) {
      if (cut.isCut) break
      if (rows.push(row) > MOST_ROWS) throw HUB_TOO_MANY(`what enrich reads from ${uri}`, MOST_ROWS)
    }
    return rows
  })
}

/** The rows of a reader one after another, each within the deadline of its connection. */
export function streamedRows(
  { outside, deadlineMs }: Pick<Shop, 'outside' | 'deadlineMs'>,
  { uri, connection, read }: ReaderEnd,
  query: unknown,
  told: Told,
): AsyncIterable<unknown> {
  return outside.stream({ uri, connection, deadlineMs }, (client, signal) => read(client, query, { ...told, signal }))
}
