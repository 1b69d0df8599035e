import { isDeepStrictEqual } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import t from 'tap'
import { fitting } from '../bus/validate.js'
import { valuesOf } from '../test/xml/arbitrary.js'
import { xmlDocument } from './document.js'
import { decimal, integer, minorUnits } from './numbers.js'
import {
  any,
  anyAttributes,
  atLeastOnce,
  attribute,
  choice,
  element,
  empty,
  fixed,
  group,
  lazy,
  many,
  marked,
  mixed,
  nillable,
  optional,
  personal,
  type Several,
  type SimpleType,
  sequence,
  valued,
  withAfter,
  without,
  type XmlType,
} from './schema.js'
import { base64, bool, list, oneOf, text, token } from './simple.js'
import { date, dateIn, dateTime } from './time.js'

interface Part {
  readonly name: string
  readonly part: readonly Part[]
}
interface PartIn {
  readonly name: string
  readonly part?: Several<PartIn> | undefined
}
const part: XmlType<Part, PartIn> = sequence({ name: text(), part: many(lazy<Part, PartIn>(() => part)) })

const everything = xmlDocument('everything', {
  summary: 'Every kind of thing a schema can say.',
  root: 'Everything',
  namespace: 'urn:every',
  prefixes: { 'urn:inner': 'i' },
  of: sequence({
    version: fixed('1'),
    id: attribute(text()),
    note: optional(attribute(text(), { name: 'Note', namespace: 'urn:note' })),
    Text: text(),
    Token: optional(token()),
    Amount: valued(decimal({ fractionDigits: 5 }), { Ccy: attribute(oneOf('EUR', 'SEK')) }),
    Cents: optional(minorUnits(2, { point: ',' })),
    Count: many(integer()),
    Flag: nillable(bool()),
    Day: marked(dateIn('CCYYMMDD'), { Format: 'CCYYMMDD' }),
    When: choice({ Dt: date(), DtTm: dateTime() }),
    Inner: element(sequence({ a: text(), b: many(element(sequence({ c: optional(text()) }), { below: '' })) }), {
      namespace: 'urn:inner',
    }),
    Pair: many(group(sequence({ Key: text(), Value: optional(personal(text())) }))),
    One: optional(group(choice({ Left: text(), Right: atLeastOnce(text()) }))),
    Bytes: optional(base64()),
    List: optional(list(integer())),
    Part: part,
    Present: optional(empty()),
    Mixed: mixed({ others: anyAttributes() }),
    Rest: many(any('other')),
  }),
})

