import t from 'tap'
import { isHubError } from '../bus/errors.js'
import { xmlDocument } from './document.js'
import { decimal, integer } from './numbers.js'
import type { Problem } from './problem.js'
import {
  type AnyType,
  all,
  any,
  atLeastOnce,
  attribute,
  choice,
  empty,
  fixed,
  group,
  lazy,
  many,
  marked,
  nillable,
  optional,
  personal,
  sequence,
  valued,
  type XmlType,
} from './schema.js'
import { oneOf, text, token } from './simple.js'
import { date, dateIn } from './time.js'

const amount = valued(decimal({ fractionDigits: 2 }), { Ccy: attribute(token({ pattern: /[A-Z]{3}/ })) })
const entry = sequence({
  Ref: optional(text({ max: 10 })),
  Amt: amount,
  Dt: date(),
  Who: optional(personal(text({ max: 5 }))),
})
const statement = xmlDocument('statement', {
  summary: 'A statement.',
  root: 'Doc',
  namespace: 'urn:stmt',
  of: sequence({
    Stmt: atLeastOnce(
      sequence({ Id: text(), Kind: oneOf('A', 'B'), Ntry: many(entry), Sum: optional(sequence({ Count: integer() })) }),
    ),
  }),
})

const doc = (inner: string) => Buffer.from(`<Doc xmlns="urn:stmt">\n${inner}\n</Doc>`)
const ntry = (inner = '<Amt Ccy="EUR">1.50</Amt><Dt>2026-11-22</Dt>') => `<Ntry>${inner}</Ntry>`
const stmt = (inner: string) => doc(`<Stmt><Id>1</Id><Kind>A</Kind>${inner}</Stmt>`)

t.test('a document is an object, exactly as it stands', async (t) => {
  const xml = stmt(`${ntry('<Ref>r</Ref><Amt Ccy="EUR">01.50</Amt><Dt>2026-11-22Z</Dt>')}<Sum><Count> 1 </Count></Sum>`)
  t.same(statement.parse(xml), {
    Stmt: [
      {
        Id: '1',
        Kind: 'A',
        Ntry: [{ Ref: 'r', Amt: { Ccy: 'EUR', value: '01.50' }, Dt: '2026-11-22Z' }],
        Sum: { Count: 1 },
      },
    ],
  })
  const prefixed =
    '<p:Doc xmlns:p="urn:stmt"><p:Stmt><p:Id>1</p:Id><q:Kind xmlns:q="urn:stmt">A</q:Kind></p:Stmt></p:Doc>'
  t.same(statement.parse(Buffer.from(prefixed)), { Stmt: [{ Id: '1', Kind: 'A', Ntry: [] }] }, 'prefixes say nothing')
  const hinted =
    '<Doc xmlns="urn:stmt" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:stmt s.xsd"><Stmt><Id/><Kind>B</Kind></Stmt></Doc>'
  t.same(statement.parse(Buffer.from(hinted)), { Stmt: [{ Id: '', Kind: 'B', Ntry: [] }] }, 'a hint is passed over')
})

