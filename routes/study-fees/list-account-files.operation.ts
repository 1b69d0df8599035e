import { listKtlFiles } from '../../registers/study-fees/figures.js'
import type { Db } from '../../registers/study-fees/tables.js'
import { KtlStatements } from '../../schemas/study-fees/ledger.js'
import { LIMIT, ListFiles } from '../../schemas/study-fees/requests.js'
import { type Context, operation, read } from '../operation.js'

export default operation({
  name: 'study-fees/list-account-files',
  summary: 'Lists the statements of the bank’s files of incoming payments, newest first',
  method: 'GET',
  path: '/study-fees/account-files',
  scope: 'study-fees:account:read',
  request: ListFiles,
  response: KtlStatements,
  run: read(({ limit = LIMIT }: ListFiles, { db }: Context<Db>) => listKtlFiles(db, limit)),
})
