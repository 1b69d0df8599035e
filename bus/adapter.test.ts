import t from 'tap'
import { Type } from 'typebox'
import { connectionOf, defineAdapter } from './adapter.js'

const gate = (options: Record<string, ReturnType<typeof Type.String>>) =>
  defineAdapter({
    name: 'gate',
    summary: 'Opens gates.',
    options: Type.Object(options),
    open: async () => ({}),
    ends: () => ({}),
  })

t.test('an adapter with its options gives connections by name', async (t) => {
  t.match(connectionOf(gate({ url: Type.String() })('north-gate')), { name: 'north-gate', adapter: 'gate' })
})

t.test('an adapter that declares what every connection has is refused by its names', async (t) => {
  t.throws(() => gate({ url: Type.String(), deadline: Type.String(), breakerOpen: Type.String() }), {
    code: 'HUB_OPTION_TAKEN',
    message: /"deadline" and "breakerOpen"/,
  })
})
