import type { NachaInput } from './records.js'
import { checkDigitOf } from './rules.js'

type Random = () => number

/** Six digits of the file control count blocks of ten lines: a NACHA file has no more lines than this. */
const MOST_LINES = 9_900_000
const NAMES = ['Ada Example', 'Bo Sample', 'Cy Testman', 'Di Specimen', 'Ed Placeholder', 'Flo Nobody', 'Gus Invented']
const ROUTINGS = ['99000001', '99000012', '99000023', '99000104', '99000215', '99000326']
const ODFI = '99000777'
const COMPANY = '9990001112'
const ENTRIES_OF_A_BATCH = 60

const one = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!
const some = (random: Random, most: number) => 1 + Math.floor(random() * most)
const isoDay = (random: Random) =>
  `2026-${String(some(random, 12)).padStart(2, '0')}-${String(some(random, 28)).padStart(2, '0')}`

interface Told {
  readonly random: Random
  readonly batchNumber: number
  /** How many entries the batch gets. */
  readonly entries: number
  traceOf(entry: number): string
}

const received = ({ random, traceOf }: Told, entry: number) => {
  const rdfi = one(random, ROUTINGS)
  return {
    rdfi,
    checkDigit: checkDigitOf(rdfi),
    account: String(some(random, 999_999_999)),
    // Small, so that the totals of the largest file still fit their columns.
    amount: BigInt(Math.floor(random() * 10_000)),
    trace: traceOf(entry),
  }
}
const headerEnd = ({ random, batchNumber }: Told) => ({
  effectiveEntryDate: isoDay(random),
  originatorStatus: '1' as const,
  odfi: ODFI,
  batchNumber,
})

/** Payroll and bills: debits and credits without addenda. */
function* ppd(told: Told): Generator<NachaInput> {
  const { random } = told
  yield {
    record: 'batchHeader',
    serviceClass: '200',
    companyName: 'EXAMPLE PAYROLL',
    companyId: COMPANY,
    entryClass: 'PPD',
    entryDescription: 'PAYROLL',
    ...headerEnd(told),
  }
  for (let i = 0; i < told.entries; i++) {
    const transactionCode = one(random, ['22', '27', '32', '37'] as const)
    yield { record: 'entry', transactionCode, ...received(told, i), name: one(random, NAMES), addenda: false }
  }
}

/** Invoices of companies, each told about in an addendum. */
function* ccd(told: Told): Generator<NachaInput> {
  const { random } = told
  yield {
    record: 'batchHeader',
    serviceClass: '220',
    companyName: 'EXAMPLE TRADING',
    companyId: COMPANY,
    entryClass: 'CCD',
    entryDescription: 'INVOICES',
    ...headerEnd(told),
  }
  for (let i = 0; i < told.entries; i++) {
    const entry = received(told, i)
    yield { record: 'entry', transactionCode: '22', ...entry, name: one(random, NAMES), addenda: true }
    yield {
      record: 'addenda05',
      paymentInformation: `INVOICE ${some(random, 99_999)}`,
      entrySequence: entry.trace.slice(-7),
    }
  }
}

const bank = (name: string, branchCountry: string) => ({
  name,
  idQualifier: '01' as const,
  id: '990007772',
  branchCountry,
})

/** Payments abroad. */
function* iat(told: Told): Generator<NachaInput> {
  const { random } = told
  yield {
    record: 'iatBatchHeader',
    serviceClass: '225',
    exchangeIndicator: 'FF',
    exchangeReferenceIndicator: '3',
    destinationCountry: 'CA',
    originatorId: COMPANY,
    entryDescription: 'TRADEPAYMT',
    originatingCurrency: 'USD',
    destinationCurrency: 'CAD',
    ...headerEnd(told),
  }
  for (let i = 0; i < told.entries; i++) {
    const entry = received(told, i)
    const entrySequence = entry.trace.slice(-7)
    yield { record: 'iatEntry', transactionCode: '27', ...entry, addendaCount: 7, addenda: true }
    yield {
      record: 'addenda10',
      transactionType: 'BUS',
      foreignAmount: entry.amount,
      foreignTrace: '',
      receiverName: one(random, NAMES),
      entrySequence,
    }
    yield { record: 'addenda11', originatorName: 'Example Trading', originatorStreet: '1 Sample Street', entrySequence }
    yield { record: 'addenda12', originatorCity: 'Testville*NY\\', originatorCountry: 'US*00000\\', entrySequence }
    yield { record: 'addenda13', ...bank('Example Bank', 'US'), entrySequence }
    yield { record: 'addenda14', ...bank('Sample Bank', 'CA'), entrySequence }
    yield { record: 'addenda15', receiverId: '', receiverStreet: '2 Example Road', entrySequence }
    yield { record: 'addenda16', receiverCity: 'Sampletown*ON\\', receiverCountry: 'CA*A0A0A0\\', entrySequence }
  }
}

const KINDS = [
  { make: ppd, serviceClass: '200', linesOfEntry: 1 },
  { make: ccd, serviceClass: '220', linesOfEntry: 2 },
  { make: iat, serviceClass: '225', linesOfEntry: 8 },
] as const

/** A file of invented batches with about so many lines, its filler not counted. */
export function* sample(random: Random, records: number): Generator<readonly NachaInput[]> {
  const createdOn = isoDay(random)
  const routing = (eight: string) => eight + checkDigitOf(eight)
  yield [
    {
      record: 'fileHeader',
      immediateDestination: routing(ROUTINGS[0]!),
      immediateOrigin: COMPANY,
      createdOn,
      createdAt: '09:30',
      fileIdModifier: 'A',
      destinationName: 'EXAMPLE OPERATOR',
      originName: 'EXAMPLE COMPANY',
    },
  ]
  let lines = 2
  const due = Math.min(records, MOST_LINES)
  for (let batchNumber = 1; lines < due; batchNumber++) {
    const kind = one(random, KINDS)
    const room = Math.ceil((due - lines - 2) / kind.linesOfEntry)
    const entries = Math.max(1, Math.min(room, some(random, ENTRIES_OF_A_BATCH)))
    const traceOf = (entry: number) => ODFI + String(entry + 1).padStart(7, '0')
    const { serviceClass } = kind
    const control = { record: 'batchControl', serviceClass, companyId: COMPANY, odfi: ODFI, batchNumber } as const
    yield [...kind.make({ random, batchNumber, entries, traceOf }), control]
    lines += 2 + entries * kind.linesOfEntry
  }
  yield [{ record: 'fileControl' }]
}
