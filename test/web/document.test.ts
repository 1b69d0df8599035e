import t from 'tap'
import { Type } from 'typebox'
import { channel, schema } from '../../bus/ends.js'
import { Components } from '../../routes/components.js'
import { OPENAPI_HEADER, openapiDocument, openapiYaml, operationId } from '../../routes/openapi.js'
import { operation, send } from '../../routes/operation.js'
import { operations } from './shop.js'

// biome-ignore lint/suspicious/noExplicitAny: a document is looked at from outside
const document = openapiDocument(operations, { version: '1.2.3' }) as any

t.test('an operation is described by what it is mounted from', async (t) => {
  const { post } = document.paths['/shop/orders']
  t.match(post, {
    operationId: 'shopSendOrder',
    summary: 'Sends an order',
    tags: ['shop'],
    security: [{ apiKey: [] }],
    description: /shop:orders:write/,
    parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }, { $ref: '#/components/parameters/CorrelationId' }],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Shop.Order' } } },
    },
    responses: {
      202: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Accepted' } } } },
      401: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      409: { description: /HUB_IDEMPOTENCY_CONFLICT/ },
      413: { description: /HUB_BODY_TOO_LARGE/ },
      415: { description: /HUB_MEDIA_TYPE/ },
      422: { description: /HUB_REQUEST_REFUSED/ },
      503: { description: /HUB_BACKLOG_FULL/ },
    },
  })
  t.match(document.paths['/shop/prices'].post.responses, {
    201: { description: 'Created.' },
    202: { headers: { Location: {} } },
    422: { description: /HUB_DROPPED/ },
  })
})

t.test('path and query are parameters, and only the rest is the body', async (t) => {
  const { get } = document.paths['/shop/orders/{orderId}']
  t.strictSame(
    get.parameters.map(({ name, in: place, required }: Record<string, unknown>) => [name, place, required]),
    [
      ['orderId', 'path', true],
      ['limit', 'query', undefined],
      ['open', 'query', undefined],
      ['text', 'query', undefined],
    ],
  )
  t.match(get.responses[410], { description: /HUB_SHOP_CLOSED/ })
  const { put } = document.paths['/shop/orders/{orderId}/closing']
  t.strictSame(Object.keys(put.requestBody.content['application/json'].schema.properties), ['reason'])
})

t.test('every reference leads somewhere', async (t) => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!)
  t.ok(references.length > 10)
  for (const reference of references) {
    let at = document
    for (const name of reference.split('/')) at = at?.[name]
    t.ok(at, reference)
  }
})

t.test('the same operations make the same text in whatever order they are found', async (t) => {
  const one = await openapiYaml(operations, { version: '1.2.3' })
  t.equal(await openapiYaml([...operations].reverse(), { version: '1.2.3' }), one)
  t.ok(one.startsWith(OPENAPI_HEADER))
  t.match(one, /^openapi: 3\.1\.0$/m)
})

t.test('a schema with a name stands once, and literals become an enum', async (t) => {
  const Kind = Type.Union([Type.Literal('a'), Type.Literal('b')], { $id: 'Kind', description: 'A kind.' })
  const components = new Components()
  const Both = Type.Object({ one: Kind, two: Type.Optional(Kind), list: Type.Array(Kind) }, { $id: 'Both' })
  t.strictSame(components.refer(Both), { $ref: '#/components/schemas/Both' })
  const sorted = components.sorted()
  t.strictSame(Object.keys(sorted), ['Both', 'Kind'])
  t.strictSame(sorted.Kind, { type: 'string', enum: ['a', 'b'], description: 'A kind.' })
  t.match(sorted.Both, {
    properties: { two: { $ref: '#/components/schemas/Kind' }, list: { items: { $ref: '#/components/schemas/Kind' } } },
  })
  const { $ref } = components.refer({ ...Kind, description: 'Another.' }) as { $ref?: string }
  t.equal($ref, undefined, 'one that says something else under the same name stands in place')
  t.strictSame(components.refer(Type.Tuple([Type.String(), Kind])), {
    type: 'array',
    items: false,
    prefixItems: [{ type: 'string' }, { $ref: '#/components/schemas/Kind' }],
    minItems: 2,
  })
  t.throws(() => components.refer({ $id: 'a b' }), { code: 'HUB_OPERATION' })
})

t.test('schemas without a name get that of their operation', async (t) => {
  const request = schema(Type.Object({ a: Type.String() }, { additionalProperties: false }))
  const made = operation({
    name: 'a-b/c-d2',
    summary: 'x',
    method: 'POST',
    path: '/x',
    scope: 'a:b:c',
    request,
    run: send(channel('a-b/x', request)),
  })
  t.equal(operationId(made.name), 'aBCD2')
  const { components } = openapiDocument([made], { version: '1' }) as { components: { schemas: object } }
  t.ok('ABCD2Request' in components.schemas)
})
