import { readFileSync } from 'node:fs'
import t from 'tap'
import { Type } from 'typebox'
import { channel, deadLetters, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { date, integer, minorUnits, oneOf, text } from '../../csv/column.js'
import { csv } from '../../csv/csv.js'
import { camt053v02, signed } from '../../xml/documents/camt.js'
import type { ReportEntry2 } from '../../xml/documents/generated/camt-2009.js'
import { sequence } from '../../xml/schema.js'
import { text as xmlText } from '../../xml/simple.js'
import { soapMessage } from '../../xml/soap/envelope.js'
import { readByXsd, xsd } from '../../xml/xsd/xsd.js'
import { testHub } from '../kit/hub.js'
import { ended, ledger, order, orders, partner } from '../patterns/shop.js'

// Documents, envelopes and CSV on their way through real flows: decoded, counted, encoded.

t.beforeEach(() => partner.clear())
const fixture = (name: string) => readFileSync(`test/fixtures/iso20022-xml/${name}`)

const Arrived = schema(Type.Object({ file: Type.String() }, { $id: 'ArrivedStatement' }))
const statements = channel('shop/statements', Arrived)

const bookings = csv('bookings', {
  summary: 'What the bank booked, for the bookkeeper’s spreadsheet.',
  delimiter: ';',
  columns: {
    account: text(),
    day: date('DD.MM.YYYY'),
    side: oneOf('CRDT', 'DBIT'),
    cents: minorUnits(2, { point: ',' }),
  },
  file: ({ rows }: { readonly rows: AsyncIterable<Booking> }) => rows,
})
interface Booking {
  readonly account: string
  readonly day: string
  readonly side: 'CRDT' | 'DBIT'
  readonly cents: bigint
}

const entries = camt053v02.records('BkToCstmrStmt/Stmt/Ntry', ({ value, around }): Booking => {
  const entry: ReportEntry2 = value
  return {
    account: around.Stmt.Acct?.Id.IBAN ?? '',
    day: entry.BookgDt?.Dt ?? '',
    side: entry.CdtDbtInd,
    cents: signed(entry),
  }
})

async function* bytesOf({ file }: { readonly file: string }) {
  yield Buffer.from(file)
}

const bookStatement = flow('shop/book-statement')
  .from(statements)
  .onFailure({ retry: { attempts: 2, delay: '20ms' }, thenTo: deadLetters })
  .decode(entries.decoder, bytesOf, { ifPartFails: 'fail-the-whole' })
  .aggregate({ by: () => 'all', into: (_, rows) => ({ rows }) })
  .encode(bookings.codec)
  .to(ledger.outbox)

t.test('entries of a bank statement go through a flow one by one and leave it as CSV', async (t) => {
  const hub = await testHub(t, [bookStatement])
  const file = fixture('camt053.v2.multi.statement.xml').toString()
  const { messageId } = await hub.engine.send(statements, { file })
  t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(partner.files, [
    'account;day;side;cents\r\nNL26VAYB8060476890;31.12.2014;CRDT;8,85\r\nNL26VAYB8060476890;31.12.2014;DBIT;-7,00\r\n',
  ])
})

t.test('a statement that its schema refuses is a dead letter with the line, and nothing of it is booked', async (t) => {
  const strict = readByXsd(camt053v02.decoder, xsd('camt.053.001.02', fixture('camt.053.001.02.xsd')))
  const count = flow('shop/count-statement')
    .from(statements)
    .onFailure({ retry: { attempts: 2, delay: '20ms' }, thenTo: deadLetters })
    .decode(strict, bytesOf, { ifPartFails: 'fail-the-whole' })
    .aggregate({ by: () => 'all', into: (_, messages) => ({ messages }) })
    .encode({
      name: 'count',
      async *write({ messages }) {
        let count = 0
        for await (const { BkToCstmrStmt } of messages) count += BkToCstmrStmt.Stmt.length
        yield Buffer.from(String(count))
      },
    })
    .to(ledger.outbox)
  const hub = await testHub(t, [count])
  const wrong = await hub.engine.send(statements, { file: fixture('camt053.v2.wrong.xml').toString() })
  t.match(await ended(hub, wrong.messageId), { state: 'dead-letter' })
  t.match((await hub.engine.store.deadLetters({ limit: 5 })).rows, [
    { code: 'HUB_XSD_INVALID', reason: /^line 3, BkToCstmrStmt/ },
  ])
  t.strictSame(partner.files, [])
  const right = await hub.engine.send(statements, { file: fixture('camt053.v2.multi.statement.xml').toString() })
  t.match(await ended(hub, right.messageId), { state: 'done' })
  t.strictSame(partner.files, ['2'])
})

t.test('a flow encodes an envelope', async (t) => {
  const reserve = soapMessage('reserve', {
    summary: 's',
    version: '1.2',
    body: { root: 'Reserve', namespace: 'urn:shop', of: sequence({ order: xmlText() }) },
  })
  const send = flow('shop/reserve-by-soap')
    .from(orders)
    .transform(({ orderId }) => ({ body: { order: orderId } }))
    .encode(reserve.codec)
    .to(ledger.outbox)
  const hub = await testHub(t, [send])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(reserve.parse(Buffer.from(partner.files[0]!)), { headers: [], body: { order: order.orderId } })
})

t.test('a CSV file is decoded in a flow; a wrong file is a dead letter that says line and column', async (t) => {
  const stock = csv('stock', { summary: 's', columns: { sku: text(), pieces: integer() } })
  const low = flow('shop/low-stock')
    .from(statements)
    .decode(stock.decoder, bytesOf, { ifPartFails: 'fail-the-whole' })
    .filter(({ pieces }) => pieces < 5, { drop: 'enough' })
    .aggregate({ by: () => 'all', into: (_, rows) => rows })
    .encode(stock.codec)
    .to(ledger.outbox)
  const hub = await testHub(t, [low])
  const right = await hub.engine.send(statements, { file: 'pieces,sku\n7,a\n3,b\n' })
  t.match(await ended(hub, right.messageId), { state: 'done' })
  t.strictSame(partner.files, ['sku,pieces\r\nb,3\r\n'])
  const wrong = await hub.engine.send(statements, { file: 'sku,pieces\na,many\n' })
  t.match(await ended(hub, wrong.messageId), { state: 'dead-letter' })
  t.match((await hub.engine.store.deadLetters({ limit: 5 })).rows, [
    { code: 'HUB_CSV_VALUE', reason: /line 2, column 2/ },
  ])
})
