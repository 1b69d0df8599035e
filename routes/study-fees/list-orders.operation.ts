import { listOrders } from '../../registers/study-fees/lists.js'
import type { Db } from '../../registers/study-fees/tables.js'
import { OrderPage } from '../../schemas/study-fees/orders.js'
import { LIMIT, ListOrders } from '../../schemas/study-fees/requests.js'
import { type Context, operation, read } from '../operation.js'
import { VISIBILITY_SCOPES, visibleKinds } from './visibility.js'

export default operation({
  name: 'study-fees/list-orders',
  summary: 'Lists orders, newest first, by kind, state, customer or reference',
  description:
    'With `study-fees:processing-fees:read` the two processing fees, with `study-fees:study-fees:read` study fees; with `study-fees:own-orders:read` the orders of the `customer` that is named.',
  method: 'GET',
  path: '/study-fees/orders',
  scope: 'any client',
  moreScopes: VISIBILITY_SCOPES,
  problems: { HUB_FEES_NOT_VISIBLE: 403 },
  request: ListOrders,
  response: OrderPage,
  run: read(list),
})

async function list({ kind, limit = LIMIT, ...filter }: ListOrders, { db, allows }: Context<Db>): Promise<OrderPage> {
  const kinds = visibleKinds(
    { allows },
    { ...(kind === undefined ? {} : { kind }), ownOnly: filter.customer !== undefined },
  )
  return listOrders(db, { ...filter, kinds, limit })
}
