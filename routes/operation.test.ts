import t from 'tap'
import { type Static, Type } from 'typebox'
import { booksOf, channel, question, schema } from '../bus/ends.js'
import { ask, type Context, command, isOperation, operation, read, send } from './operation.js'

const Order = schema(Type.Object({ orderId: Type.String(), cents: Type.Integer() }, { additionalProperties: false }))
type Order = Static<typeof Order>
const Done = schema(Type.Object({ ok: Type.Boolean() }, { additionalProperties: false }))
const Other = schema(Type.Object({ text: Type.String() }, { additionalProperties: false }))
type Other = Static<typeof Other>
const asking = question('shop/asking', Order, Done)
const orders = channel('shop/orders', Order)
const others = channel('shop/others', Other)
interface Tables {
  readonly count: number
}
const books = booksOf<Tables>()
const post = { name: 'shop/do', summary: 'Does it', method: 'POST', path: '/shop', scope: 'shop:orders:write' } as const

t.test('an operation asks, sends, reads or acts, and its types fit', async (t) => {
  const made = [
    operation({ ...post, request: Order, response: Done, run: ask(asking, { dropped: 422, within: '5s' }) }),
    operation({ ...post, request: Order, run: send(orders) }),
    operation({ ...post, request: Order, run: send(others, (order: Order) => ({ text: order.orderId })) }),
    operation({
      ...post,
      request: Other,
      response: Other,
      run: ask(asking, {
        request: ({ text }: Other) => ({ orderId: text, cents: 1 }),
        response: ({ ok }, { text }) => ({ text: `${text} ${ok}` }),
      }),
    }),
    operation({
      ...post,
      request: Order,
      response: Done,
      run: read(books, async ({ cents }: Order, { db }) => ({ ok: cents === db.count })),
    }),
    operation({
      ...post,
      request: Order,
      response: Done,
      run: read(async ({ cents }: Order, { db }: Context<Tables>) => ({ ok: cents === db.count })),
    }),
    operation({
      ...post,
      request: Order,
      response: Done,
      run: command(async ({ orderId }: Order, { hub }) => {
        await hub.replay(orderId, 'client')
        return { ok: true }
      }),
    }),
  ]
  t.strictSame(
    made.map(({ run, status, changes }) => [run.kind, status, changes]),
    [
      ['ask', 200, true],
      ['send', 202, true],
      ['send', 202, true],
      ['ask', 200, true],
      ['read', 200, false],
      ['read', 200, false],
      ['command', 200, true],
    ],
  )
  t.ok(made.every((each) => isOperation(each) && Object.isFrozen(each)))
  t.notOk(isOperation({}) || isOperation(null))
})

t.test('what does not fit does not compile', async (t) => {
  const never = () => {
    // @ts-expect-error the question takes another request
    operation({ ...post, request: Other, response: Done, run: ask(asking) })
    // @ts-expect-error the question answers something else
    operation({ ...post, request: Order, response: Other, run: ask(asking) })
    // @ts-expect-error the channel takes something else
    operation({ ...post, request: Order, run: send(others) })
    // @ts-expect-error what reads needs a response schema
    operation({ ...post, request: Order, run: read(async () => ({ ok: true })) })
    // @ts-expect-error the answer does not fit the response
    operation({ ...post, request: Order, response: Done, run: read(async () => ({ ok: 'yes' })) })
    // @ts-expect-error the map makes another body
    operation({ ...post, request: Order, run: send(others, (order: Order) => ({ text: order.cents })) })
    // @ts-expect-error a dropped request is 409 or 422
    operation({ ...post, request: Order, response: Done, run: ask(asking, { dropped: 200 }) })
    // @ts-expect-error a scope has three parts
    operation({ ...post, scope: 'shop', request: Order, run: send(orders) })
  }
  t.type(never, 'function')
})

const closed = { additionalProperties: false }
const Id = schema(Type.Object({ id: Type.String() }, closed))
const get = { ...post, method: 'GET', response: Done, run: read(async () => ({ ok: true })) } as const

t.test('what cannot be mounted is refused with a sentence', async (t) => {
  const refused = (make: () => unknown, message: RegExp, code = 'HUB_OPERATION') => t.throws(make, { code, message })
  refused(() => operation({ ...post, name: 'Do it', request: Order, run: send(orders) }), /Do it/, 'HUB_NAME')
  refused(() => operation({ ...post, name: 'do', request: Order, run: send(orders) }), /<pack>\/<file>/)
  refused(() => operation({ ...post, summary: ' ', request: Order, run: send(orders) }), /summary/)
  refused(() => operation({ ...post, scope: 'shop:*:write', request: Order, run: send(orders) }), /wildcards/)
  refused(() => operation({ ...post, moreScopes: ['a:b:*'], request: Order, run: send(orders) }), /moreScopes/)
  refused(() => operation({ ...post, method: 'GET', request: Order, run: send(orders) }), /GET cannot run send/)
  refused(() => operation({ ...get, method: 'DELETE', request: Id }), /DELETE cannot run read/)
  refused(
    () =>
      operation({ ...post, status: 201, request: Order, run: send(orders) }) &&
      operation({ ...get, path: '/a/', request: Id }),
    /path/,
  )
  for (const path of ['/a//b', '/a/:id', '/a b', '/{id', '/x{id}'] as const)
    refused(() => operation({ ...get, path, request: Id }), /its path is/)
  refused(() => operation({ ...get, path: '/a/{no}', request: Id }), /\{no\}/)
  refused(() => operation({ ...get, path: '/a/{id}/{id}', request: Id }), /twice/)
  const optional = schema(Type.Object({ id: Type.Optional(Type.String()) }, closed))
  refused(() => operation({ ...get, path: '/a/{id}', request: optional }), /optional/)
  const list = schema(Type.Object({ ids: Type.Array(Type.String()) }, closed))
  refused(() => operation({ ...get, request: list }), /ids stands in path or query/)
  const union = schema(Type.Union([Order, Other]))
  refused(() => operation({ ...get, request: union }), /one object schema/)
})

t.test('an object that lets unknown properties pass is refused, unless it says so', async (t) => {
  const open = schema(Type.Object({ id: Type.String() }))
  t.throws(() => operation({ ...get, request: open }), { message: /additionalProperties .* at #$/ })
  const inside = schema(Type.Object({ rows: Type.Array(Type.Object({ a: Type.String() })) }, closed))
  const reading = { ...get, method: 'POST' } as const
  t.throws(() => operation({ ...reading, request: inside }), { message: /at #\/rows\/\*$/ })
  const meant = schema(Type.Object({ rows: Type.Object({ a: Type.String() }, { additionalProperties: true }) }, closed))
  t.ok(operation({ ...reading, request: meant }))
})

t.test('each property of the flat request has its place', async (t) => {
  const request = schema(
    Type.Object(
      {
        id: Type.String(),
        page: Type.Optional(Type.Integer()),
        open: Type.Boolean(),
        kind: Type.Union([Type.Literal('a'), Type.Literal('b')]),
      },
      closed,
    ),
  )
  const { parts } = operation({ ...get, path: '/shop/{id}', request })
  t.strictSame([...parts.path], [['id', 'string']])
  t.strictSame(
    [...parts.query],
    [
      ['page', 'integer'],
      ['open', 'boolean'],
      ['kind', 'string'],
    ],
  )
  const { parts: posted } = operation({ ...get, method: 'POST', path: '/shop/{id}', request })
  t.strictSame([posted.body, posted.bodyRequired, posted.query.size], [['page', 'open', 'kind'], ['open', 'kind'], 0])
})
