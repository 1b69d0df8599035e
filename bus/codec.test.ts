import fc from 'fast-check'
import t from 'tap'
import { bodyAsJson, decodeBody, encodeBody } from './codec.js'

const leaf = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array(),
)
const bodies = fc.letrec((tie) => ({
  body: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('body'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constant('$'), fc.constant('v')), tie('body'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).body

t.test('a body that was stored equals the one that was held, whatever it is made of', async (t) => {
  fc.assert(
    fc.property(bodies, (body) => t.strictSame(decodeBody(encodeBody(body)), body)),
    { numRuns: 300 },
  )
})

t.test('an ordinary body is stored as the JSON that anyone can read', async (t) => {
  t.equal(encodeBody({ orderId: 'o-1', cents: 3500 }).toString(), '{"orderId":"o-1","cents":3500}')
})

t.test('a body of the user’s that looks like a tag comes back as it was', async (t) => {
  const sly = { $: 'bigint', v: '12' }
  t.strictSame(decodeBody(encodeBody(sly)), sly)
})

t.test('__proto__ in a body is data, not a prototype', async (t) => {
  const body = decodeBody(Buffer.from('{"$":"object","v":[["__proto__",{"admin":true}]]}')) as object
  t.equal((body as { admin?: boolean }).admin, undefined)
  t.strictSame(Object.keys(body), ['__proto__'])
})

t.test('what cannot be stored is refused with its place', async (t) => {
  class Account {}
  const refused: [unknown, string][] = [
    [{ a: { b: Number.NaN } }, '/a/b'],
    [{ list: [1, Number.POSITIVE_INFINITY] }, '/list/1'],
    [{ when: new Date(Number.NaN) }, '/when'],
    [{ call: () => 1 }, '/call'],
    [{ account: new Account() }, '/account'],
    [{ rows: (async function* () {})() }, '/rows'],
  ]
  for (const [body, where] of refused) {
    t.throws(() => encodeBody(body), { code: 'HUB_BODY_NOT_STORABLE', message: new RegExp(where) })
  }
})

t.test('JSON for people writes a bigint as its digits', async (t) => {
  t.equal(bodyAsJson({ cents: 12345678901234567890n }), '{"cents":"12345678901234567890"}')
})