const cases: Readonly<Record<string, readonly [xml: Buffer, code: string, path: string, says: RegExp]>> = {
  'an unknown element': [
    stmt('<Foo><Bar/></Foo>'),
    'HUB_XML_ELEMENT',
    '/Doc/Stmt[1]',
    /expected Ntry, Sum, found the element "Foo"/,
  ],
  'an element of another namespace': [stmt('<Ntry xmlns="urn:x"/>'), 'HUB_XML_ELEMENT', '/Doc/Stmt[1]', /"Ntry"/],
  'an element out of order': [
    doc('<Stmt><Kind>A</Kind><Id>1</Id></Stmt>'),
    'HUB_XML_ELEMENT',
    '/Doc/Stmt[1]',
    /expected Id/,
  ],
  'an element twice': [
    stmt('<Sum><Count>1</Count></Sum><Sum/>'),
    'HUB_XML_ELEMENT',
    '/Doc/Stmt[1]',
    /no more elements/,
  ],
  'a missing element': [
    doc('<Stmt><Id>1</Id></Stmt>'),
    'HUB_XML_MISSING',
    '/Doc/Stmt[1]',
    /expected Kind, found the end/,
  ],
  'nothing at all': [doc(''), 'HUB_XML_MISSING', '/Doc', /expected Stmt/],
  'a wrong value': [
    stmt(ntry('<Amt Ccy="EUR">1.505</Amt><Dt>2026-11-22</Dt>')),
    'HUB_XML_VALUE',
    '/Doc/Stmt[1]/Ntry[1]/Amt',
    /found "1.505"/,
  ],
  'the second of a list': [
    stmt(`${ntry()}${ntry('<Amt Ccy="EUR">1</Amt><Dt>x</Dt>')}`),
    'HUB_XML_VALUE',
    '/Doc/Stmt[1]/Ntry[2]/Dt',
    /a date like/,
  ],
  'a wrong attribute': [
    stmt(ntry('<Amt Ccy="eur">1</Amt><Dt>2026-11-22</Dt>')),
    'HUB_XML_VALUE',
    '/Doc/Stmt[1]/Ntry[1]/Amt/@Ccy',
    /"eur"/,
  ],
  'a missing attribute': [
    stmt(ntry('<Amt>1</Amt><Dt>2026-11-22</Dt>')),
    'HUB_XML_ATTRIBUTE',
    '/Doc/Stmt[1]/Ntry[1]/Amt/@Ccy',
    /expected one, found none/,
  ],
  'an unknown attribute': [
    stmt(ntry('<Amt Ccy="EUR" x="1">1</Amt><Dt>2026-11-22</Dt>')),
    'HUB_XML_ATTRIBUTE',
    '/Doc/Stmt[1]/Ntry[1]/Amt/@x',
    /no such/,
  ],
  'an attribute of another namespace': [
    stmt(ntry('<Amt xmlns:s="urn:stmt" s:Ccy="EUR">1</Amt><Dt>2026-11-22</Dt>')),
    'HUB_XML_ATTRIBUTE',
    '/Doc/Stmt[1]/Ntry[1]/Amt/@s:Ccy',
    /no such/,
  ],
  'text among elements': [stmt('x'), 'HUB_XML_ELEMENT', '/Doc/Stmt[1]', /elements only, found text/],
  'an element in a text': [
    doc('<Stmt><Id>1<b/></Id><Kind>A</Kind></Stmt>'),
    'HUB_XML_ELEMENT',
    '/Doc/Stmt[1]/Id',
    /text only/,
  ],
  'a nil that is not nillable': [
    doc('<Stmt xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Id i:nil="true"/><Kind>A</Kind></Stmt>'),
    'HUB_XML_ATTRIBUTE',
    '/Doc/Stmt[1]/Id/@i:nil',
    /no such/,
  ],
  'a type of its own': [
    doc('<Stmt xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Id i:type="x">1</Id><Kind>A</Kind></Stmt>'),
    'HUB_XML_ATTRIBUTE',
    '/Doc/Stmt[1]/Id/@i:type',
    /no such/,
  ],
  'another root': [
    Buffer.from('<Document xmlns="urn:stmt"/>'),
    'HUB_XML_ROOT',
    '/',
    /expected Doc of urn:stmt, found Document of urn:stmt/,
  ],
  'another version': [Buffer.from('<Doc xmlns="urn:stmt:2"/>'), 'HUB_XML_ROOT', '/', /found Doc of urn:stmt:2/],
  'no namespace': [Buffer.from('<Doc/>'), 'HUB_XML_ROOT', '/', /found Doc of no namespace/],
}

t.test('what does not fit is refused with its place', async (t) => {
  for (const [name, [xml, code, path, says]] of Object.entries(cases)) {
    try {
      statement.parse(xml)
      t.fail(`${name}: read`)
    } catch (error) {
      if (!isHubError(error)) throw error
      t.match(
        { code: error.code, message: error.message, path: error.details.path },
        { code, message: says, path },
        name,
      )
      t.ok(Number(error.details.line) >= 1 && Number(error.details.column) >= 1, name)
    }
  }
})

