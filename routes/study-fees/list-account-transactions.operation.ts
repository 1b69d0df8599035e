import { listTransactions } from '../../registers/study-fees/figures.js'
import type { Db } from '../../registers/study-fees/tables.js'
import { KtlTransactions } from '../../schemas/study-fees/ledger.js'
import { LIMIT, ListTransactions } from '../../schemas/study-fees/requests.js'
import { type Context, operation, read } from '../operation.js'

export default operation({
  name: 'study-fees/list-account-transactions',
  summary: 'Lists incoming payments by what became of them: those that fit nothing wait for a person here',
  method: 'GET',
  path: '/study-fees/account-transactions',
  scope: 'study-fees:account:read',
  request: ListTransactions,
  response: KtlTransactions,
  run: read(({ state, limit = LIMIT }: ListTransactions, { db }: Context<Db>) => listTransactions(db, state, limit)),
})
