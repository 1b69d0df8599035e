import { createHash } from 'node:crypto'
import type { Bytes } from '../../bus/flow.js'
import type { FileBytes } from '../../fixed-width/layout.js'
import type { WriteReport } from '../../fixed-width/writer.js'
import { HUB_FEES_RESEND } from '../../registers/study-fees/errors.js'
import type { Batch, Written } from '../../registers/study-fees/ledger-batches.js'
import type { FileToWrite, FileWritten } from '../../schemas/partners/files.js'

/** A batch with the message that asked for its file. */
export interface AskedBatch extends Batch {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A batch's file on its way: bytes to write, and the report that its writer makes of them. */
export interface LedgerFile {
  readonly batch: AskedBatch
  readonly bytes: AsyncIterable<Uint8Array>
  /** One report, when the bytes have been made. */
  readonly report: AsyncIterable<WriteReport>
}
export interface WrittenFile {
  readonly batch: AskedBatch
  readonly written: FileWritten
  readonly report: AsyncIterable<WriteReport>
}

/**
 * Splits what the codec gives into bytes and report. The report comes when the bytes have been written; a run that finds
 * the file written already, after a crash between file and books, makes the bytes once more for the report alone.
 */
export function withReport({ batch, bytes }: { readonly batch: AskedBatch } & Bytes): LedgerFile {
  const made = bytes as FileBytes
  let begun = false
  async function* once() {
    begun = true
    yield* made
  }
  async function* report() {
    if (!begun) for await (const _ of once());
    yield await made.report
  }
  return { batch, bytes: expected(batch, once()), report: report() }
}

/** A file that was sent before must come out byte for byte: refused before its name appears, or never. */
async function* expected({ number, sha256 }: Batch, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (sha256 === undefined) return yield* bytes
  const hash = createHash('sha256')
  let held: Uint8Array | undefined
  for await (const chunk of bytes) {
    hash.update(chunk)
    if (held !== undefined) yield held
    held = chunk
  }
  if (hash.digest('hex') !== sha256) throw HUB_FEES_RESEND(number, 'the bytes differ from those that were sent first')
  if (held !== undefined) yield held
}

export function fileOf({ batch, bytes }: LedgerFile): FileToWrite {
  return { name: batch.fileName, bytes }
}

export function withWritten({ batch, report }: LedgerFile, written: FileWritten): WrittenFile {
  return { batch, written, report }
}

/** What the statement of the batch says about the file. */
export async function writtenOf({ batch, written, report }: WrittenFile): Promise<Written> {
  for await (const { records, cut, transliterated, sha256 } of report) {
    if (sha256 !== written.sha256)
      throw HUB_FEES_RESEND(batch.number, 'the file at the ledger is not the one of this batch')
    return {
      sha256,
      bytes: written.bytes,
      vouchers: (records.voucher ?? 0) + (records.invoice ?? 0),
      cutFields: sumOf(Object.values(cut)),
      transliterated: sumOf(Object.values(transliterated).map(({ count }) => count)),
    }
  }
  throw HUB_FEES_RESEND(batch.number, 'nothing is known about the file that was written')
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
