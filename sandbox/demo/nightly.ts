import { dromedary } from './hub-process.js'
import { type Portal, persistently } from './portal.js'
import type { Town } from './town.js'

/** The follow-up of finance, as the operation study-fees/read-totals answers it. */
export interface Totals {
  readonly orders: number
  readonly open: number
  readonly beingPerformed: number
  readonly paid: number
  readonly transferred: number
  readonly cancelled: number
  readonly rejected: number
  readonly unfinished: number
  readonly mismatched: number
  readonly closed: number
  readonly expired: number
  readonly paidCents: number
  readonly postedCents: number
  readonly ktl: {
    readonly files: number
    readonly read: number
    readonly matched: number
    readonly unmatched: number
    readonly mismatched: number
  }
}

export interface Batch {
  readonly batch: number
  readonly layout: string
  readonly file: string
  readonly state: string
  readonly vouchers: number
  readonly debitCents: number
  readonly creditCents: number
  readonly sha256: string
}

type Settings = Readonly<Record<string, string>>

interface FlowLoad {
  readonly id: string
  readonly ready: number
  readonly running: number
  readonly retrying: number
  readonly inDoubt: number
}

export const totalsOf = async (portal: Portal) =>
  (await portal.call('GET', '/study-fees/totals')).body as unknown as Totals

/** Messages that nobody knows the end of, by flow. */
export async function loadOf(settings: Settings): Promise<readonly FlowLoad[]> {
  return persistently('the list of flows', async () => (await dromedary(settings, 'flows')) as FlowLoad[])
}

/** Resolves when no message of any flow is ready, running or being tried again. */
export function rest(settings: Settings): Promise<void> {
  return persistently('rest', async () => {
    const load = await loadOf(settings)
    return load.every(({ ready, running, retrying }) => ready + running + retrying === 0) ? undefined : 'again'
  })
}

/** Asks banks and Paytrail about payments whose end nobody heard. */
export async function askAboutUnclear(settings: Settings): Promise<void> {
  await persistently('the status queries', () => dromedary(settings, 'jobs', 'run', 'study-fees/status-queries'))
  await rest(settings)
}

/** The bank leaves its file of incoming reference payments; resolves when the hub has matched every row of it. */
export async function accountFile(portal: Portal, town: Town, settings: Settings, name: string): Promise<void> {
  const before = (await totalsOf(portal)).ktl.files
  await town.bank.writeKtl({ folder: town.folders.fromBank, name })
  await persistently('the account file', async () =>
    (await totalsOf(portal)).ktl.files > before ? undefined : 'again',
  )
  await rest(settings)
}

/** The nightly transfer; resolves with the statement of its batch when the file is written and recorded. */
export async function transfer(portal: Portal, settings: Settings): Promise<Batch> {
  const known = (await batchesOf(portal)).length
  await persistently('the nightly transfer', () => dromedary(settings, 'jobs', 'run', 'study-fees/nightly-transfer'))
  return persistently('the ledger file', async () => {
    const batches = await batchesOf(portal)
    const newest = batches[0]
    return batches.length > known && newest?.state === 'recorded' ? newest : 'again'
  })
}

export async function batchesOf(portal: Portal): Promise<readonly Batch[]> {
  const { body } = await portal.call('GET', '/study-fees/ledger-batches')
  return body.batches as Batch[]
}
