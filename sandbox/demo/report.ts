import type { ProductionFacts } from './stage.js'

/** What came of a demo; the last line of `npm run demo -- --json`. Amounts are integer cents. */
export interface DemoResult {
  readonly orders: number
  readonly paid: number
  readonly cancelled: number
  readonly rejected: number
  readonly unfinished: number
  /** Part of `unfinished`: the amount that was paid is not the one that was asked for. */
  readonly mismatched: number
  readonly paidCents: number
  readonly ledger: {
    readonly file: string
    readonly layout: string
    readonly vouchers: number
    readonly debitCents: number
    readonly creditCents: number
  }
  readonly ktl: { readonly read: number; readonly matched: number }
  readonly mails: number
  readonly deadLetters: number
  readonly inDoubt: number
  /** What it ran on, when that was MariaDB and RabbitMQ. */
  readonly production?: ProductionFacts
}

const euros = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')} €`

/** With so many orders every one of several processes has something to do. */
const ENOUGH_FOR_ALL = 20

/** What must hold for a demo to have succeeded; one sentence for each thing that does not. */
export function faultsIn(result: DemoResult, accepted: boolean): readonly string[] {
  const { orders, paid, cancelled, rejected, unfinished, mismatched, paidCents, ledger, deadLetters, inDoubt } = result
  const idle = (result.production?.hubs ?? []).filter(({ runs, calls }) => runs === 0 || calls === 0)
  const must: readonly (readonly [boolean, string])[] = [
    [
      paid + cancelled + rejected + unfinished === orders,
      'paid, cancelled, rejected and unfinished do not add up to all orders',
    ],
    [mismatched <= unfinished, 'more orders are mismatched than unfinished'],
    [paid * 2 > orders, 'half of the orders or fewer are paid'],
    [ledger.vouchers === paid, `the ledger file has ${ledger.vouchers} vouchers for ${paid} paid orders`],
    [
      ledger.debitCents === ledger.creditCents && ledger.debitCents === paidCents,
      'debit, credit and what was paid differ',
    ],
    [accepted, 'the ledger refused the file'],
    [deadLetters === 0, `${deadLetters} messages became dead letters`],
    [inDoubt === 0, `${inDoubt} messages are in doubt`],
    [idle.length === 0 || orders < ENOUGH_FOR_ALL, `${idle.length} of the hub processes had nothing to do`],
  ]
  return must.filter(([holds]) => !holds).map(([, sentence]) => sentence)
}

export interface ReportUse {
  readonly seconds: number
  /** Where the books are. */
  readonly books: string
  /** The hub goes on running: its address, and the folder in which it takes commands. */
  readonly running?: { readonly address: string; readonly data: string }
}

/** The report for people: what happened, and where to look next. */
export function reportOf(result: DemoResult, { seconds, books, running }: ReportUse): readonly string[] {
  const {
    orders,
    paid,
    cancelled,
    rejected,
    unfinished,
    mismatched,
    paidCents,
    ledger,
    ktl,
    mails,
    deadLetters,
    inDoubt,
  } = result
  return [
    '',
    `${orders} orders in ${seconds.toFixed(1)} s`,
    `  paid        ${String(paid).padStart(6)}   ${euros(paidCents)}`,
    `  cancelled   ${String(cancelled).padStart(6)}`,
    `  rejected    ${String(rejected).padStart(6)}`,
    `  unfinished  ${String(unfinished).padStart(6)}   ${mismatched} of them because another amount was paid; the others never came back`,
    `bank file     ${ktl.read} rows read, ${ktl.matched} matched`,
    `ledger file   ${ledger.vouchers} vouchers, debit ${euros(ledger.debitCents)}, credit ${euros(ledger.creditCents)}, checked and posted by the ledger`,
    `mails         ${mails}`,
    `dead letters  ${deadLetters}, in doubt ${inDoubt}`,
    ...productionLines(result.production),
    '',
    'Where to look next',
    `  the ledger file        ${ledger.file}`,
    `  record by record       npm run --silent dromedary -- file read ${ledger.layout} ${ledger.file}`,
    `  what the hub consists of   npm run --silent dromedary -- check`,
    ...(running === undefined
      ? [`  the books              ${books}`]
      : [
          `  the operations         ${running.address}/docs`,
          `  messages               npm run --silent dromedary -- messages --data ${running.data}`,
          'The hub is still running; Ctrl-C ends it.',
        ]),
  ]
}

function productionLines(facts: ProductionFacts | undefined): readonly string[] {
  if (facts === undefined) return []
  const { database, broker, hubs } = facts
  return [
    `ran on        ${database} and ${broker}, ${hubs.length} hub processes behind a balancer`,
    ...hubs.map(
      ({ runs, calls }, no) => `  hub ${no + 1}       ${String(runs).padStart(6)} runs of messages, ${calls} calls`,
    ),
  ]
}
