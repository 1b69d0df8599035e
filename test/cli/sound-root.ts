import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const at = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)
const TYPEBOX = JSON.stringify(import.meta.resolve('typebox'))

/** A small hub of its own, as an integrator's project holds it after the build: one pack `shop`. */
export const SOUND: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'flows/shop/channels.js': `
    import { Type } from ${TYPEBOX}
    import { channel, question, schema } from ${at('bus/ends.js')}
    export const Order = schema(Type.Object({ orderId: Type.String(), payer: Type.Optional(Type.String({ 'x-personal': true })) }, { $id: 'Order', additionalProperties: false }))
    export const orders = channel('shop/orders', Order)
    export const paid = channel('shop/paid', Order)`,
  'adapters/connections.js': `
    import { appendFileSync } from 'node:fs'
    import { Type } from ${TYPEBOX}
    import { defineAdapter } from ${at('bus/adapter.js')}
    const shelf = defineAdapter({
      name: 'shelf', summary: 'Keeps things.',
      options: Type.Object({ path: Type.String(), code: Type.String({ 'x-secret': true }) }, { additionalProperties: false }),
      open: async (options) => options,
      ends: (make) => ({ put: make.sink('put', { inDoubt: 'resend',
        perform: async ({ path }, { orderId }) => appendFileSync(path, orderId + '\\n') }) }),
    })
    export const attic = shelf('attic')`,
  'flows/shop/take-orders.flow.js': `
    import { flow } from ${at('bus/flow.js')}
    import { deadLetters } from ${at('bus/ends.js')}
    import { attic } from '../../adapters/connections.js'
    import { orders, paid } from './channels.js'
    const sizeOf = ({ orderId }) => (orderId.startsWith('big') ? 'big' : 'small')
    const rejectBad = (order) => { if (order.orderId === 'bad') throw new Error('bad'); return order }
    export default flow('shop/take-orders').from(orders)
      .onFailure({ thenTo: deadLetters })
      .knownBy({ order: ({ orderId }) => orderId })
      .transform(rejectBad)
      .choose(sizeOf, { big: (order) => order.publish(paid), small: (order) => order.to(attic.put) })`,
  'flows/shop/settle.flow.js': `
    import { flow } from ${at('bus/flow.js')}
    import { paid } from './channels.js'
    export default flow('shop/settle').from(paid).drop('settled')`,
  'routes/shop/create-order.operation.js': `
    import { operation, send } from ${at('routes/operation.js')}
    import { Order, orders } from '../../flows/shop/channels.js'
    export default operation({ name: 'shop/create-order', summary: 'Takes an order.', method: 'POST', path: '/shop/orders',
      scope: 'shop:orders:write', request: Order, run: send(orders) })`,
  'cron/shop/nightly.job.js': `
    import { job } from ${at('cron/job.js')}
    import { orders } from '../../flows/shop/channels.js'
    export default job('shop/nightly', { cron: '0 2 * * *', timeZone: 'Europe/Helsinki', ifMissed: 'run-each', to: orders,
      summary: 'Orders the milk.', send: ({ localDate }) => ({ orderId: 'milk-' + localDate }) })`,
}

/** What the connection of SOUND needs. */
export const SETTINGS = { HUB_ATTIC_PATH: '/dev/null', HUB_ATTIC_CODE: 'open sesame 1234' }

/** Writes a hub's files into a folder, with changes to them. */
export function writeRoot(folder: string, changes: Readonly<Record<string, string>> = {}): string {
  for (const [path, content] of Object.entries({ ...SOUND, ...changes })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}