t.test('all that does not fit is collected in one reading', async (t) => {
  const xml = stmt(
    [
      ntry('<Amt Ccy="EUR">x</Amt><Dt>2026-02-30</Dt>'),
      ntry('<Foo>\n<Amt/></Foo><Amt Ccy="EUR">1</Amt><Dt>2026-11-22</Dt><Who>Mikko Mallikas</Who>'),
      ntry(),
      '<Sum/><Id>2</Id>',
    ].join('\n'),
  )
  const report = await statement.check(xml)
  t.equal(report.document, undefined)
  t.equal(report.problemCount, 6)
  t.same(
    report.problems.map(({ line, path, code }) => [line, path, code]),
    [
      [2, '/Doc/Stmt[1]/Ntry[1]/Amt', 'HUB_XML_VALUE'],
      [2, '/Doc/Stmt[1]/Ntry[1]/Dt', 'HUB_XML_VALUE'],
      [3, '/Doc/Stmt[1]/Ntry[2]', 'HUB_XML_ELEMENT'],
      [4, '/Doc/Stmt[1]/Ntry[2]/Who', 'HUB_XML_VALUE'],
      [6, '/Doc/Stmt[1]/Sum', 'HUB_XML_MISSING'],
      [6, '/Doc/Stmt[1]', 'HUB_XML_ELEMENT'],
    ],
  )
  t.equal(report.problems[3]!.found, '14 characters (personal)')
  t.same((await statement.check(xml, { most: 2 })).problems.length, 2)
  t.equal((await statement.check(stmt(ntry()))).document?.Stmt[0]?.Ntry.length, 1)
  const lacking = await statement.check(doc('<Stmt><Kind>A</Kind><Ntry/><Sum><Count>1</Count></Sum></Stmt>'))
  t.same(
    lacking.problems.map(({ code, path }) => [code, path]),
    [
      ['HUB_XML_ELEMENT', '/Doc/Stmt[1]'],
      ['HUB_XML_MISSING', '/Doc/Stmt[1]/Ntry[1]'],
    ],
    'what is missing is told once, and what follows is in its place',
  )
  const broken = await statement.check(stmt('<Ntry></Stmt>'))
  t.same(
    broken.problems.map(({ code }) => code),
    ['HUB_XML_MISSING', 'HUB_XML_MALFORMED'],
    'what is no XML ends it',
  )
  const many = await statement.check(stmt('<x/>'.repeat(20_000)))
  t.equal(many.problems.at(-1)?.code, 'HUB_XML_ELEMENT')
  t.equal(many.problemCount, 10_001, 'and so do ten thousand problems')
})

t.test('repeated elements are given one by one, with what stands around them', async (t) => {
  const xml = doc(
    `<Stmt><Id>1</Id><Kind>A</Kind>${ntry()}${ntry()}<Sum><Count>2</Count></Sum></Stmt><Stmt><Id>2</Id><Kind>B</Kind>${ntry()}</Stmt>`,
  )
  const ends: unknown[] = []
  const seen: string[] = []
  for await (const { value, around } of statement.records('Stmt/Ntry').read(xml, { onEnd: (end) => ends.push(end) }))
    seen.push(`${around.Stmt.Id} ${around.Stmt.Kind} ${value.Amt.value}`)
  t.same(seen, ['1 A 1.50', '1 A 1.50', '2 B 1.50'])
  t.match(ends, [
    {
      problemCount: 0,
      document: {
        Stmt: [
          { Id: '1', Ntry: [], Sum: { Count: 2 } },
          { Id: '2', Ntry: [] },
        ],
      },
    },
  ])
  const rows: string[] = []
  for await (const row of statement.records('Stmt/Ntry', ({ value }) => value.Dt).read([xml])) rows.push(row)
  t.same(rows, ['2026-11-22', '2026-11-22', '2026-11-22'])
  t.throws(() => statement.records('Stmt/Nothing' as never), { code: 'HUB_XML_SCHEMA' })
  t.throws(() => statement.records('Stmt/Id' as never), { code: 'HUB_XML_SCHEMA' })
})

t.test('a repeated element with a problem is not given, and the others are', async (t) => {
  const xml = stmt(`${ntry()}${ntry('<Amt Ccy="EUR">x</Amt><Dt>2026-11-22</Dt>')}${ntry()}`)
  const problems: Problem[] = []
  let given = 0
  for await (const _ of statement.records('Stmt/Ntry').read(xml, { onProblem: (problem) => problems.push(problem) }))
    given++
  t.equal(given, 2)
  t.match(problems, [{ path: '/Doc/Stmt[1]/Ntry[2]/Amt', found: '"x"' }])
  given = 0
  const strict = async () => {
    for await (const _ of statement.records('Stmt/Ntry').read(xml)) given++
  }
  await t.rejects(strict(), { code: 'HUB_XML_VALUE' })
  t.equal(given, 1, 'what was read before the problem is given')
  given = 0
  const wrongEnd = async () => {
    for await (const _ of statement
      .records('Stmt/Ntry')
      .read(stmt('<Ntry><Amt Ccy="EUR">1</Amt><Dt>2026-11-22</Dt></Stmt>')))
      given++
  }
  await t.rejects(wrongEnd(), { code: 'HUB_XML_MALFORMED' })
  t.equal(given, 0, 'nothing is given that another end tag ended')
})

interface Tree {
  readonly name: string
  readonly child: readonly Tree[]
}
const tree: XmlType<Tree, never> = sequence({ name: text(), child: many(lazy<Tree, never>(() => tree)) }) as never

