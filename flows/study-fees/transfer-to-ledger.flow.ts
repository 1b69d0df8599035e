import { feesSettings, ledger } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { hubGl } from '../../fixed-width/layouts/hub-gl.layout.js'
import { proe } from '../../fixed-width/layouts/proe.layout.js'
import { eventsOfRange, feesBooks } from '../../registers/study-fees/books.js'
import { claimBatch, recordBatch } from '../../registers/study-fees/ledger-batches.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { TransferRun } from '../../schemas/study-fees/ledger.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { transferRuns } from './channels.js'
import { proeFile, toInvoice } from './invoices.js'
import { type AskedBatch, fileOf, type WrittenFile, withReport, withWritten, writtenOf } from './ledger-files.js'
import { hubGlFile, toVoucher } from './vouchers.js'
import { type Timed, withSettings, withTime } from './with.js'

/**
 * The nightly transfer (FI-105): everything that was paid and confirmed since the last one becomes one file for the
 * ledger, in the layout that the settings name. The events are claimed as a range; each is posted once; the statement
 * of the batch is complete when its file lies at the ledger. A transfer that failed holds the next one.
 */
export default flow('study-fees/transfer-to-ledger')
  .from(transferRuns)
  .onFailure({ retry: { attempts: 6, delay: '10s', factor: 3, maxDelay: '15m' }, thenTo: deadLetters })
  .inOrderBy(() => 'ledger', { afterDeadLetter: 'hold-the-key' })
  .knownBy({ run: ({ run }) => run })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .change({ in: feesBooks, once: runOnce, apply: claim })
  .choose(layoutOf, {
    'hub-gl': (batch) =>
      batch
        .split(eventsOfRange, { ifPartFails: 'fail-the-whole' })
        .transform(toVoucher)
        .aggregate({ by: () => 'all', into: hubGlFile })
        .encode(hubGl.codec)
        .transform(withReport)
        .call(ledger.write, { ask: fileOf, into: withWritten, once: batchOnce })
        .change({ in: feesBooks, once: batchOnce, apply: record }),
    proe: (batch) =>
      batch
        .split(eventsOfRange, { ifPartFails: 'fail-the-whole' })
        .transform(toInvoice)
        .aggregate({ by: () => 'all', into: proeFile })
        .encode(proe.codec)
        .transform(withReport)
        .call(ledger.write, { ask: fileOf, into: withWritten, once: batchOnce })
        .change({ in: feesBooks, once: batchOnce, apply: record }),
  })

type Running = Timed<TransferRun> & { readonly settings: StudyFeesSettings }

function runOnce({ request: { run } }: Running): string {
  return run
}
async function claim({ id, now, settings }: Running, tx: Db): Promise<AskedBatch> {
  const batch = await claimBatch(tx, {
    layout: settings.ledgerLayout,
    posting: {
      sender: settings.ledgerSender,
      company: settings.ledgerCompany,
      mode: settings.ledgerMode,
      voucherType: settings.voucherType,
      receivableAccount: settings.receivableAccount,
      bankAccount: settings.bankAccount,
      extraTimeAccount: settings.extraTimeAccount,
      restoringAccount: settings.restoringAccount,
      studyFeeAccount: settings.studyFeeAccount,
      costCentre: settings.costCentre,
    },
    now,
    timeZone: settings.timeZone,
    messageId: id,
  })
  return { ...batch, id, now }
}
function layoutOf({ layout }: AskedBatch) {
  return layout
}
function batchOnce({ batch }: { readonly batch: AskedBatch }): string {
  return `batch/${batch.number}`
}
async function record(file: WrittenFile, tx: Db): Promise<void> {
  const { number, now } = file.batch
  await recordBatch(tx, number, await writtenOf(file), now)
}
