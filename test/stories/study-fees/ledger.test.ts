import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { hubGl } from '../../../fixed-width/layouts/hub-gl.layout.js'
import { proe } from '../../../fixed-width/layouts/proe.layout.js'
import { ktlFile } from '../../../sandbox/stand-ins/bank-ktl.js'
import { until } from '../../kit/event.js'
import { openStory, type Story } from './town.js'

// From the money on the account to the ledger's file (FI-105, protocols/fi.md sections 9 and 11).

let story: Story
t.before(async () => {
  story = await openStory(t)
})

const bytesOf = (file: string) => readFileSync(join(story.town.folders.toLedger, file))
async function payAtBank(cents?: number) {
  const order = await story.order()
  const started = await story.start(order, 'solopmt')
  await story.browse(
    story.town.bank.customer({ stamp: started.stamp, choice: 'pay', ...(cents && { cents }) }).location,
  )
  return order
}
async function payAtPaytrail() {
  const order = await story.order('restoring')
  const started = await story.start(order, 'paytrail')
  story.town.paytrail.customer({ transactionId: story.transactionOf(started), status: 'ok' })
  await story.town.paytrail.deliver()
  return order
}

t.test('an empty day is a file with header and trailer', async (t) => {
  const statement = await story.transfer()
  t.match(statement, { batch: 1, state: 'recorded', eventsIn: 0, vouchers: 0, debitCents: 0, fromEvent: 1, toEvent: 0 })
  const check = await hubGl.check([bytesOf(statement.file)])
  t.match(check, { problemCount: 0, lines: 2 })
  t.match(await story.town.ledger.take(), [{ outcome: 'posted', vouchers: 0 }])
})

let batch: { batch: number; file: string; sha256: string }
t.test('what is paid and confirmed goes into one file, each once; what is not confirmed waits', async (t) => {
  const [confirmed, wrong, waiting, card] = [
    await payAtBank(),
    await payAtBank(3400),
    await payAtBank(),
    await payAtPaytrail(),
  ]
  const rows = story.town.bank.payments()
  const ofOrder = (order: { reference: string }) => rows.find(({ reference }) => reference === order.reference)!
  await leaveKtl(
    'first.ktl',
    [confirmed, wrong].map((order) => ({ reference: order.reference, cents: ofOrder(order).paidCents! })),
  )
  t.match(await statementOf('first.ktl'), { read: 2, matched: 1, mismatched: 1, unmatched: 0, readCents: 6900 })
  t.match(await story.read(wrong), { state: 'unfinished', reason: 'mismatch' })

  batch = await story.transfer()
  t.match(batch, {
    batch: 2,
    state: 'recorded',
    eventsIn: 2,
    vouchers: 2,
    refused: 0,
    debitCents: 7000,
    creditCents: 7000,
  })
  const bytes = bytesOf(batch.file)
  t.equal(createHash('sha256').update(bytes).digest('hex'), batch.sha256)
  t.match(await hubGl.check([bytes]), { problemCount: 0 })
  t.match(await story.town.ledger.take(), [
    { outcome: 'posted', vouchers: 2, debitCents: 7000, creditCents: 7000, problems: [] },
  ])
  for (const order of [confirmed, card]) t.match(await story.read(order), { state: 'transferred', batch: 2 })
  t.equal((await story.read(waiting)).state, 'paid')

  await leaveKtl('second.ktl', [{ reference: waiting.reference, cents: 3500 }])
  t.match(await statementOf('second.ktl'), { matched: 1 })
  t.match(await story.transfer(), { batch: 3, eventsIn: 1, vouchers: 1, debitCents: 3500 })
  t.match(await story.town.ledger.take(), [{ outcome: 'posted', vouchers: 1 }])
})

t.test('a resend is the same file byte for byte, and the ledger posts it once', async (t) => {
  await story.good(story.call('POST', `/study-fees/ledger-batches/${batch.batch}/resends`))
  await story.settled()
  t.equal(createHash('sha256').update(bytesOf(batch.file)).digest('hex'), batch.sha256)
  t.match(await story.town.ledger.take(), [{ outcome: 'repeated', file: batch.file }])
  t.match((await story.call('GET', `/study-fees/ledger-batches/${batch.batch}`)).body, {
    resends: 1,
    state: 'recorded',
  })
})

t.test('a resend that would differ is refused before the ledger sees it', async (t) => {
  await story.tamper(async (db) => {
    await db.updateTable('study_fees_paid_event').set({ description: 'MUUTETTU' }).where('seq', '=', 1).execute()
  })
  await story.good(story.call('POST', `/study-fees/ledger-batches/${batch.batch}/resends`))
  await story.settled()
  t.notOk(readdirSync(story.town.folders.toLedger).includes(batch.file))
  const { store, hub } = story.hub()
  const [letter] = (await store.deadLetters({ limit: 1 })).rows
  t.equal(letter?.code, 'HUB_FEES_RESEND')
  await hub.dropDeadLetter(letter!.message.id, 'the story made it', 'story')
})

