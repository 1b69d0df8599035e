import t from 'tap'
import type { HubTables } from '../adapters/database/tables.js'
import { message, NOON } from '../test/conformance/store-made.js'
import { freshDatabase } from '../test/services.js'
import { readConfiguration } from './configuration.js'
import { configuredTransport, openConfiguredBooks } from './servers.js'

const HOUR = 3_600_000

t.test('once-keys of what is accepted are kept as long as the settings say, wherever the books are', async (t) => {
  for (const books of ['sqlite', 'mysql'] as const) {
    const dataFolder = t.testdir()
    const env = {
      HUB_ONCE_KEEP: '36h',
      HUB_BOOKS: books,
      ...(books === 'mysql' ? { HUB_BOOKS_URL: await freshDatabase(t) } : {}),
    }
    const { hub: settings, problems } = readConfiguration({ env, cwd: dataFolder }, [])
    t.same(problems, [])
    const opened = await openConfiguredBooks({ settings, dataFolder, migrations: [], version: '0', log: () => {} })
    t.teardown(() => opened.close())
    await opened.store.commit([{ writes: { accept: [message({ onceKey: 'amqp//webshop/m-1', acceptedAt: NOON })] } }])
    const kept = await opened.read<HubTables>().selectFrom('hub_once_key').select(['once_key', 'until']).execute()
    t.same(kept, [{ once_key: 'amqp//webshop/m-1', until: NOON + 36 * HOUR }], books)
  }
})

t.test('a hub without a broker has the embedded transport, which has it alone on its books', async (t) => {
  const { hub: settings } = readConfiguration({ env: {}, cwd: '/nowhere' }, [])
  t.match(
    configuredTransport(settings, 'self', () => {}),
    { name: 'embedded', isAlone: true },
  )
})
