import t from 'tap'
import { Type } from 'typebox'
import { type Declared, schema, topic } from '../bus/ends.js'
import { amqpOf } from './amqp.js'
import { readConfiguration } from './configuration.js'

const paid = topic('shop/paid', schema(Type.Object({}))) as unknown as Declared

t.test('a topic that is named twice is announced once', async (t) => {
  const env = { HUB_AMQP_URL: 'amqp://localhost', HUB_AMQP_ANNOUNCEMENTS: 'shop/paid,shop/paid' }
  const { hub: settings } = readConfiguration({ env, cwd: '/nowhere' }, [])
  const { flows } = amqpOf({ inlets: [paid] }, settings)
  t.same(
    flows.map(({ id }) => id),
    ['shop/paid over amqp'],
  )
})
