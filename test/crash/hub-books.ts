import { type OpenBooks, openBooks } from '../../adapters/database/books.js'
import { openSharedBooks } from '../../adapters/database/shared-books.js'
import { rabbitTransport } from '../../adapters/rabbitmq/transport.js'
import type { OpenUse } from '../../bus/adapter.js'
import type { EngineOptions } from '../../bus/runtime/engine.js'
import type { HubOrders, Shared } from './protocol.js'
import { sabotagedStore } from './sabotage.js'
import { crashMigrations } from './work/register.js'

/** The books of a hub, and what its engine needs to share them with others. */
export interface HubBooks {
  readonly books: OpenBooks
  readonly engine: Pick<EngineOptions, 'store' | 'transport' | 'leaseMs'>
}

const migrations = [crashMigrations]

export async function hubBooks(
  { folder, sabotage }: HubOrders,
  shared: Shared | undefined,
  log: OpenUse['log'],
): Promise<HubBooks> {
  if (shared === undefined) {
    const books = await openBooks({ folder, migrations })
    return { books, engine: { store: sabotagedStore(books.store, sabotage) } }
  }
  const { leaseMs } = shared
  const books = await openSharedBooks({ url: shared.books, folder, migrations, version: 'crash' })
  const transport = rabbitTransport({ url: shared.broker, prefix: 'crash', self: books.store.seats!.self, log })
  return { books, engine: { store: sabotagedStore(books.store, sabotage), transport, leaseMs } }
}
