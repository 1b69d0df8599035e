import fc from 'fast-check'
import t from 'tap'
import { parseJson } from './json-body.js'

const parse = (text: string) => parseJson(Buffer.from(text))
const codeOf = (text: string | Uint8Array) => {
  try {
    parseJson(typeof text === 'string' ? Buffer.from(text) : text)
    return 'none'
  } catch (error) {
    return (error as { code: string }).code
  }
}

t.test('whatever JSON.stringify writes is read back as it was', async () => {
  // Numbers that a double cannot hold exactly are refused on purpose, and so are half surrogates.
  const value = fc.jsonValue({ maxDepth: 6 }).filter((each) => {
    const text = JSON.stringify(each)
    return !/\\u|__proto__/.test(text) && !/[0-9]{16}|e\+/.test(text)
  })
  fc.assert(
    fc.property(value, (each) => {
      const text = JSON.stringify(each)
      t.strictSame(parse(text), JSON.parse(text))
    }),
    { numRuns: 300 },
  )
})

t.test('a name that stands twice is refused wherever it is, and named', async (t) => {
  for (const text of [
    '{"a":1,"a":1}',
    '[{"b":{"a":1,"c":"a","a":2}}]',
    '{"a:":{},"\\u0061:":0}',
    '{"x":"a:b","y":"\\"","y":1}',
  ])
    t.equal(codeOf(text), 'HUB_JSON_REPEATED_NAME', text)
  t.throws(() => parse('[{"b":1},{"b":1,"c":{"b":1},"b":2}]'), { message: /"b" stands twice/ })
  t.same(
    parse('[{"a":1},{"a":{"a":":"}}]'),
    [{ a: 1 }, { a: { a: ':' } }],
    'the same name in different objects is fine',
  )
})

t.test('no name is so long or strange that its refusal is', async (t) => {
  const name = `${'x'.repeat(10_000)}`
  try {
    parse(`{"${name}":1,"${name}":2}`)
    t.fail('it was taken')
  } catch (error) {
    t.ok((error as Error).message.length < 250)
  }
})

t.test('numbers come through exactly or not at all', async (t) => {
  t.same(parse('[9007199254740991,-9007199254740991,0.1,-0,1e3]'), [9007199254740991, -9007199254740991, 0.1, -0, 1000])
  for (const number of ['9007199254740992', '12345678901234567890', '1e999', '-1e999'])
    t.throws(() => parse(`{"rows":[{"a":1},{"a":${number}}]}`), {
      code: 'HUB_JSON_REFUSED',
      message: /^#\/rows\/1\/a is a number/,
    })
})

t.test('text comes through as characters or not at all', async (t) => {
  t.same(parse('["\\u00e4\\ud83d\\ude00"]'), ['ä😀'])
  for (const text of ['"\\u0000"', '["a\\udc00b"]', '{"\\ud800":1}', '{"\\u0000":1}'])
    t.equal(codeOf(text), 'HUB_JSON_REFUSED')
  t.equal(codeOf(Buffer.from([0x22, 0xc3, 0x28, 0x22])), 'HUB_TEXT_ENCODING')
  t.equal(codeOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])), 'HUB_TEXT_ENCODING', 'a surrogate written as UTF-8')
})

t.test('nesting is limited, and a bracket in a text is none', async (t) => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  t.equal(codeOf(nested(64)), 'none')
  t.equal(codeOf(nested(65)), 'HUB_JSON_REFUSED')
  t.equal(codeOf(JSON.stringify('['.repeat(1_000))), 'none')
})

t.test('what is not JSON is refused without being repeated', async (t) => {
  for (const text of ['', '{', '{"a"', "{'a':1}", '{"a":01}', '[1,]', 'NaN', '"a', '{"secret":x}', '\ufeff1', '1 2']) {
    t.equal(codeOf(text), 'HUB_JSON_MALFORMED', text)
    try {
      parse(text)
    } catch (error) {
      t.notMatch((error as Error).message, 'secret')
    }
  }
})
