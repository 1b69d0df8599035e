import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ApiClient, Store } from '../bus/ports/store.js'
import { HUB_CLIENT_NAME, HUB_CLIENT_UNKNOWN, HUB_CLIENTS_UNREADABLE } from './errors.js'
import { checkedScopes } from './scopes.js'

/** Who calls, as an operation sees it. */
export interface Caller {
  readonly name: string
  readonly scopes: readonly string[]
}

const KEY_BYTES = 32
const KEY_MARK = 'dk_'
const KEY = /^dk_[A-Za-z0-9_-]{43}$/
const PREFIX_LENGTH = 8
const NAME = /^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$/

export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** What is told about a client; neither key nor hash. */
export interface ClientView {
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly createdAt: string
  readonly revokedAt?: string
}

export interface NewClient {
  readonly name: string
  readonly scopes: readonly string[]
  /** Scopes that operations ask for. */
  readonly known: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
  readonly random?: (bytes: number) => Buffer
}

/**
 * Lets another application in. The key (256 random bits after `dk_`) is returned this once; the books keep its SHA-256.
 * A fast hash is enough, because nobody can guess 256 bits. Throws HUB_CLIENT_NAME, HUB_CLIENT_SCOPE, HUB_CLIENT_EXISTS.
 */
export async function addClient(store: Store, asked: NewClient): Promise<ClientView & { readonly key: string }> {
  if (!NAME.test(asked.name)) throw HUB_CLIENT_NAME(asked.name)
  const scopes = checkedScopes(asked.scopes, asked.known)
  const key = `${KEY_MARK}${(asked.random ?? randomBytes)(KEY_BYTES).toString('base64url')}`
  const client: ApiClient = {
    name: asked.name,
    prefix: key.slice(0, PREFIX_LENGTH),
    keyHash: hashOfKey(key),
    scopes,
    createdAt: asked.now,
  }
  await store.addClient(client)
  return { ...viewOf(client), key }
}

/** Throws HUB_CLIENT_UNKNOWN. Its keys stop working within a second, at once in the hub that is told. */
export async function revokeClient(store: Store, name: string, now: number): Promise<void> {
  if (!(await store.revokeClient(name, now))) throw HUB_CLIENT_UNKNOWN(name)
}

export async function listClients(store: Store): Promise<readonly ClientView[]> {
  return (await store.clients()).map(viewOf)
}

function viewOf(client: ApiClient): ClientView {
  return {
    name: client.name,
    prefix: client.prefix,
    scopes: client.scopes,
    createdAt: new Date(client.createdAt).toISOString(),
    ...(client.revokedAt === undefined ? {} : { revokedAt: new Date(client.revokedAt).toISOString() }),
  }
}

/** Nobody is let in on knowledge older than this: the promise about revoked keys. */
const OLDEST_MS = 1_000
/** From this age on the knowledge is renewed beside the calls, so that under load none of them waits for it. */
const RENEW_MS = 500
/** A key that is not known may have been made just now by another process; how often that is looked up at most. */
const LOOK_AGAIN_MS = 100

interface Entry {
  readonly hash: Buffer
  readonly caller: Caller
}

/** The living API clients, kept in memory and renewed on use. Nothing runs while nobody calls. */
export class Clients {
  readonly #store: Pick<Store, 'clients'>
  readonly #now: () => number
  #byPrefix: ReadonlyMap<string, readonly Entry[]> = new Map()
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined
  #generation = 0

  constructor(store: Pick<Store, 'clients'>, now: () => number = () => performance.now()) {
    this.#store = store
    this.#now = now
  }

  /** Who holds this key; undefined for a key nobody living holds. Throws HUB_CLIENTS_UNREADABLE: then nobody is let in. */
  async holderOf(key: string): Promise<Caller | undefined> {
    const age = this.#now() - this.#readAt
    if (age >= OLDEST_MS) await this.#read()
    else if (age >= RENEW_MS) this.#read().catch(() => undefined)
    const found = this.#lookUp(key)
    if (found !== undefined || !KEY.test(key) || this.#now() - this.#readAt < LOOK_AGAIN_MS) return found
    await this.#read()
    return this.#lookUp(key)
  }

  /** Forgets what is known: the next call reads it anew. */
  changed(): void {
    this.#readAt = Number.NEGATIVE_INFINITY
    this.#generation++
    this.#reading = undefined
  }

  #lookUp(key: string): Caller | undefined {
    if (!KEY.test(key)) return undefined
    const hash = createHash('sha256').update(key).digest()
    let holder: Caller | undefined
    for (const entry of this.#byPrefix.get(key.slice(0, PREFIX_LENGTH)) ?? [])
      if (timingSafeEqual(entry.hash, hash)) holder = entry.caller
    return holder
  }

  #read(): Promise<void> {
    if (this.#reading !== undefined) return this.#reading
    const generation = this.#generation
    const begun = this.#now()
    const reading = this.#store.clients().then(
      (clients) => {
        // Overtaken by a change: only a reading that began after it counts.
        if (generation !== this.#generation) return this.#readAt === Number.NEGATIVE_INFINITY ? this.#read() : undefined
        this.#reading = undefined
        this.#byPrefix = grouped(clients)
        // Counted from before the reading: what changed while it ran may not be in it.
        this.#readAt = begun
        return undefined
      },
      (error: unknown) => {
        if (generation === this.#generation) this.#reading = undefined
        throw HUB_CLIENTS_UNREADABLE(error)
      },
    )
    this.#reading = reading
    return reading
  }
}

function grouped(clients: readonly ApiClient[]): ReadonlyMap<string, readonly Entry[]> {
  const byPrefix = new Map<string, Entry[]>()
  for (const client of clients) {
    if (client.revokedAt !== undefined) continue
    const entry = {
      hash: Buffer.from(client.keyHash, 'hex'),
      caller: Object.freeze({ name: client.name, scopes: Object.freeze([...client.scopes]) }),
    }
    // A row whose hash is damaged opens for nobody, and does not keep the others out.
    if (entry.hash.length !== KEY_BYTES) continue
    const same = byPrefix.get(client.prefix)
    if (same === undefined) byPrefix.set(client.prefix, [entry])
    else same.push(entry)
  }
  return byPrefix
}
