import { type BooksOptions, type OpenBooks, openBooks } from '../adapters/database/books.js'
import { openSharedBooks } from '../adapters/database/shared-books.js'
import { embeddedTransport } from '../adapters/embedded/transport.js'
import { rabbitTransport } from '../adapters/rabbitmq/transport.js'
import type { OpenUse } from '../bus/adapter.js'
import { milliseconds } from '../bus/duration.js'
import type { Transport } from '../bus/ports/transport.js'
import type { HubSettings } from './hub-settings.js'
import { historyOf } from './hub-settings.js'

interface Opening {
  readonly settings: HubSettings
  readonly dataFolder: string
  readonly migrations: NonNullable<BooksOptions['migrations']>
  readonly version: string
  readonly log: OpenUse['log']
}

/** The books where the settings say that they are. Throws what openBooks and openSharedBooks throw. */
export function openConfiguredBooks({ settings, dataFolder, migrations, version, log }: Opening): Promise<OpenBooks> {
  const common = {
    folder: dataFolder,
    migrations,
    applyWithin: milliseconds(settings.changeDeadline),
    keep: { audit: settings.auditKeep, onceKeys: settings.onceKeep },
    history: historyOf(settings),
  }
  if (settings.books !== 'mysql') return openBooks(common)
  return openSharedBooks({
    ...common,
    url: settings.booksUrl!,
    version,
    alone: settings.transport !== 'rabbitmq',
    lossy: settings.profile === 'production' ? 'refused' : 'warned',
    warn: (sentence) => log('warn', sentence),
  })
}

/** The way to the processes that share the books, as the settings name it. `self` is the member that this process is. */
export function configuredTransport(
  { transport, amqpUrl, amqpPrefix }: HubSettings,
  self: string,
  log: OpenUse['log'],
): Transport {
  if (transport !== 'rabbitmq') return embeddedTransport()
  return rabbitTransport({ url: amqpUrl!, prefix: amqpPrefix, self, log })
}
