import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { HistorySettings } from '../../bus/history.js'
import type { Store } from '../../bus/ports/store.js'
import { storeConformance } from '../../test/conformance/store.js'
import { probeMigrations, type StoreUnderTest } from '../../test/conformance/store-made.js'
import { type OpenBooks, openBooks } from './books.js'

/** Books on SQLite in a throwaway folder. */
class OnSqlite implements StoreUnderTest {
  now: number
  #books: OpenBooks | undefined
  readonly #folders: string[] = []

  readonly #history: Partial<HistorySettings>

  constructor(now: number, history: Partial<HistorySettings>) {
    this.now = now
    this.#history = history
  }

  get store(): Store {
    return this.#books!.store
  }

  async open(folder = this.#folder()): Promise<Store> {
    this.#books = await openBooks({
      folder,
      now: () => this.now,
      migrations: [probeMigrations],
      applyWithin: 100,
      history: this.#history,
    })
    return this.store
  }

  async reopen(): Promise<Store> {
    const { folder } = this.#books!
    await this.#books!.close()
    return this.open(folder)
  }

  /** What the disk holds while the process still runs is what a killed one leaves. */
  async crash(): Promise<Store> {
    const old = this.#books!
    const folder = this.#folder()
    for (const file of ['books.sqlite', 'books.sqlite-wal'])
      if (existsSync(join(old.folder, file))) copyFileSync(join(old.folder, file), join(folder, file))
    await old.close()
    return this.open(folder)
  }

  async remove(): Promise<void> {
    await this.#books?.close()
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }

  #folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'dromedary-store-'))
    this.#folders.push(folder)
    return folder
  }
}

async function onSqlite(t: Test, now: number, history: Partial<HistorySettings> = {}): Promise<StoreUnderTest> {
  const books = new OnSqlite(now, history)
  t.teardown(() => books.remove())
  await books.open()
  return books
}

storeConformance(t, 'sqlite', onSqlite)
