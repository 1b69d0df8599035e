import { readOrder } from '../../registers/study-fees/lists.js'
import type { Db } from '../../registers/study-fees/tables.js'
import { Order } from '../../schemas/study-fees/orders.js'
import { ReadOrder } from '../../schemas/study-fees/requests.js'
import { type Context, operation, read } from '../operation.js'
import { VISIBILITY_SCOPES, visibleKinds } from './visibility.js'

export default operation({
  name: 'study-fees/read-order',
  summary: 'Shows an order with its rows and payments',
  description: 'To those who see orders of its kind, and to the payers’ application, which knows an order by its id.',
  method: 'GET',
  path: '/study-fees/orders/{orderId}',
  scope: 'any client',
  moreScopes: VISIBILITY_SCOPES,
  problems: { HUB_FEES_NOT_VISIBLE: 403 },
  request: ReadOrder,
  response: Order,
  run: read(({ orderId }: ReadOrder, { db, allows }: Context<Db>) =>
    readOrder(db, orderId, visibleKinds({ allows }, { ownOnly: true })),
  ),
})