t.test('types of every kind are read', async (t) => {
  const trees = xmlDocument('tree', { summary: 'A tree.', root: 'tree', of: tree })
  t.same(trees.parse(Buffer.from('<tree><name>a</name><child><name>b</name></child></tree>')), {
    name: 'a',
    child: [{ name: 'b', child: [] }],
  })
  const kinds = xmlDocument('kinds', {
    summary: 'All kinds.',
    root: 'k',
    of: sequence({
      v: fixed('1'),
      w: optional(fixed('2')),
      pair: many(group(sequence({ key: text(), val: optional(text()) })), { max: 2 }),
      which: optional(group(choice({ a: text(), b: many(text()), c: group(sequence({ d: text(), e: text() })) }))),
      set: optional(all({ x: text(), y: text(), z: optional(text()) })),
      nil: nillable(integer()),
      mark: marked(dateIn('CCYYMMDD'), { Format: 'CCYYMMDD' }),
      flag: optional(empty()),
      rest: optional(any(['urn:r'])),
    }),
  })
  const read = (inner: string, start = '<k v="1">') =>
    kinds.parse(Buffer.from(`${start}${inner}<nil>1</nil><mark Format="CCYYMMDD">20261122</mark></k>`))
  const base = { v: '1', pair: [], nil: 1, mark: '2026-11-22' }
  t.same(read(''), base)
  t.same(read('', '<k v="1" w="2">'), { ...base, w: '2' })
  t.same(read('<key>1</key><val>2</val><key>3</key>'), { ...base, pair: [{ key: '1', val: '2' }, { key: '3' }] })
  t.same(read('<b>1</b><b>2</b>'), { ...base, which: { b: ['1', '2'] } })
  t.same(read('<d>1</d><e>2</e>'), { ...base, which: { c: { d: '1', e: '2' } } })
  t.same(read('<set><y>1</y><x>2</x></set>'), { ...base, set: { y: '1', x: '2' } })
  const refused = (inner: string, code: string, start?: string) => t.throws(() => read(inner, start), { code }, inner)
  refused('<key>1</key><key>2</key><key>3</key>', 'HUB_XML_ELEMENT')
  refused('<val>1</val>', 'HUB_XML_ELEMENT')
  refused('<a>1</a><a>2</a>', 'HUB_XML_ELEMENT')
  refused('<a>1</a><b>2</b>', 'HUB_XML_ELEMENT')
  refused('<d>1</d>', 'HUB_XML_ELEMENT')
  refused('<set><x/></set>', 'HUB_XML_MISSING')
  refused('<set><x/><y/><x/></set>', 'HUB_XML_ELEMENT')
  refused('', 'HUB_XML_VALUE', '<k v="2">')
  refused('', 'HUB_XML_ATTRIBUTE', '<k>')
  const end = (inner: string) =>
    kinds.parse(Buffer.from(`<k v="1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${inner}</k>`))
  const tail = '<mark Format="CCYYMMDD">20261122</mark>'
  t.same(end(`<nil xsi:nil="true"/>${tail}<flag/>`), { ...base, nil: null, flag: true })
  t.same(end(`<nil xsi:nil="1"> </nil>${tail}<r:x xmlns:r="urn:r"/>`).rest, '<r:x xmlns:r="urn:r"/>')
  for (const inner of [
    `<nil xsi:nil="true">1</nil>${tail}`,
    `<nil xsi:nil="x">1</nil>${tail}`,
    `<nil>1</nil>${tail}<flag>x</flag>`,
    `<nil>1</nil>${tail}<x xmlns="urn:s"/>`,
    '<nil>1</nil><mark Format="x">20261122</mark>',
    '<nil>1</nil><mark>20261122</mark>',
  ])
    t.throws(() => end(inner), { name: 'HubError' }, inner)
})

t.test('a schema in which an element has two places is refused at once', async (t) => {
  const make = (of: AnyType) => () => xmlDocument('x', { summary: '', root: 'x', of })
  const wrong = { code: 'HUB_XML_SCHEMA' }
  t.throws(make(sequence({ a: optional(text()), g: group(sequence({ a: text() })) })), wrong)
  t.throws(make(choice({ g: group(sequence({ a: text() })), h: group(sequence({ a: text(), b: text() })) })), wrong)
  t.throws(make(choice({ a: optional(text()) })), wrong)
  t.throws(make(all({ a: many(text()) })), wrong)
  t.throws(make(sequence({ 'a b': text() })), wrong)
  t.throws(make(sequence({ a: attribute(text()), b: attribute(text(), { name: 'a' }) })), wrong)
  t.throws(make(valued(text(), { value: attribute(text()) })), wrong)
  const self: AnyType = sequence({ a: text(), g: group(lazy(() => self)) })
  t.throws(make(self), wrong)
  t.doesNotThrow(
    make(sequence({ a: text(), b: text(), c: group(sequence({ a: text() })) })),
    'told apart by what stands between',
  )
})