t.test('money that fits nothing stands in the list of unmatched, and the main users are told', async (t) => {
  story.town.bank.payDirectly({ reference: '13', cents: 1234 })
  await leaveKtl('strange.ktl', [{ reference: '13', cents: 1234 }])
  t.match(await statementOf('strange.ktl'), { unmatched: 1 })
  const { transactions } = await story.good(story.call('GET', '/study-fees/account-transactions?state=unmatched'))
  t.match(transactions, [{ reference: '13', amountCents: 1234, payerName: 'TESTIHENKILÖ' }])
  await story.settled()
  t.ok(story.subjects().some((subject) => /fit no payment/.test(subject)))
})

t.test('the same file again changes nothing', async (t) => {
  const before = await story.good(story.call('GET', '/study-fees/totals'))
  await leaveKtl('first-again.ktl', [...earlier.get('first.ktl')!])
  t.match(await statementOf('first-again.ktl'), { read: 2, duplicates: 2, matched: 0 })
  const { ktl: _, ...after } = await story.good(story.call('GET', '/study-fees/totals'))
  t.match(before, after)
})

t.test('a correction of the bank becomes a voucher of its own', async (t) => {
  const order = await payAtBank()
  const row = { reference: order.reference, cents: 3500, archiveId: 'CORR0001' }
  await leaveKtl('paid.ktl', [row])
  await statementOf('paid.ktl')
  t.match(await story.transfer(), { vouchers: 1, corrections: 0 })
  await leaveKtl('corrected.ktl', [{ ...row, correction: true }])
  t.match(await statementOf('corrected.ktl'), { corrections: 1 })
  t.match(await story.read(order), { state: 'unfinished', reason: 'reversed' })
  const statement = await story.transfer()
  t.match(statement, { vouchers: 1, corrections: 1, correctionCents: 3500, debitCents: 3500 })
  t.match(await hubGl.check([bytesOf(statement.file)]), { problemCount: 0 })
  t.match(
    (await story.town.ledger.take()).map(({ outcome }) => outcome),
    ['posted', 'posted'],
  )
})

t.test('a file with a wrong sum is refused whole', async (t) => {
  const order = await payAtBank()
  await leaveKtl('wrong-sum.ktl', [{ reference: order.reference, cents: 3500 }], true)
  const letter = await until('the dead letter', async () => (await story.hub().store.deadLetters({ limit: 1 })).rows[0])
  t.match(letter.reason, /sum/i)
  t.match(await story.read(order), { payments: [{ amountConfirmed: false }] })
  await story.hub().hub.dropDeadLetter(letter.message.id, 'the story made it', 'story')
})

t.test('the sales-invoice layout is a matter of configuration', async (t) => {
  const other = await openStory(t, { HUB_STUDY_FEES_LEDGER_LAYOUT: 'proe' })
  const order = await other.order('restoring')
  const started = await other.start(order, 'paytrail')
  other.town.paytrail.customer({ transactionId: other.transactionOf(started), status: 'ok' })
  await other.town.paytrail.deliver()
  const statement = await other.transfer()
  t.match(statement, { layout: 'proe', vouchers: 1, state: 'recorded', file: /^proe-\d{8}-\d{6}\.txt$/ })
  const bytes = readFileSync(join(other.town.folders.toLedger, statement.file))
  t.match(await proe.check([bytes]), { problemCount: 0, lines: 2 })
  t.match(bytes.toString('latin1'), /^\d{9} {2}L10Testi Henkil\u00f6/)
})

interface Row {
  readonly reference: string
  readonly cents: number
  readonly archiveId?: string
  readonly correction?: boolean
}
const earlier = new Map<string, readonly Required<Omit<Row, 'correction'>>[]>()
let archived = 0

/** The bank's file with the rows that a test wants in it. */
async function leaveKtl(name: string, rows: readonly Row[], wrongSum = false): Promise<void> {
  const made = rows.map((row) => ({ archiveId: `2603STORY${String(++archived).padStart(6, '0')}`, ...row }))
  earlier.set(name, made)
  const at = new Date(Date.UTC(2026, 2, 2, 10))
  const payments = made.map((row) => ({ payer: 'TESTIHENKILÖ', paidAt: at, ...row }))
  const bytes = ktlFile({ payments, iban: 'FI2112345600000785', createdAt: at, wrongSum })
  await writeFile(join(story.town.folders.fromBank, name), bytes)
}
const statementOf = (name: string) => story.accountStatement(name)
