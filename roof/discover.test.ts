import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { HubError } from '../bus/errors.js'
import { type Discovery, discover, refuseBroken } from './discover.js'

const at = (path: string) => JSON.stringify(new URL(`../${path}`, import.meta.url).href)
const FLOW = `import { flow } from ${at('bus/flow.js')}\n`
const OPERATION = `import { ask, operation, send } from ${at('routes/operation.js')}\n`
const JOB = `import { job } from ${at('cron/job.js')}\n`
const CHANNELS = `import { orders, paid, start } from '../../flows/shop/channels.js'\n`
const IN_FLOW = `import { orders, paid, start, told } from './channels.js'\n`

/** A hub without faults; each test breaks one thing of it. */
const SOUND: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'flows/shop/channels.js': `
    import { Type } from ${JSON.stringify(import.meta.resolve('typebox'))}
    import { channel, question, schema, topic } from ${at('bus/ends.js')}
    export const Order = schema(Type.Object({ orderId: Type.String() }, { additionalProperties: false }))
    export const orders = channel('shop/orders', Order)
    export const paid = channel('shop/paid', Order)
    export const told = topic('shop/told', Order)
    export const start = question('shop/start', Order, Order)`,
  'adapters/connections.js': `
    import { Type } from ${JSON.stringify(import.meta.resolve('typebox'))}
    import { defineAdapter } from ${at('bus/adapter.js')}
    const shelf = defineAdapter({ name: 'shelf', summary: 'Keeps things.', options: Type.Object({ path: Type.String() }),
      open: async () => ({}), ends: (make) => ({ put: make.sink('put', { inDoubt: 'resend', perform: async () => {} }) }) })
    export const attic = shelf('attic')
    export const cellar = shelf('cellar')`,
  'flows/shop/take-orders.flow.js': `${IN_FLOW}${FLOW}
    import { attic } from '../../adapters/connections.js'
    export default flow('shop/take-orders').from(orders).publish(paid).publish(told).to(attic.put)`,
  'flows/shop/settle.flow.js': `${IN_FLOW}${FLOW}export default flow('shop/settle').from(paid).drop('settled')`,
  'flows/shop/start.flow.js': `${IN_FLOW}${FLOW}export default flow('shop/start').from(start).reply((order) => order)`,
  'routes/shop/create-order.operation.js': `${CHANNELS}${OPERATION}import { Order } from '../../flows/shop/channels.js'
    export default operation({ name: 'shop/create-order', summary: 'Takes an order.', method: 'POST', path: '/shop/orders',
      scope: 'shop:orders:write', request: Order, run: send(orders) })`,
  'routes/shop/start.operation.js': `${CHANNELS}${OPERATION}import { Order } from '../../flows/shop/channels.js'
    export default operation({ name: 'shop/start', summary: 'Starts.', method: 'POST', path: '/shop/start',
      scope: 'shop:orders:write', request: Order, response: Order, run: ask(start) })`,
  'routes/shop/webhook.route.js': 'export default async function webhook() {}',
  'cron/shop/nightly.job.js': `${CHANNELS}${JOB}
    export default job('shop/nightly', { cron: '0 2 * * *', timeZone: 'Europe/Helsinki', ifMissed: 'skip', to: orders,
      send: ({ localDate }) => ({ orderId: localDate }) })`,
  'fixed-width/layouts/ledger.layout.js': `export default { name: 'ledger', summary: 'What the ledger takes.', machine: { plan: {} } }`,
  'flows/shop/settle.flow.test.js': 'throw new Error("tests are not part of a hub")',
}

