import { statementOf } from '../../registers/study-fees/figures.js'
import { batchOf } from '../../registers/study-fees/ledger-batches.js'
import type { Db } from '../../registers/study-fees/tables.js'
import { LedgerStatement } from '../../schemas/study-fees/ledger.js'
import { ReadBatch } from '../../schemas/study-fees/requests.js'
import { type Context, operation, read } from '../operation.js'

export default operation({
  name: 'study-fees/read-ledger-batch',
  summary: 'Shows the statement of a ledger file: in, out, refused, totals and links',
  method: 'GET',
  path: '/study-fees/ledger-batches/{batch}',
  scope: 'study-fees:ledger:read',
  request: ReadBatch,
  response: LedgerStatement,
  run: read(statement),
})

async function statement({ batch }: ReadBatch, { db }: Context<Db>): Promise<LedgerStatement | undefined> {
  const row = await batchOf(db, batch)
  return row === undefined ? undefined : statementOf(row)
}
