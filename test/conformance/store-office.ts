import type { ApiClient } from '../../bus/ports/store.js'
import type { Case } from './conformance.js'
import { message, NOON, type OpenStore, one } from './store-made.js'

const client = (name: string, more: Partial<ApiClient> = {}): ApiClient => ({
  name,
  prefix: 'abcdefgh',
  keyHash: 'a'.repeat(64),
  scopes: ['orders:write', 'orders:read'],
  createdAt: NOON,
  ...more,
})

export function officeCases(suite: Case, open: OpenStore): void {
  suite('keeps API clients, and their names once among the living', async (t) => {
    const books = await open(t, NOON)
    await books.store.addClient(client('portal'))
    await books.store.addClient(client('erp', { scopes: [] }))
    await t.rejects(books.store.addClient(client('portal', { prefix: 'other' })), { code: 'HUB_CLIENT_EXISTS' })
    t.equal(await books.store.revokeClient('portal', NOON + 5), true)
    t.equal(await books.store.revokeClient('portal', NOON + 6), false, 'there is none left to revoke')
    t.equal(await books.store.revokeClient('nobody', NOON), false)
    await books.store.addClient(client('portal', { prefix: 'newprefi', createdAt: NOON + 9 }))
    await books.reopen()
    t.strictSame(await books.store.clients(), [
      client('erp', { scopes: [] }),
      client('portal', { revokedAt: NOON + 5 }),
      client('portal', { prefix: 'newprefi', createdAt: NOON + 9 }),
    ])
  })

  suite('remembers which flows are paused, by whom and since when', async (t) => {
    const books = await open(t, NOON)
    t.same(await books.store.flowStates(), [])
    const paused = { flow: 'probe/flow', paused: true, by: 'operator:anna', at: NOON }
    await books.store.setFlowState(paused)
    await books.store.setFlowState({ ...paused, flow: 'probe/a' })
    await books.store.setFlowState({ ...paused, flow: 'probe/a', paused: false, at: NOON + 1 })
    await books.reopen()
    t.strictSame(await books.store.flowStates(), [{ ...paused, flow: 'probe/a', paused: false, at: NOON + 1 }, paused])
  })

  suite('keeps what was done, by whom and to what, newest first', async (t) => {
    const books = await open(t, NOON)
    const audit = Array.from({ length: 5 }, (_, n) => ({
      at: NOON + n,
      actor: 'operator:anna',
      action: 'replay',
      object: `message ${n}`,
      outcome: 'done',
      ...(n === 0 ? { details: { reason: 'the partner is back', count: 2, nested: { a: [1] } } } : {}),
    }))
    await one(books.store, { writes: { audit: audit.slice(0, 3), accept: [message()] } })
    await books.store.commit(audit.slice(3).map((row) => ({ writes: { audit: [row] } })))
    await books.reopen()
    const first = await books.store.audit({ limit: 3 })
    t.strictSame(first.rows, audit.slice(2).reverse())
    const second = await books.store.audit({ limit: 3, after: first.next! })
    t.strictSame(second, { rows: audit.slice(0, 2).reverse() })
  })

  suite('tells a crash from a close', async (t) => {
    const books = await open(t, NOON)
    t.same(await books.store.takeOver(NOON), { unclean: false }, 'fresh books')
    t.same(await books.store.takeOver(NOON), { unclean: false }, 'our own mark is no sign of a crash')
    await books.reopen()
    t.same(await books.store.takeOver(NOON), { unclean: false }, 'they were closed')
    await books.crash()
    t.same(await books.store.takeOver(NOON), { unclean: true })
    await books.reopen()
    t.same(await books.store.takeOver(NOON), { unclean: false })
  })

  suite('does not take reading the books for using them', async (t) => {
    const books = await open(t, NOON)
    await books.store.takeOver(NOON)
    await books.crash()
    await books.reopen()
    t.same(
      await books.store.takeOver(NOON),
      { unclean: true },
      'who did not take over leaves the mark of the one who did',
    )
  })
}