async function found(t: Tap, changes: Readonly<Record<string, string>> = {}): Promise<Discovery> {
  const root = t.testdir({})
  for (const [path, content] of Object.entries({ ...SOUND, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return discover(root)
}
type Tap = Pick<typeof t, 'testdir'>

const own = (id: string) => id.startsWith('shop/') || id === 'ledger'
const said = ({ errors }: Discovery) => errors.map(({ code, message }) => `${code} ${message}`)

t.test('everything a sound root holds is found by its suffix', async (t) => {
  const all = await found(t)
  t.same(said(all), [])
  const ids = (things: readonly { readonly id: string }[]) => things.map(({ id }) => id).filter(own)
  t.same(ids(all.flows), ['shop/settle', 'shop/start', 'shop/take-orders'])
  t.same(ids(all.operations), ['shop/create-order', 'shop/start'])
  t.same(ids(all.routes), ['shop/webhook'])
  t.same(ids(all.jobs), ['shop/nightly'])
  t.same(ids(all.layouts), ['ledger'])
  t.same(
    all.connections.map(({ handle, usedBy }) => [handle.name, usedBy]),
    [
      ['attic', ['shop/take-orders']],
      ['cellar', []],
    ],
  )
  t.doesNotThrow(() => refuseBroken(all))
})

for (const [what, path, content, error] of [
  [
    'throws when it is loaded',
    'flows/shop/settle.flow.js',
    'throw new RangeError("no")',
    /^HUB_FILE_IMPORT flows\/shop\/settle\.flow\.js: .*RangeError: no/,
  ],
  [
    'imports what is not there',
    'cron/shop/nightly.job.js',
    'import "./none.js"',
    /^HUB_FILE_IMPORT cron\/shop\/nightly\.job\.js: .*none\.js/,
  ],
  [
    'is refused by the builder',
    'flows/shop/settle.flow.js',
    `${IN_FLOW}${FLOW}export default flow('shop/settle').from(paid).drop('')`,
    /^HUB_FILE_IMPORT .*HUB_FLOW_SHAPE/,
  ],
  [
    'has no default export',
    'flows/shop/settle.flow.js',
    'export const x = 1',
    /^HUB_FILE_EXPORT flows\/shop\/settle\.flow\.js: .*a finished flow; got none/,
  ],
  [
    'holds a flow with an open end',
    'flows/shop/settle.flow.js',
    `${IN_FLOW}${FLOW}export default flow('shop/settle').from(paid).transform((x) => x)`,
    /^HUB_FILE_EXPORT flows\/shop\/settle\.flow\.js: .*HUB_FLOW_SHAPE/,
  ],
  [
    'holds no operation',
    'routes/shop/start.operation.js',
    'export default {}',
    /^HUB_FILE_EXPORT .*an operation; got object/,
  ],
  [
    'holds no plugin',
    'routes/shop/webhook.route.js',
    'export default 1',
    /^HUB_FILE_EXPORT .*a Fastify plugin; got number/,
  ],
  ['holds no job', 'cron/shop/nightly.job.js', 'export default () => 1', /^HUB_FILE_EXPORT .*a job; got function/],
  [
    'holds no layout',
    'fixed-width/layouts/ledger.layout.js',
    'export default { fields: [] }',
    /^HUB_FILE_EXPORT .*a layout; got object/,
  ],
  [
    'has the id of another file',
    'flows/shop/settle.flow.js',
    `${IN_FLOW}${FLOW}export default flow('shop/settled').from(paid).drop('x')`,
    /^HUB_FILE_NAME flows\/shop\/settle\.flow\.js: .*"shop\/settle".*"shop\/settled"/,
  ],
] as const)
  t.test(`a file that ${what} is refused by name`, async (t) => {
    t.match(said(await found(t, { [path]: content })), [error])
  })

const second = (name: string, from: string) => ({
  [`flows/shop/${name}.flow.js`]: `${IN_FLOW}${FLOW}export default flow('shop/${name}').from(${from}).drop('x')`,
})

t.test('a second flow from one channel is refused', async (t) => {
  t.match(said(await found(t, second('second', 'paid'))), [
    /^HUB_READ_TWICE .*channel:shop\/paid.*shop\/second and shop\/settle/,
  ])
})

t.test('a topic may have many readers', async (t) => {
  t.same(said(await found(t, { ...second('second', 'told'), ...second('third', 'told') })), [])
})

t.test('a channel nobody reads is named with everybody who sends to it', async (t) => {
  const all = await found(t, { 'flows/shop/take-orders.flow.js': 'export const gone = 1' })
  t.match(said(all), [
    /^HUB_FILE_EXPORT flows\/shop\/take-orders/,
    /^HUB_UNREAD routes\/shop\/create-order\.operation\.js: nobody reads channel:shop\/orders, which operation shop\/create-order runs/,
    /^HUB_UNREAD cron\/shop\/nightly\.job\.js: .*which job shop\/nightly sends to/,
    /^HUB_UNREAD flows\/shop\/channels\.js: .*channel:shop\/orders, which is declared here/,
  ])
  t.throws(() => refuseBroken(all), { code: 'HUB_BROKEN', message: /^4 things are broken:\n {2}- HUB_FILE_EXPORT/ })
})

t.test('a question nobody answers is named with its operation', async (t) => {
  const all = await found(t, {
    'flows/shop/start.flow.js': `${IN_FLOW}${FLOW}export default flow('shop/start').from(told).drop('x')`,
  })
  t.match(said(all), [
    /^HUB_UNREAD routes\/shop\/start\.operation\.js: nobody reads question:shop\/start/,
    /^HUB_UNREAD flows\/shop\/channels\.js/,
  ])
})

t.test('a channel that a flow publishes to in a branch is seen', async (t) => {
  const all = await found(t, {
    'flows/shop/settle.flow.js': `${IN_FLOW}${FLOW}import { Order } from './channels.js'
      import { channel } from ${at('bus/ends.js')}
      const lost = channel('shop/lost', Order)
      export default flow('shop/settle').from(paid).choose(() => 'a', { a: (o) => o.publish(lost), b: (o) => o.drop('x') })`,
  })
  t.match(said(all), [
    /^HUB_UNREAD flows\/shop\/settle\.flow\.js: nobody reads channel:shop\/lost, which flow shop\/settle sends to/,
  ])
})

t.test('two channels of one name are refused', async (t) => {
  const all = await found(t, {
    'cron/shop/nightly.job.js': `${JOB}import { channel, schema } from ${at('bus/ends.js')}
      import { Order } from '../../flows/shop/channels.js'
      export default job('shop/nightly', { cron: '@daily', timeZone: 'UTC', ifMissed: 'skip', to: channel('shop/orders', Order), send: () => ({ orderId: 'x' }) })`,
  })
  t.match(said(all), [/^HUB_TWICE cron\/shop\/nightly\.job\.js: channel:shop\/orders is also declared in/])
})

t.test('two operations at one address are refused', async (t) => {
  const again = SOUND['routes/shop/start.operation.js']!.replace("name: 'shop/start'", "name: 'shop/again'")
  const all = await found(t, { 'routes/shop/again.operation.js': again })
  t.match(said(all), [
    /^HUB_TWICE routes\/shop\/start\.operation\.js: POST \/shop\/start is also declared in routes\/shop\/again\.operation\.js/,
  ])
})

t.test('two connections of one name are refused', async (t) => {
  const all = await found(t, {
    'adapters/connections.js': SOUND['adapters/connections.js']!.replace("shelf('cellar')", "shelf('attic')"),
  })
  t.match(said(all), [/^HUB_TWICE adapters\/connections\.js: connection attic/])
})

t.test('a root that is no folder is refused', async (t) => {
  await t.rejects(discover('/nowhere/at/all'), { code: 'HUB_ROOT' })
  t.ok((await discover('/nowhere').catch((error: unknown) => error)) instanceof HubError)
})
