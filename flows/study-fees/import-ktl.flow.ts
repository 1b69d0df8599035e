import { bankFiles } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import type { Told } from '../../bus/message.js'
import { type KtlRecord, ktl } from '../../fixed-width/layouts/ktl.layout.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { type KtlRow, storeKtl } from '../../registers/study-fees/ktl.js'
import type { Db } from '../../registers/study-fees/tables.js'
import { InboxFile } from '../../schemas/partners/files.js'
import { ktlChunks } from './channels.js'
import { ktlRow } from './ktl-rows.js'

/**
 * Files of incoming reference payments from the bank's inbox. A file whose counts or sums are wrong is refused as a
 * whole; a good one is written down and then matched to payments chunk by chunk.
 */
export default flow('study-fees/import-ktl')
  .from(bankFiles.inbox({ pattern: '*' }))
  .validate(InboxFile)
  .onFailure({ retry: { attempts: 3, delay: '30s' }, thenTo: deadLetters })
  .inOrderBy(() => 'inbox', { afterDeadLetter: 'go-on' })
  .knownBy({ file: ({ name }) => name })
  .transform(withId)
  .decode(ktl.decoder, bankFiles.archived, { ifPartFails: 'fail-the-whole' })
  .filter(isTransaction, { drop: 'headers and trailers are checked by the layout' })
  .transform(ktlRow)
  .aggregate({ by: () => 'all', into: wholeFile })
  .change({ in: feesBooks, announces: [ktlChunks], once: bytesOf, apply: store })

interface Arrived extends InboxFile {
  readonly id: string
  readonly now: number
}

function withId(file: InboxFile, { messageId, now }: Told): Arrived {
  return { ...file, id: messageId, now: now.getTime() }
}
function isTransaction({ record }: KtlRecord): boolean {
  return record === 'transaction'
}
function wholeFile(_: string, rows: AsyncIterable<KtlRow>, file: Arrived) {
  return { ...file, rows }
}
/** Name and bytes: the same delivery changes the registers once. */
function bytesOf({ name, sha256 }: Arrived): string {
  return `${sha256}/${name}`
}
async function store(
  { rows, ...file }: Arrived & { readonly rows: AsyncIterable<KtlRow> },
  tx: Db,
  announce: Announce<typeof ktlChunks>,
): Promise<void> {
  for (const chunk of await storeKtl(tx, file, rows)) announce(ktlChunks, chunk)
}
