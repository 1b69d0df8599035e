import { listBatches } from '../../registers/study-fees/figures.js'
import type { Db } from '../../registers/study-fees/tables.js'
import { LedgerStatements } from '../../schemas/study-fees/ledger.js'
import { LIMIT, ListBatches } from '../../schemas/study-fees/requests.js'
import { type Context, operation, read } from '../operation.js'

export default operation({
  name: 'study-fees/list-ledger-batches',
  summary: 'Lists the statements of the ledger’s files, newest first',
  method: 'GET',
  path: '/study-fees/ledger-batches',
  scope: 'study-fees:ledger:read',
  request: ListBatches,
  response: LedgerStatements,
  run: read(({ limit = LIMIT, ...page }: ListBatches, { db }: Context<Db>) => listBatches(db, { ...page, limit })),
})
