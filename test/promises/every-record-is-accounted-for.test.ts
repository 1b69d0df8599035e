import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { ktlFile } from '../../sandbox/stand-ins/bank-ktl.js'
import { openStory } from '../stories/study-fees/town.js'

// A hub and its partners on a busy machine take their time.
t.setTimeout(120_000)

t.test(
  'every row of an account file and every paid event stands in a statement, and a resend is byte-identical',
  async (t) => {
    const story = await openStory(t)
    const orders = []
    for (let n = 0; n < 6; n++) {
      const order = await story.order()
      const { stamp } = await story.start(order, 'solopmt')
      await story.browse(story.town.bank.customer({ stamp, choice: 'pay' }).location)
      orders.push(order)
    }
    const at = new Date(Date.UTC(2026, 2, 2, 10))
    const row = (reference: string, cents: number, n: number) => ({
      reference,
      cents,
      archiveId: `2603ACCOUNT${String(n).padStart(5, '0')}`,
      payer: 'TESTIHENKILÖ',
      paidAt: at,
    })
    const payments = [
      ...orders.slice(0, 4).map(({ reference }, n) => row(reference, 3500, n)),
      row(orders[4]!.reference, 3400, 4), // another amount than was asked
      row('12345672', 9900, 5), // a reference nobody gave out
      row(orders[0]!.reference, 3500, 0), // the first row once more
    ]
    await writeFile(
      join(story.town.folders.fromBank, 'night.ktl'),
      ktlFile({ payments, iban: 'FI2112345600000785', createdAt: at }),
    )
    const account = await story.accountStatement('night.ktl')
    t.match(account, { read: 7, matched: 4, mismatched: 1, unmatched: 1, duplicates: 1 })
    const { read, waiting, matched, unmatched, mismatched, surplus, duplicates, corrections, notPaid } = account
    t.equal(
      waiting + matched + unmatched + mismatched + surplus + duplicates + corrections + notPaid,
      read,
      'every row is in exactly one place',
    )

    const batch = await story.transfer()
    t.match(batch, { eventsIn: 4, vouchers: 4, refused: 0, debitCents: 14_000, creditCents: 14_000, state: 'recorded' })
    t.equal(batch.vouchers + batch.refused, batch.eventsIn, 'what went in came out or was refused')
    t.equal(batch.toEvent - batch.fromEvent + 1, batch.eventsIn, 'the range has no gap')
    const file = join(story.town.folders.toLedger, batch.file)
    const bytes = readFileSync(file)
    t.equal(createHash('sha256').update(bytes).digest('hex'), batch.sha256)
    t.equal(bytes.length, batch.bytes)
    t.match(await story.town.ledger.take(), [{ outcome: 'posted', vouchers: 4, debitCents: 14_000 }])

    await story.good(story.call('POST', `/study-fees/ledger-batches/${batch.batch}/resends`))
    await story.settled()
    t.strictSame(readFileSync(file), bytes, 'the resend is the same file')
    t.match(await story.town.ledger.take(), [{ outcome: 'repeated' }])

    const next = await story.transfer()
    t.match(next, { eventsIn: 0, fromEvent: batch.toEvent + 1 }, 'the next range begins where this one ended')
  },
)
