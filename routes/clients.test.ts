import t from 'tap'
import type { ApiClient } from '../bus/ports/store.js'
import { addClient, Clients, hashOfKey, listClients, revokeClient } from './clients.js'

const known = ['shop:orders:read']

/** Rows in memory, and how often they were read. */
function books(rows: ApiClient[] = []) {
  const seen = { reads: 0, fail: false }
  const store = {
    clients: async () => {
      seen.reads++
      if (seen.fail) throw new Error('no disk')
      return [...rows]
    },
    addClient: async (client: ApiClient) => void rows.push(client),
    revokeClient: async (name: string, at: number) => {
      const index = rows.findIndex((row) => row.name === name && row.revokedAt === undefined)
      if (index < 0) return false
      rows[index] = { ...rows[index]!, revokedAt: at }
      return true
    },
  }
  return { rows, seen, store: store as never }
}

const add = (store: never, name = 'portal') => addClient(store, { name, scopes: ['shop:*:*'], known, now: 5 })

t.test('a key has 256 random bits, and the books hold its hash only', async (t) => {
  const { rows, store } = books()
  const added = await add(store)
  t.match(added.key, /^dk_[A-Za-z0-9_-]{43}$/)
  t.equal(Buffer.from(added.key.slice(3), 'base64url').length, 32)
  t.strictSame(rows, [
    {
      name: 'portal',
      prefix: added.key.slice(0, 8),
      keyHash: hashOfKey(added.key),
      scopes: ['shop:*:*'],
      createdAt: 5,
    },
  ])
  t.not((await add(store, 'other')).key, added.key)
  t.notMatch(JSON.stringify(await listClients(store)), added.key.slice(8))
  t.notMatch(JSON.stringify(await listClients(store)), hashOfKey(added.key))
})

t.test('names and scopes of clients are checked', async (t) => {
  const { store } = books()
  for (const name of ['', 'Portal', 'a b', '-a', 'a-', 'x'.repeat(61), 'a/b'])
    await t.rejects(add(store, name), { code: 'HUB_CLIENT_NAME' }, name)
  await t.rejects(addClient(store, { name: 'a', scopes: ['x:y:z'], known, now: 0 }), { code: 'HUB_CLIENT_SCOPE' })
  await t.rejects(revokeClient(store, 'nobody', 0), { code: 'HUB_CLIENT_UNKNOWN' })
})

t.test('clients are read when a call needs them: once for many calls, anew within a second', async (t) => {
  const { seen, store } = books()
  const { key } = await add(store)
  let now = 0
  const clients = new Clients(store, () => now)
  await Promise.all(Array.from({ length: 50 }, () => clients.holderOf(key)))
  t.equal(seen.reads, 1)
  now = 400
  t.match(await clients.holderOf(key), { name: 'portal' })
  t.equal(seen.reads, 1)
  now = 600
  t.match(await clients.holderOf(key), { name: 'portal' }, 'beside the call, which does not wait')
  t.equal(seen.reads, 2)
  await revokeClient(store, 'portal', 1)
  now = 1_600
  t.equal(await clients.holderOf(key), undefined, 'a second later the revoked key is gone')
})

t.test('being told of a change beats any age, also while a reading is under way', async (t) => {
  const { rows, store } = books()
  const { key } = await add(store)
  const open: ((clients: readonly ApiClient[]) => void)[] = []
  const slow = { clients: () => new Promise<readonly ApiClient[]>((resolve) => open.push(resolve)) }
  const clients = new Clients(slow, () => 0)
  const asked = clients.holderOf(key)
  const before = [...rows]
  await revokeClient(store, 'portal', 1)
  clients.changed()
  const askedLater = clients.holderOf(key)
  t.equal(open.length, 2)
  open[1]!(rows)
  t.equal(await askedLater, undefined)
  open[0]!(before)
  t.equal(await asked, undefined, 'the reading that had begun before does not count')
  t.equal(await clients.holderOf(key), undefined)
})

t.test('unknown keys cannot make the hub read again and again', async (t) => {
  const { seen, store } = books()
  let now = 0
  const clients = new Clients(store, () => now)
  const unknown = `dk_${'A'.repeat(43)}`
  for (let calls = 0; calls < 100; calls++) t.equal(await clients.holderOf(unknown), undefined)
  t.equal(seen.reads, 1)
  now = 150
  for (let calls = 0; calls < 100; calls++) await clients.holderOf(unknown)
  t.equal(seen.reads, 2)
  now = 300
  t.equal(await clients.holderOf('not even a key'), undefined)
  t.equal(seen.reads, 2)
})

t.test('a key that differs in its last character opens nothing, whatever stands in the books', async (t) => {
  const rows: ApiClient[] = []
  const { store } = books(rows)
  const { key } = await add(store)
  rows.push({ name: 'damaged', prefix: key.slice(0, 8), keyHash: 'ab', scopes: ['*:*:*'], createdAt: 0 })
  const clients = new Clients(store)
  const last = key.at(-1) === 'A' ? 'E' : 'A'
  t.equal(await clients.holderOf(key.slice(0, -1) + last), undefined)
  t.match(await clients.holderOf(key), { name: 'portal' })
})

t.test('while the clients cannot be read nobody is let in, and then it is tried again', async (t) => {
  const { seen, store } = books()
  const { key } = await add(store)
  const clients = new Clients(store, () => 0)
  seen.fail = true
  await t.rejects(clients.holderOf(key), { code: 'HUB_CLIENTS_UNREADABLE' })
  seen.fail = false
  t.match(await clients.holderOf(key), { name: 'portal' })
})
