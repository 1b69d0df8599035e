import { readTotals } from '../../registers/study-fees/figures.js'
import type { Db } from '../../registers/study-fees/tables.js'
import { Totals } from '../../schemas/study-fees/ledger.js'
import { Nothing } from '../../schemas/study-fees/requests.js'
import { type Context, operation, read } from '../operation.js'

export default operation({
  name: 'study-fees/read-totals',
  summary: 'Shows the follow-up in figures: orders by state, money paid and posted, account transactions',
  method: 'GET',
  path: '/study-fees/totals',
  scope: 'study-fees:totals:read',
  request: Nothing,
  response: Totals,
  run: read((_: Nothing, { db }: Context<Db>) => readTotals(db)),
})
