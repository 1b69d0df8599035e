import t from 'tap'
import { Type } from 'typebox'
import { build, decide, describe, Order, order, refusal } from '../../test/patterns/step-kit.js'

t.test('validate takes a schema and nothing else', async (t) => {
  for (const given of [undefined, null, 'Order', () => true])
    t.throws(() => build('validate', [given]), refusal(/validate takes a schema/))
})

t.test('validate is called like its schema', async (t) => {
  t.equal(describe(build('validate', [Order])), 'Order')
  t.equal(describe(build('validate', [Type.Object({})])), 'the schema')
})

t.test('a body that fits goes on as the very same body', async (t) => {
  const decided = decide(build('validate', [Order]), order)
  t.strictSame(decided, { do: 'go-on', body: order })
  t.equal((decided as { body: unknown }).body, order, 'neither copied nor stripped')
})

t.test('a body that does not fit is refused with every place and no coercion', async (t) => {
  const node = build('validate', [Order])
  t.throws(() => decide(node, { orderId: 'o-1', cents: '3500' }), {
    code: 'HUB_BODY_REFUSED',
    message: 'Order does not fit: /cents must be integer',
    instruction: { retry: 'give-up', effect: 'not-done' },
  })
  t.throws(() => decide(node, { cents: 1.5, more: true }), {
    message:
      /must have required property 'orderId'.*must NOT have additional properties "more".*\/cents must be integer/,
  })
  t.throws(() => decide(node, undefined), { code: 'HUB_BODY_REFUSED' })
})

t.test('a refusal tells the length of a personal value, not the value', async (t) => {
  const Person = Type.Object({ name: Type.String({ maxLength: 3, 'x-personal': true }) }, { $id: 'Person' })
  const refused = t.throws(() => decide(build('validate', [Person]), { name: 'Aino Esimerkki' })) as unknown as Error
  t.match(refused.message, /\/name must NOT have more than 3 characters \(14 characters came\)/)
  t.notMatch(refused.message, /Aino/)
})
