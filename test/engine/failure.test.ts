import t from 'tap'
import { Type } from 'typebox'
import { booksOf, channel, schema } from '../../bus/ends.js'
import { HubError, tryAgain } from '../../bus/errors.js'
import { flow } from '../../bus/flow.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'

const Item = schema(Type.Object({ key: Type.String(), no: Type.Integer() }))
const items = channel('shop/items', Item)

t.test('books that are away for longer than a policy has tries make no dead letter', async (t) => {
  const hub = await testHub(t, [
    flow('shop/change')
      .from(items)
      .change({
        in: booksOf<unknown>(),
        once: ({ key }) => key,
        apply: async (item) => {
          if (tries++ < 2) throw new HubError('HUB_BOOKS_TEST', 'the books are away', tryAgain)
          return item
        },
      })
      .drop('it is done'),
  ])
  let tries = 0
  const { messageId } = await hub.engine.send(items, { key: 'a', no: 1 })
  await until('it to end', async () => (await hub.engine.fate(messageId))?.state === 'dropped')
  t.equal(tries, 3)
})
