import { type Static, Type } from 'typebox'
import { channel, question, schema } from '../../bus/ends.js'
import { addClient } from '../../routes/clients.js'
import messageFate from '../../routes/hub/message-fate.operation.js'
import { ask, type Context, command, operation, read, send } from '../../routes/operation.js'
import type { RoutePlugin } from '../../routes/plugin.js'
import { type WebServer, type WebServerParts, webServer } from '../../routes/server.js'
import { StandInHub } from './stand-in-hub.js'

// A made-up shop: enough operations to meet every way of the web floor.

export const Order = schema(
  Type.Object(
    {
      orderId: Type.String({ pattern: '^[A-Z][0-9]{1,9}$' }),
      kind: Type.Union([Type.Literal('small'), Type.Literal('large')]),
      cents: Type.Integer({ minimum: 1, maximum: 99_999_999 }),
      email: Type.Optional(Type.String({ format: 'email', maxLength: 254, 'x-personal': true })),
      rows: Type.Optional(
        Type.Array(
          Type.Object(
            { product: Type.String({ minLength: 1 }), count: Type.Integer() },
            { additionalProperties: false },
          ),
          {
            maxItems: 100_000,
          },
        ),
      ),
    },
    { $id: 'Shop.Order', additionalProperties: false },
  ),
)
export type Order = Static<typeof Order>
export const Receipt = schema(
  Type.Object({ orderId: Type.String(), total: Type.Integer() }, { $id: 'Shop.Receipt', additionalProperties: false }),
)
export type Receipt = Static<typeof Receipt>
export const Finding = schema(
  Type.Object(
    {
      orderId: Type.String({ pattern: '^[A-Z][0-9]{1,9}$' }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      open: Type.Optional(Type.Boolean()),
      text: Type.Optional(Type.String({ maxLength: 20 })),
    },
    { additionalProperties: false },
  ),
)
export type Finding = Static<typeof Finding>
export const Found = schema(
  Type.Object(
    { orderId: Type.String(), limit: Type.Integer(), open: Type.Boolean(), text: Type.String(), sum: Type.String() },
    { additionalProperties: false },
  ),
)
export type Found = Static<typeof Found>
const Closing = schema(
  Type.Object(
    { orderId: Type.String({ pattern: '^[A-Z][0-9]{1,9}$' }), reason: Type.String() },
    { additionalProperties: false },
  ),
)
const OnlyId = schema(
  Type.Object({ orderId: Type.String({ pattern: '^[A-Z][0-9]{1,9}$' }) }, { additionalProperties: false }),
)
type OnlyId = Static<typeof OnlyId>

export const orders = channel('shop/orders', Order)
export const closings = channel('shop/closings', Closing)
export const pricing = question('shop/pricing', Order, Receipt)

export const operations = [
  messageFate,
  operation({
    name: 'shop/send-order',
    summary: 'Sends an order',
    method: 'POST',
    path: '/shop/orders',
    scope: 'shop:orders:write',
    request: Order,
    run: send(orders),
  }),
  operation({
    name: 'shop/close-order',
    summary: 'Closes an order',
    method: 'PUT',
    path: '/shop/orders/{orderId}/closing',
    scope: 'shop:orders:write',
    request: Closing,
    run: send(closings),
  }),
  operation({
    name: 'shop/price',
    summary: 'Prices an order',
    method: 'POST',
    path: '/shop/prices',
    scope: 'shop:prices:write',
    status: 201,
    request: Order,
    response: Receipt,
    run: ask(pricing, { within: '2s', dropped: 422 }),
  }),
  operation({
    name: 'shop/find',
    summary: 'Finds an order',
    method: 'GET',
    path: '/shop/orders/{orderId}',
    scope: 'shop:orders:read',
    problems: { HUB_SHOP_CLOSED: 410 },
    request: Finding,
    response: Found,
    run: read(find),
  }),
  operation({
    name: 'shop/forget',
    summary: 'Forgets an order',
    method: 'DELETE',
    path: '/shop/orders/{orderId}',
    scope: 'shop:orders:write',
    request: OnlyId,
    response: OnlyId,
    run: command(async (request: OnlyId) => (request.orderId === 'X0' ? undefined : request)),
  }),
] as const

export interface Shelf {
  find(id: string): { readonly sum: bigint } | undefined
}

async function find(request: Finding, { db }: Context<Shelf>): Promise<Found | undefined> {
  const found = db.find(request.orderId)
  return (
    found && {
      orderId: request.orderId,
      limit: request.limit ?? 10,
      open: request.open ?? false,
      text: request.text ?? '',
      sum: found.sum as unknown as string,
    }
  )
}

export interface Shop {
  readonly stand: StandInHub
  readonly server: WebServer
  readonly url: string
  readonly key: string
  call(
    path: string,
    how?: { method?: string; key?: string | null; body?: string | Uint8Array; headers?: Record<string, string> },
  ): Promise<Called>
}

export interface Called {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever came
  readonly json: any
}

export const shelf: Shelf = { find: (id) => (id === 'A404' ? undefined : { sum: 12_345_678_901_234_567_890n }) }
export const everyScope = ['shop:orders:write', 'shop:prices:write', 'shop:orders:read', 'hub:messages:read']
export const order = { orderId: 'A1', kind: 'small', cents: 3500 }

/** Starts the shop's server on a free port; the test closes it. */
export async function openShop(
  t: { teardown(close: () => unknown): void },
  parts: Partial<WebServerParts> & { readonly routes?: readonly RoutePlugin<never, never>[] } = {},
): Promise<Shop> {
  const stand = new StandInHub()
  const { key } = await addClient(stand.store, { name: 'portal', scopes: ['shop:*:*'], known: everyScope, now: 0 })
  const server = await webServer({ hub: stand.hub, operations, db: shelf, version: '0.0.0', ...parts })
  server.state = 'ready'
  t.teardown(() => server.close())
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    stand,
    server,
    url,
    key,
    async call(path, { method, key: own = key, body, headers = {} } = {}) {
      const answer = await fetch(`${url}${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          ...(own === null ? {} : { authorization: `Bearer ${own}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: body as string }),
      })
      const text = await answer.text()
      return {
        status: answer.status,
        headers: answer.headers,
        text,
        json: text.startsWith('{') ? JSON.parse(text) : undefined,
      }
    },
  }
}
