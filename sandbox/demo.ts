import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { Presets, SingleBar } from 'cli-progress'
import { type Customer, customersOf, order, pay, RETURN_ADDRESS } from './demo/customers.js'
import { dromedary } from './demo/hub-process.js'
import { type Closing, interruptible } from './demo/interruptible.js'
import { accountFile, askAboutUnclear, loadOf, rest, totalsOf, transfer } from './demo/nightly.js'
import { type Portal, portalOf } from './demo/portal.js'
import { production as inProduction } from './demo/production.js'
import { type DemoResult, faultsIn, reportOf } from './demo/report.js'
import { oneHub, type Stage } from './demo/stage.js'
import { openTown, type Town } from './demo/town.js'
import { freePort } from './servers/ports.js'

export interface DemoOptions {
  readonly orders: number
  /** Where the books and files go; a folder for temporary files unless told. */
  readonly data?: string
  /** Leaves the hub running until Ctrl-C. */
  readonly keep?: boolean
  /** On MariaDB and RabbitMQ, with several hub processes behind a balancer. */
  readonly production?: boolean
  /** One line for people. */
  readonly say: (line: string) => void
  /** The last line of standard output: the result. */
  readonly result?: (result: DemoResult) => void
  readonly progress: boolean
}

/** What the portal may do. */
const SCOPES = [
  'study-fees:customers:write',
  'study-fees:processing-fees:create',
  'study-fees:study-fees:create',
  'study-fees:payments:start',
  'study-fees:totals:read',
  'study-fees:ledger:read',
] as const

/** Payers at one time. */
const AT_ONCE = 8

/** The key of a new API client for the portal. */
export async function portalKey(settings: Readonly<Record<string, string>>): Promise<string> {
  const added = (await dromedary(
    settings,
    'clients',
    'add',
    'portal',
    ...SCOPES.flatMap((scope) => ['--scope', scope]),
  )) as { key: string }
  return added.key
}

/** Lets every payer order and pay, some at a time. */
export async function trade(
  portal: Portal,
  town: Town,
  customers: readonly Customer[],
  done: () => void,
  atOnce = AT_ONCE,
): Promise<void> {
  const queue = [...customers]
  const one = async () => {
    for (let customer = queue.shift(); customer !== undefined; customer = queue.shift()) {
      await pay(portal, town, await order(portal, customer), customer)
      done()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

/** What the hub and the town say about how it went. */
export async function resultOf(
  portal: Portal,
  town: Town,
  settings: Readonly<Record<string, string>>,
  file: DemoResult['ledger'],
): Promise<DemoResult> {
  const totals = await totalsOf(portal)
  const load = await loadOf(settings)
  const dead = (await dromedary(settings, 'dead-letters', 'list')) as { total: number }
  return {
    orders: totals.orders,
    paid: totals.paid,
    cancelled: totals.cancelled,
    rejected: totals.rejected,
    unfinished: totals.unfinished + totals.open + totals.beingPerformed + totals.expired + totals.closed,
    mismatched: totals.mismatched,
    paidCents: totals.paidCents,
    ledger: file,
    ktl: { read: totals.ktl.read, matched: totals.ktl.matched },
    mails: town.post.mails().length,
    deadLetters: dead.total,
    inDoubt: load.reduce((sum, { inDoubt }) => sum + inDoubt, 0),
  }
}

/** The main job from end to end, with everybody the hub deals with played on real ports. Gives the exit code. */
export async function demo(options: DemoOptions): Promise<number> {
  const { orders, data, production = false, say } = options
  // The hub would look for a relative one below its own data.
  const folder = data === undefined ? await mkdtemp(join(tmpdir(), 'dromedary-demo-')) : resolve(data)
  if (existsSync(join(folder, 'hub'))) {
    say(`${folder} holds the books of an earlier demo, whose orders would be counted again; name another folder.`)
    return 2
  }
  say(`Dromedary's main job: ${orders} study-fee orders, from the portal to the ledger. Books and files: ${folder}`)
  return interruptible(async ({ closing, untilTold }) => {
    // Closed once it is open, even when the interruption comes before that.
    const opening = openTown(folder)
    closing.push(async () => (await opening).close())
    const town = await opening
    const staging = production
      ? inProduction(town, RETURN_ADDRESS, say)
      : freePort().then((port) => oneHub(town, port, RETURN_ADDRESS))
    closing.push(async () => (await staging).close())
    const stage = await staging
    const faults = await played(town, stage, options, closing)
    for (const fault of faults) say(`FAILED: ${fault}`)
    for (const line of faults.length > 0 ? stage.trouble().slice(-5) : []) say(`the hub said: ${line}`)
    if (options.keep) await untilTold()
    return faults.length > 0 ? 1 : 0
  })
}

/** Plays the main job and tells how it went; gives what should not have been. */
async function played(
  town: Town,
  stage: Stage,
  { orders, keep = false, say, result: tell, progress }: DemoOptions,
  closing: Closing,
): Promise<readonly string[]> {
  const began = Date.now()
  const { settings, address } = stage
  const key = await portalKey(settings)
  await stage.start()
  const portal = portalOf(address, key)
  const bar = progress
    ? new SingleBar(
        { format: '{bar} {value}/{total} {what}', hideCursor: true, stream: process.stderr },
        Presets.shades_classic,
      )
    : undefined
  closing.push(async () => bar?.stop())
  bar?.start(orders, 0, { what: 'orders paid, cancelled or given up' })
  await trade(portal, town, customersOf(orders), () => bar?.increment())
  bar?.stop()
  say('asking about payments that nobody came back from')
  await askAboutUnclear(settings)
  say('reading the bank’s file of incoming payments')
  await accountFile(portal, town, settings, 'KTL-0001.txt')
  say('transferring what was paid to the ledger')
  const batch = await transfer(portal, settings)
  await rest(settings)
  const report = await town.ledger.check({ file: basename(batch.file) })
  const { layout, vouchers, debitCents, creditCents } = batch
  const file = { file: join(town.folders.toLedger, basename(batch.file)), layout, vouchers, debitCents, creditCents }
  const facts = await stage.facts()
  const result = {
    ...(await resultOf(portal, town, settings, file)),
    ...(facts === undefined ? {} : { production: facts }),
  }
  const seconds = (Date.now() - began) / 1000
  const running = keep ? { address, data: stage.data } : undefined
  for (const line of reportOf(result, { seconds, books: stage.books, ...(running && { running }) })) say(line)
  tell?.(result)
  return [...faultsIn(result, report.ok), ...report.problems]
}
