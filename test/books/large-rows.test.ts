import t from 'tap'
import { openSharedBooks } from '../../adapters/database/shared-books.js'
import { message, NOON } from '../conformance/store-made.js'
import { freshDatabase } from '../services.js'

t.test('a message larger than the server takes fails its own unit, and the others of its commit stand', async (t) => {
  const books = await openSharedBooks({ url: await freshDatabase(t), version: '0', now: () => NOON })
  t.teardown(() => books.close())
  const [small, large] = [message(), message({ body: new Uint8Array(17 * 1024 * 1024) })]
  const results = await books.store.commit([{ writes: { accept: [large] } }, { writes: { accept: [small] } }])
  t.match(results, [{ state: 'failed', error: { code: 'HUB_BOOKS_PACKET' } }, { state: 'committed' }])
  t.ok(await books.store.living(small.id))
  t.equal(await books.store.living(large.id), undefined)
})
