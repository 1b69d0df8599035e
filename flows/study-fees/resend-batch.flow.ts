import { ledger } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { Told } from '../../bus/message.js'
import { hubGl } from '../../fixed-width/layouts/hub-gl.layout.js'
import { proe } from '../../fixed-width/layouts/proe.layout.js'
import { batchOfNumber, eventsOfRange, feesBooks } from '../../registers/study-fees/books.js'
import { type Batch, recordBatch, recordResend } from '../../registers/study-fees/ledger-batches.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { ResendBatch } from '../../schemas/study-fees/ledger.js'
import { resends } from './channels.js'
import { proeFile, toInvoice } from './invoices.js'
import { type AskedBatch, fileOf, type WrittenFile, withReport, withWritten, writtenOf } from './ledger-files.js'
import { hubGlFile, toVoucher } from './vouchers.js'

/**
 * Writes a batch's file again: the same range, the same settings, the same moment, so the same bytes; other bytes are
 * refused before the ledger sees them. A batch whose first transfer was given up gets its first file this way.
 */
export default flow('study-fees/resend-batch')
  .from(resends)
  .onFailure({ retry: { attempts: 6, delay: '10s', factor: 3, maxDelay: '15m' }, thenTo: deadLetters })
  .inOrderBy(({ batch }) => String(batch), { afterDeadLetter: 'go-on' })
  .knownBy({ batch: ({ batch }) => String(batch) })
  .transform(withMoment)
  .enrich(batchOfNumber, withBatch)
  .filter(isKnown, { drop: 'there is no such batch' })
  .transform(onlyBatch)
  .choose(layoutOf, {
    'hub-gl': (batch) =>
      batch
        .split(eventsOfRange, { ifPartFails: 'fail-the-whole' })
        .transform(toVoucher)
        .aggregate({ by: () => 'all', into: hubGlFile })
        .encode(hubGl.codec)
        .transform(withReport)
        .call(ledger.write, { ask: fileOf, into: withWritten })
        .change({ in: feesBooks, once: resendOnce, apply: record }),
    proe: (batch) =>
      batch
        .split(eventsOfRange, { ifPartFails: 'fail-the-whole' })
        .transform(toInvoice)
        .aggregate({ by: () => 'all', into: proeFile })
        .encode(proe.codec)
        .transform(withReport)
        .call(ledger.write, { ask: fileOf, into: withWritten })
        .change({ in: feesBooks, once: resendOnce, apply: record }),
  })

interface Asked {
  readonly number: number
  readonly id: string
  readonly now: number
  readonly batch?: Batch
}

function withMoment({ batch }: ResendBatch, { messageId, now }: Told): Asked {
  return { number: batch, id: messageId, now: now.getTime() }
}
function withBatch(asked: Asked, [batch]: readonly Batch[]): Asked {
  return { ...asked, ...(batch === undefined ? {} : { batch }) }
}
function isKnown(asked: Asked): asked is Asked & { readonly batch: Batch } {
  return asked.batch !== undefined
}
function onlyBatch({ batch, id, now }: Asked & { readonly batch: Batch }): AskedBatch {
  return { ...batch, id, now }
}
function layoutOf({ layout }: AskedBatch) {
  return layout
}
function resendOnce({ batch }: { readonly batch: AskedBatch }): string {
  return batch.id
}
async function record(file: WrittenFile, tx: Db): Promise<void> {
  const { number, now, sha256 } = file.batch
  const written = await writtenOf(file)
  if (sha256 === undefined) await recordBatch(tx, number, written, now)
  else await recordResend(tx, number, now)
}
