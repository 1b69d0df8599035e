import t from 'tap'
import { build, decided, describe, ends, order, refusal } from '../../test/patterns/step-kit.js'

const withRows = (body: object, rows: readonly unknown[]) => ({ ...body, rows })

t.test('enrich takes a reader of a connection, and what joins body and rows', async (t) => {
  for (const no of [undefined, ends.take, ends.park, () => []])
    t.throws(() => build('enrich', [no, withRows]), refusal(/enrich takes a reader of a connection/))
  t.throws(() => build('enrich', [ends.rows]), refusal(/enrich takes what joins body and rows as a function/))
})

t.test('enrich is called like its reader', async (t) => {
  t.equal(describe(build('enrich', [ends.rows, withRows])), 'partner.rows')
})

t.test('enrich asks for the rows that belong to the body, and reads nothing itself', async (t) => {
  const { reader, query, into } = decided(build('enrich', [ends.rows, withRows]), order, 'read')
  t.equal(reader, ends.rows as unknown)
  t.equal(query, order)
  t.strictSame(into([{ row: 1 }, { row: 2 }]), { ...order, rows: [{ row: 1 }, { row: 2 }] })
  t.strictSame(into([]), { ...order, rows: [] })
})

t.test('what joins body and rows computes; a promise is refused', async (t) => {
  const { into } = decided(build('enrich', [ends.rows, async () => ({})]), order, 'read')
  t.throws(() => into([]), refusal(/enrich partner.rows returned a promise/))
})
