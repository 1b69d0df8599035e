import { CREDITS } from './fields.js'
import type { NachaRecord, NachaRecordNamed } from './records.js'

type Name = NachaRecord['record']
type Before = { readonly [N in Name]?: NachaRecordNamed<N> }
type Broken = { readonly field: string; readonly expected: string }
type Addenda = { readonly record: string; readonly entrySequence?: string }
type Entry = NachaRecordNamed<'entry'> | NachaRecordNamed<'iatEntry'>
type Header =
  | NachaRecordNamed<'batchHeader'>
  | NachaRecordNamed<'iatBatchHeader'>
  | NachaRecordNamed<'iatNocBatchHeader'>

const WEIGHTS = [3, 7, 1] as const
const credits: readonly string[] = CREDITS

/** The ninth digit of a routing number: with it, the digits weighted 3, 7, 1, 3, … add up to a multiple of ten. */
export function checkDigitOf(routing: string): string {
  let sum = 0
  for (let i = 0; i < routing.length; i++) sum += WEIGHTS[i % 3]! * (routing.charCodeAt(i) - 48)
  return String((10 - (sum % 10)) % 10)
}

/** Classes whose entries only take from the receiver's account, or only give to it. */
const ONE_WAY: Readonly<Record<string, 'debit' | 'credit'>> = {
  ARC: 'debit',
  BOC: 'debit',
  POP: 'debit',
  RCK: 'debit',
  TEL: 'debit',
  TRC: 'debit',
  TRX: 'debit',
  XCK: 'debit',
  CIE: 'credit',
}
const OTHER = { debit: 'credit', credit: 'debit' } as const

/** What a batch may hold, and why, if not both. */
function onlyWay(header: Header): { readonly way: 'debit' | 'credit'; readonly why: string } | undefined {
  if (header.serviceClass === '220') return { way: 'credit', why: 'service class 220' }
  if (header.serviceClass === '225') return { way: 'debit', why: 'service class 225' }
  if (header.record !== 'batchHeader') return undefined
  const way = ONE_WAY[header.entryClass]
  if (way === undefined) return undefined
  // A reversal takes back what was done, so it goes the other way.
  return header.entryDescription === 'REVERSAL'
    ? { way: OTHER[way], why: `class ${header.entryClass} for reversals` }
    : { way, why: `class ${header.entryClass}` }
}

const headerOf = (before: Before): Header | undefined =>
  before.batchHeader ?? before.iatBatchHeader ?? before.iatNocBatchHeader

/** An entry whose indicator promises addenda, with none of them behind it. */
function lacksAddenda(before: Before): Broken | undefined {
  const { entry } = before
  if (entry?.addenda !== true) return undefined
  if (before.addenda02 ?? before.addenda05 ?? before.addenda98 ?? before.addenda98Refused ?? before.addenda99)
    return undefined
  if (before.addenda99Dishonored ?? before.addenda99Contested) return undefined
  return { field: 'record', expected: `addenda of the entry ${entry.trace}, whose indicator says 1` }
}

function ofEntry(record: Entry, previous: Entry | undefined, header: Header | undefined): Broken | undefined {
  const digit = checkDigitOf(record.rdfi)
  if (record.checkDigit !== digit)
    return { field: 'checkDigit', expected: `${digit}, the check digit of ${record.rdfi}` }
  if (header === undefined) return undefined
  const only = onlyWay(header)
  const way = credits.includes(record.transactionCode) ? 'credit' : 'debit'
  if (only !== undefined && way !== only.way)
    return { field: 'transactionCode', expected: `a ${only.way} code, as ${only.why} allows no ${way}` }
  if (!record.trace.startsWith(header.odfi))
    return { field: 'trace', expected: `a number that begins with ${header.odfi}, the batch's ODFI` }
  if (previous !== undefined && record.trace <= previous.trace)
    return { field: 'trace', expected: `above ${previous.trace}, the trace number before it` }
  return undefined
}