/** Texts with all that XML makes difficult. */
const difficult = fc.oneof(
  fc
    .string({ unit: 'binary' })
    .map((drawn) => drawn.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')),
  fc.constantFrom('', ' ', ']]>', '<![CDATA[x]]>', '\r\n', '\t', '&amp;', '"\'', '\u0085\u2028', '🐪'),
)
const texts = (type: SimpleType): fc.Arbitrary<unknown> =>
  type.whitespace === 'preserve' && type.parse('🐪 ]]>', { uriOf: () => '', prefixOf: () => '' }) !== undefined
    ? difficult
    : fc.integer({ min: 0 }).map((seed) => type.sample(() => ((seed * 7919) % 1000) / 1000))

t.test('what is written is read back the same, whatever it is', async () => {
  type Value = ReturnType<typeof everything.parse>
  const documents = valuesOf(everything.of, texts) as fc.Arbitrary<Value>
  await fc.assert(
    fc.asyncProperty(
      documents,
      fc.constantFrom('UTF-8', 'UTF-16', 'ISO-8859-15', 'US-ASCII'),
      fc.constantFrom(undefined, 1),
      async (value, encoding, indent) => {
        const options = { encoding, ...(indent === undefined ? {} : { indent }) } as const
        const bytes = everything.bytes(value, options)
        if (!isDeepStrictEqual(everything.parse(bytes), value)) throw new Error(Buffer.from(bytes).toString())
        const pieces: Uint8Array[] = []
        for await (const piece of everything.write(value, options)) pieces.push(piece)
        if (Buffer.compare(Buffer.concat(pieces), bytes) !== 0) throw new Error('in pieces it is another')
        if (Buffer.compare(everything.bytes(everything.parse(bytes), options), bytes) !== 0)
          throw new Error('bytes differ')
      },
    ),
    { numRuns: 150 },
  )
})
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
function heapInUse(): number {
  collect()
  return process.memoryUsage().heapUsed
}

t.test('records are written as they come, and read as they come, in constant memory', async (t) => {
  const row = sequence({ Id: integer(), Name: text() })
  const rows = xmlDocument('rows', {
    summary: 'Many rows.',
    root: 'Rows',
    namespace: 'urn:rows',
    of: sequence({ Head: text(), Row: many(row), Tail: optional(text()) }),
  })
  const COUNT = 60_000
  let most = 0
  async function* records() {
    for (let Id = 0; Id < COUNT; Id++) {
      if (Id % 10_000 === 0) most = Math.max(most, heapInUse())
      yield { Id, Name: `Mikko Mallikas ${Id}` }
    }
  }
  const before = heapInUse()
  let bytes = 0
  async function* counted() {
    for await (const chunk of rows.write({ Head: 'h', Row: records(), Tail: 't' })) {
      bytes += chunk.length
      yield chunk
    }
  }
  let sum = 0
  let document: unknown
  for await (const { value } of rows.records('Row').read(counted(), { onEnd: (end) => (document = end.document) }))
    sum += value.Id
  t.equal(sum, (COUNT * (COUNT - 1)) / 2)
  t.same(document, { Head: 'h', Row: [], Tail: 't' })
  t.ok(bytes > 3_000_000, `${bytes} bytes`)
  t.ok(most - before < 20_000_000, `${most - before} bytes of heap`)

  const once = rows.write({ Head: 'h', Row: records() })
  for await (const _ of once) break
  t.throws(() => once[Symbol.asyncIterator](), { code: 'HUB_XML_BYTES_ONCE' })
  t.throws(() => rows.bytes({ Head: 'h', Row: records() }), { code: 'HUB_XML_REFUSED' })
  let closed = false
  async function* wrong() {
    try {
      yield { Id: 1, Name: 'a' }
      yield { Id: 1.5, Name: 'b' }
    } finally {
      closed = true
    }
  }
  const failing = async () => {
    for await (const _ of rows.write({ Head: '', Row: wrong() }));
  }
  await t.rejects(failing(), { code: 'HUB_XML_REFUSED', message: /\/Rows\/Row\[2\]\/Id/ })
  t.ok(closed, 'the stream is told')
  function* made() {
    yield { Id: 7, Name: 'x' }
  }
  const pieces: Uint8Array[] = []
  for await (const piece of rows.write({ Head: '', Row: made() })) pieces.push(piece)
  t.same(rows.parse(Buffer.concat(pieces)).Row, [{ Id: 7, Name: 'x' }])
})

t.test('rules above the elements hold on read and on write', async (t) => {
  const sums = xmlDocument('sums', {
    summary: 'A sum and its parts.',
    root: 's',
    of: sequence({ total: integer(), part: many(integer()) }),
    *rules({ total, part }) {
      const sum = part.reduce((a, b) => a + b, 0)
      if (sum !== total) yield { path: '/s/total', expected: String(sum), found: String(total) }
    },
  })
  t.same(sums.parse(sums.bytes({ total: 3, part: [1, 2] })), { total: 3, part: [1, 2] })
  const wrong = Buffer.from('<s><total>4</total><part>1</part></s>')
  t.throws(() => sums.parse(wrong), { code: 'HUB_XML_RULE', message: 'sums: /s/total: expected 1, found 4' })
  t.match(await sums.check(wrong), { problemCount: 1, document: undefined, problems: [{ code: 'HUB_XML_RULE' }] })
  t.throws(() => sums.bytes({ total: 4, part: [1] }), { code: 'HUB_XML_REFUSED' })
})

t.test('a document is a message: its schema is derived', async (t) => {
  const person = sequence({
    Name: personal(text({ max: 10 })),
    Age: optional(integer({ min: 0 })),
    Kind: oneOf('a', 'b'),
  })
  const people = xmlDocument('people', {
    summary: 'People.',
    root: 'p',
    of: sequence({ who: atLeastOnce(person), by: choice({ x: text(), y: empty() }) }),
  })
  const value = people.parse(Buffer.from('<p><who><Name>M</Name><Kind>a</Kind></who><by><y/></by></p>'))
  t.doesNotThrow(() => fitting(people.message, value, 'it'))
  t.throws(() => fitting(people.message, { ...value, who: [] }, 'it'), { code: 'HUB_BODY_REFUSED' })
  t.throws(() => fitting(people.message, { ...value, by: { x: 'a', y: true } }, 'it'), { code: 'HUB_BODY_REFUSED' })
  t.match(JSON.stringify(people.message), /"x-personal":true/)
  const trees = xmlDocument('tree', { summary: 'A tree.', root: 'tree', of: part })
  t.doesNotThrow(() => fitting(trees.message, { name: 'a', part: [{ name: 'b', part: [] }] }, 'it'))
  t.throws(() => fitting(trees.message, { name: 'a', part: [{ name: 1, part: [] }] }, 'it'), {
    code: 'HUB_BODY_REFUSED',
  })
})

t.test('another version of a message is its differences', async (t) => {
  const two = { Id: text(), Old: optional(text()), Sts: oneOf('BOOK') } as const
  const eight = sequence({
    ...withAfter(without(two, 'Old'), 'Id', { Lei: optional(text()) }),
    Sts: sequence({ Cd: oneOf('BOOK') }),
  })
  const v8 = xmlDocument('v8', { summary: 'Version 8.', root: 'e', of: eight })
  t.same(v8.parse(Buffer.from('<e><Id>1</Id><Lei>l</Lei><Sts><Cd>BOOK</Cd></Sts></e>')), {
    Id: '1',
    Lei: 'l',
    Sts: { Cd: 'BOOK' },
  })
  t.throws(() => without(two, 'Gone' as never), { code: 'HUB_XML_SCHEMA' })
  t.throws(() => withAfter(two, 'Gone' as never, {}), { code: 'HUB_XML_SCHEMA' })
})

t.test('flows decode and encode documents', async (t) => {
  const word = xmlDocument('word', { summary: 'A word.', root: 'w', of: text() })
  const bytes = word.codec.write('päivä')
  const read: string[] = []
  for await (const value of word.decoder.read(bytes)) read.push(value)
  for await (const value of word.decoder.read(bytes)) read.push(value)
  t.same(read, ['päivä', 'päivä'], 'what is no stream can be read again')
})
