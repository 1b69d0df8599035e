import t from 'tap'
import { clientCommands, scopesOf } from '../../routes/client-commands.js'
import { operations } from './shop.js'
import { StandInHub } from './stand-in-hub.js'

const on = (stand: StandInHub) => {
  const told = { changes: 0 }
  return {
    told,
    hub: stand.hub,
    now: () => new Date(0),
    by: 'operator:aino',
    scopes: scopesOf(operations),
    clientsChanged: () => {
      told.changes++
    },
  }
}

t.test('clients are added and revoked under the name of their operator, and no account holds a key', async (t) => {
  const stand = new StandInHub()
  const operated = on(stand)
  const added = await clientCommands['clients.add'].run({ name: 'portal', scopes: ['shop:orders:*'] }, operated)
  await clientCommands['clients.revoke'].run({ name: 'portal' }, operated)
  t.match(stand.audited, [
    { actor: 'operator:aino', action: 'clients add', object: 'portal', outcome: 'added' },
    { actor: 'operator:aino', action: 'clients revoke', object: 'portal', outcome: 'revoked' },
  ])
  t.notMatch(JSON.stringify(stand.audited), added.key)
  t.equal(operated.told.changes, 2, 'the web server is told at once')
  t.match(await clientCommands['clients.list'].run({}, operated), [
    { name: 'portal', revokedAt: '1970-01-01T00:00:00.000Z' },
  ])
})

t.test('what is refused changes nothing and is not audited', async (t) => {
  const stand = new StandInHub()
  const operated = on(stand)
  await clientCommands['clients.add'].run({ name: 'portal', scopes: ['shop:orders:read'] }, operated)
  await t.rejects(clientCommands['clients.add'].run({ name: 'portal', scopes: ['shop:orders:read'] }, operated), {
    code: 'HUB_CLIENT_EXISTS',
  })
  await t.rejects(clientCommands['clients.add'].run({ name: 'other', scopes: ['shop:order:read'] }, operated), {
    code: 'HUB_CLIENT_SCOPE',
  })
  await t.rejects(clientCommands['clients.revoke'].run({ name: 'other' }, operated), { code: 'HUB_CLIENT_UNKNOWN' })
  t.equal(stand.audited.length, 1)
  t.equal(operated.told.changes, 1)
})

t.test('clients can be given every scope that an operation asks for, itself or inside', async (t) => {
  t.strictSame(scopesOf(operations), [
    'hub:messages:read',
    'shop:orders:read',
    'shop:orders:write',
    'shop:prices:write',
  ])
})