function ofAddenda(record: Addenda, entry: Entry | undefined): Broken | undefined {
  if (entry === undefined) return undefined
  if (!entry.addenda)
    return { field: 'record', expected: `no addenda of the entry ${entry.trace}, whose indicator says 0` }
  const sequence = entry.trace.slice(-7)
  return record.entrySequence === undefined || record.entrySequence === sequence
    ? undefined
    : { field: 'entrySequence', expected: `${sequence}, the end of its entry's trace number` }
}

const plainAddenda = (record: Addenda, before: Before) => ofAddenda(record, before.entry)
const iatAddenda = (record: Addenda, before: Before) => ofAddenda(record, before.iatEntry)
const advAddenda = (record: Addenda, before: Before) =>
  before.advEntry === undefined ? plainAddenda(record, before) : undefined

/** As `iatAddenda`, where an entry may have so many. */
const atMost =
  (most: number) =>
  (record: Addenda & { readonly sequence: number }, before: Before): Broken | undefined =>
    record.sequence > most
      ? { field: 'sequence', expected: `at most ${most} such addenda of an entry` }
      : iatAddenda(record, before)

function ofControl(record: NachaRecordNamed<'batchControl'>, before: Before): Broken | undefined {
  const header = headerOf(before)
  if (header === undefined) return undefined
  const same = (field: 'serviceClass' | 'odfi' | 'batchNumber'): Broken | undefined =>
    record[field] === header[field] ? undefined : { field, expected: `${header[field]}, as in the batch header` }
  const differs = same('serviceClass') ?? same('odfi') ?? same('batchNumber')
  if (differs !== undefined) return differs
  const id = header.record === 'batchHeader' ? header.companyId : header.originatorId
  // Some writers move it a column, or leave it out.
  const given = (record.companyId ?? '').trim()
  if (given !== '' && given !== id.trim())
    return { field: 'companyId', expected: `${id.trim()}, as in the batch header` }
  const only = onlyWay(header)
  const none = only && OTHER[only.way]
  if (none !== undefined && (record[none] ?? 0n) !== 0n)
    return { field: none, expected: `0, as ${only!.why} allows no ${none}` }
  return lacksAddenda(before)
}

function ofAdvControl(record: NachaRecordNamed<'advBatchControl'>, before: Before): Broken | undefined {
  const header = before.advBatchHeader
  if (header === undefined) return undefined
  if (record.odfi !== header.odfi) return { field: 'odfi', expected: `${header.odfi}, as in the batch header` }
  if (record.batchNumber !== header.batchNumber)
    return { field: 'batchNumber', expected: `${header.batchNumber}, as in the batch header` }
  return undefined
}

/**
 * Rules of the ACH that columns cannot say: check digits, what a service class and an entry class allow, trace numbers that
 * ascend, addenda that belong to their entry, and batch controls that agree with their header.
 */
export const rules = {
  entry: (record: NachaRecordNamed<'entry'>, before: Before) =>
    lacksAddenda(before) ?? ofEntry(record, before.entry, headerOf(before)),
  iatEntry: (record: NachaRecordNamed<'iatEntry'>, before: Before) =>
    ofEntry(record, before.iatEntry, headerOf(before)),
  addenda02: plainAddenda,
  addenda05: plainAddenda,
  addenda98: plainAddenda,
  addenda98Refused: plainAddenda,
  addenda99: advAddenda,
  addenda99Dishonored: plainAddenda,
  addenda99Contested: plainAddenda,
  addenda10: iatAddenda,
  addenda11: iatAddenda,
  addenda12: iatAddenda,
  addenda13: iatAddenda,
  addenda14: iatAddenda,
  addenda15: iatAddenda,
  addenda16: iatAddenda,
  addenda17: atMost(2),
  addenda18: atMost(5),
  iatAddenda98: iatAddenda,
  iatAddenda99: iatAddenda,
  batchControl: ofControl,
  advBatchControl: ofAdvControl,
}
