import t from 'tap'
import { allows, checkedScopes, covers, isScope } from './scopes.js'

t.test('a star stands for one whole part', async (t) => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['shop:orders:read', 'shop:orders:read', true],
    ['shop:orders:*', 'shop:orders:read', true],
    ['shop:*:*', 'shop:orders:read', true],
    ['*:*:*', 'hub:messages:read', true],
    ['*:orders:read', 'other:orders:read', true],
    ['shop:orders:*', 'shop:prices:read', false],
    ['shop:order:*', 'shop:orders:read', false],
    ['shop:*', 'shop:orders:read', false],
    ['shop:orders:read:more', 'shop:orders:read', false],
    ['*', 'shop:orders:read', false],
  ]
  for (const [granted, needed, is] of cases) t.equal(covers(granted, needed), is, `${granted} ${needed}`)
  t.equal(allows(['a:b:c', 'shop:*:read'], 'shop:orders:read'), true)
  t.equal(allows([], 'shop:orders:read'), false)
})

t.test('an operation asks for three plain parts', async (t) => {
  t.ok(isScope('study-fees:orders:write'))
  for (const text of [
    '',
    'shop:orders',
    'shop:orders:*',
    'Shop:orders:read',
    'shop::read',
    'shop:orders:read ',
    'a:b:c:d',
  ])
    t.notOk(isScope(text), text)
})

t.test('scopes of a new client are sorted, each once, and each opens something', async (t) => {
  const known = ['shop:orders:read', 'shop:orders:write']
  t.strictSame(checkedScopes(['shop:orders:write', 'shop:*:read', 'shop:orders:write'], known), [
    'shop:*:read',
    'shop:orders:write',
  ])
  for (const scopes of [[], ['shop:order:read'], ['shop:ord*:read'], ['shop'], ['']])
    t.throws(() => checkedScopes(scopes, known), { code: 'HUB_CLIENT_SCOPE' })
})
