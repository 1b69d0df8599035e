import t, { type Test } from 'tap'
import type { OpenMysqlBooks } from '../../adapters/database/mysql-books.js'
import { openSharedBooks } from '../../adapters/database/shared-books.js'
import type { HistorySettings } from '../../bus/history.js'
import type { Store } from '../../bus/ports/store.js'
import { storeConformance } from '../conformance/store.js'
import { probeMigrations, type StoreUnderTest } from '../conformance/store-made.js'
import { freshDatabase } from '../services.js'
import { emptied } from './emptied.js'

/** Books on a server, as hubs open them, in a database of their own. */
class OnMysql implements StoreUnderTest {
  now: number
  books: OpenMysqlBooks | undefined
  readonly #url: string
  readonly #history: Partial<HistorySettings>

  constructor(url: string, now: number, history: Partial<HistorySettings>) {
    this.#url = url
    this.now = now
    this.#history = history
  }

  get store(): Store {
    return this.books!.store
  }

  async open(): Promise<Store> {
    this.books = await openSharedBooks({
      url: this.#url,
      version: 'test',
      now: () => this.now,
      migrations: [probeMigrations],
      // A change asks several times, and the machine may be busy.
      applyWithin: 500,
      history: this.#history,
      readers: 2,
    })
    return this.store
  }

  async reopen(): Promise<Store> {
    await this.books!.close()
    return this.open()
  }

  async crash(): Promise<Store> {
    await this.books!.abandon()
    return this.open()
  }
}

/** Databases that no case uses just now: making their tables takes longer than most cases. */
const free: string[] = []
/** What a case has open: those that compare many books have done with the first when they open the last. */
const open = new Map<Test, { readonly url: string; readonly books: OnMysql }[]>()
const MOST_OPEN = 4

async function onMysql(ofCase: Test, now: number, history: Partial<HistorySettings> = {}): Promise<StoreUnderTest> {
  const before = open.get(ofCase) ?? []
  if (before.length === 0)
    ofCase.teardown(async () => {
      for (const { url, books } of before) {
        await books.books?.close()
        free.push(url)
      }
      open.delete(ofCase)
    })
  open.set(ofCase, before)
  const oldest = before.length < MOST_OPEN ? undefined : before.shift()
  await oldest?.books.books?.close()
  const url = oldest?.url ?? free.pop() ?? (await freshDatabase(t))
  await emptied(url)
  const books = new OnMysql(url, now, history)
  before.push({ url, books })
  await books.open()
  return books
}

storeConformance(t, 'mysql', onMysql)
