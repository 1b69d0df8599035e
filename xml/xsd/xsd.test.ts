import { readFileSync } from 'node:fs'
import t from 'tap'
import { readByXsd, tryXsd, validateXsd, writtenByXsd, xsd } from './xsd.js'

const fixture = (path: string) => readFileSync(`test/fixtures/${path}`)
const camt053 = xsd('camt.053.001.02', fixture('iso20022-xml/camt.053.001.02.xsd'))
const camt054 = xsd('camt.054.001.08', fixture('iso20022-xml/camt.054.001.08.xsd'))
const pain001 = xsd('pain.001.001.03', fixture('iso20022-xml/pain.001.001.03.xsd'))
const finvoice = xsd('Finvoice 2.01', fixture('finvoice-xml/finvoice-2.01.xsd'))
const text = (xml: string) => Buffer.from(xml)
const schemaOf = (body: string, name = 'test') =>
  xsd(name, text(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${body}</xs:schema>`))
const anything = schemaOf('<xs:element name="a" type="xs:string"/>')

for (const [file, schema] of [
  ['iso20022-xml/camt053.v2.five.decimals.xml', camt053],
  ['iso20022-xml/camt053.v2.multi.statement.xml', camt053],
  ['iso20022-xml/camt054.v8.xml', camt054],
  ['iso20022-xml/pain.001.001.03.xml', pain001],
  ['finvoice-xml/finvoice-2.01-iso8859-15.xml', finvoice],
  ['finvoice-xml/sender-system.xml', finvoice],
] as const) {
  t.test(`${file} is valid`, async (t) => {
    t.same(await validateXsd(fixture(file), schema), [])
  })
}

t.test('a statement without Stmt is told with its line and what is missing', async (t) => {
  t.strictSame(await validateXsd(fixture('iso20022-xml/camt053.v2.wrong.xml'), camt053), [
    {
      code: 'HUB_XSD_INVALID',
      schema: 'camt.053.001.02',
      line: 3,
      element: 'BkToCstmrStmt',
      says: 'Missing child element(s). Expected is ( Stmt ).',
    },
  ])
})

t.test('what the schema does not know is told where it stands', async (t) => {
  const [problem, ...more] = await validateXsd(fixture('finvoice-xml/credit-note.xml'), finvoice)
  t.match(problem, { line: 34, element: 'OriginalInvoiceDate', says: /^This element is not expected/ })
  t.same(more, [])
})

t.test('a value of the document is never told, only its length', async (t) => {
  const secret = "O'Hara is 'odd'"
  const fields = `<xs:element name="a"><xs:complexType><xs:sequence>
    <xs:element name="date" type="xs:date"/>
    <xs:element name="short"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="code"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="X"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="form"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[0-9]"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="number"><xs:simpleType><xs:restriction base="xs:decimal"><xs:maxInclusive value="1"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="k" type="xs:string" maxOccurs="2"/>
  </xs:sequence><xs:attribute name="at" type="xs:int"/></xs:complexType>
  <xs:unique name="u"><xs:selector xpath="k"/><xs:field xpath="."/></xs:unique></xs:element>`
  const name = secret.replaceAll("'", '&apos;')
  const problems = await validateXsd(
    text(
      `<a at="${name}"><date>${name}</date><short>${name}</short>\n<code>${name}</code><form>${name}</form><number>987654</number><k>${name}</k><k>${name}</k></a>`,
    ),
    schemaOf(fields),
  )
  t.equal(problems.length, 7)
  for (const { says } of problems) {
    t.notMatch(says, 'Hara', says)
    t.notMatch(says, '987654', says)
  }
  t.match(problems[0], {
    line: 1,
    element: 'a',
    says: /^attribute at: The value of 15 characters is not a valid value/,
  })
  t.match(problems[2], { line: 1, element: 'short', says: /^The value has a length of '15'/ })
})

t.test('a document type declaration is refused, wherever it stands before the root', async (t) => {
  const dtd = '<!DOCTYPE a [<!ENTITY b "c">]>'
  for (const [document, line] of [
    [text(`${dtd}<a>&b;</a>`), 1],
    [text(`<?xml version="1.0"?>\n<!-- <a> -->\n${dtd}<a/>`), 3],
    [text(`\ufeff<?p <a?>${dtd}<a/>`), 1],
    [Buffer.from(`\ufeff<?xml version="1.0"?>${dtd}<a/>`, 'utf16le'), 1],
    [text(`<!-- ${'-'.repeat(0)}${' '.repeat(200_000)} -->${dtd}<a/>`), 1],
    [text(`<!doctype a>`), 1],
    [text(`<!--${' '.repeat(65_528)}-->\n${dtd}<a/>`), 2],
    [text(`<!--${' '.repeat(65_534)}-->\n${dtd}<a/>`), 2],
    [text(`${' '.repeat(65_535)}${dtd}<a/>`), 1],
    [text(`${' '.repeat(70_000)}${dtd}<a/>`), 1],
  ] as const) {
    t.match(await validateXsd(document, anything), [{ code: 'HUB_XSD_DTD', line }])
  }
})

t.test('what only speaks of one in a comment or in text is no declaration', async (t) => {
  t.same(await validateXsd(text('<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE a>]]></a>'), anything), [])
})

t.test('an encoding in which a declaration could hide is not read', async (t) => {
  const ebcdic = Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93])
  const utf32 = Buffer.from([0x3c, 0, 0, 0, 0x61, 0, 0, 0])
  const utf7 = text('<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4 +ADw-a/+AD4')
  for (const document of [ebcdic, utf32, utf7, Buffer.alloc(0)])
    t.match(await validateXsd(document, anything), [{ code: 'HUB_XSD_NOT_XML' }])
})

t.test('what is not well-formed says its line', async (t) => {
  t.match(await validateXsd(text('<a>\n<b>\n</a>'), anything), [{ code: 'HUB_XSD_NOT_XML', line: 3, says: /mismatch/ }])
  t.match(await validateXsd(text('<a>&unknown;</a>'), anything), [{ code: 'HUB_XSD_NOT_XML', line: 1 }])
})

t.test('nesting has an end', async (t) => {
  const problems = await validateXsd(text('<a>'.repeat(100_000)), anything)
  t.match(problems, [{ code: 'HUB_XSD_NOT_XML', says: /depth/ }])
})

t.test('neither a document nor a schema can make the validator read a file or an address', async (t) => {
  const hint = text(
    '<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="/etc/hostname">x</a>',
  )
  t.same(await validateXsd(hint, anything), [], 'a hint is not followed')
  for (const location of ['/etc/hostname', 'file:///etc/hostname', 'http://127.0.0.1:1/a.xsd', 'missing.xsd']) {
    const asking = schemaOf(`<xs:include schemaLocation="${location}"/><xs:element name="a" type="xs:string"/>`)
    await t.rejects(tryXsd(asking), { code: 'HUB_XSD_SCHEMA' }, location)
  }
})

t.test('schemas that a schema imports are handed over by their location', async (t) => {
  const folder = 'soap-wsdl/Dummy__should_handle_attributes_in_response'
  const parts = { 'common.xsd': fixture(`${folder}/common.xsd`) }
  // The published schema names the location where the namespace belongs, so the import itself is corrected here.
  const names = text(
    fixture(`${folder}/name.xsd`)
      .toString()
      .replace('namespace="common.xsd"', 'namespace="http://www.Dummy.com/Common/Types"'),
  )
  const whole = xsd('names', names, parts)
  await tryXsd(whole)
  const response = (attributes: string) =>
    text(
      `<n:DummyResponse xmlns:n="http://www.Dummy.com/Name/Types" xmlns:c="http://www.Dummy.com/Common/Types"><n:DummyResult><c:DummyList><c:DummyElement ${attributes}>x</c:DummyElement></c:DummyList></n:DummyResult></n:DummyResponse>`,
    )
  t.same(await validateXsd(response('language="en-US"'), whole), [])
  t.match(await validateXsd(response('colour="red"'), whole), [
    { element: 'DummyElement', says: /'colour' is not allowed/ },
  ])
  await t.rejects(tryXsd(xsd('names', names)), { code: 'HUB_XSD_SCHEMA' }, 'without the part it is not whole')
})

t.test('a schema that is none says why, with its line', async (t) => {
  const wrong = schemaOf('\n<xs:element name="a" type="xs:nothing"/>', 'wrong')
  await t.rejects(tryXsd(wrong), { code: 'HUB_XSD_SCHEMA', message: /^the XSD wrong cannot be used: line 2: / })
  await t.rejects(validateXsd(text('<a/>'), xsd('empty', Buffer.alloc(0))), { code: 'HUB_XSD_SCHEMA' })
  t.same(await validateXsd(text('<a/>'), anything), [], 'others go on')
})

t.test('a document that takes too long is ended, and the next one is validated', async (t) => {
  const large = text(`<a>${'<b/>'.repeat(200_000)}</a>`)
  const any = schemaOf('<xs:element name="a"/>')
  const slow = validateXsd(large, any, { deadlineMs: 5 })
  const next = validateXsd(text('<a/>'), any)
  await t.rejects(slow, { code: 'HUB_XSD_DEADLINE' })
  t.same(await next, [])
})

t.test('others go on while a large document is validated', async (t) => {
  const large = text(`<a>${'<b/>'.repeat(200_000)}</a>`)
  let turns = 0
  let done = false
  const turn = () => {
    turns++
    if (!done) setImmediate(turn)
  }
  turn()
  t.same(await validateXsd(large, schemaOf('<xs:element name="a"/>')), [])
  done = true
  t.ok(turns > 10, `${turns} turns`)
})

t.test('a document too large is refused before it is handed over', async (t) => {
  await t.rejects(validateXsd(text('<a>12345</a>'), anything, { mostBytes: 11 }), { code: 'HUB_XSD_SIZE' })
})

t.test('only so many problems are told as asked for', async (t) => {
  const numbers = schemaOf(
    '<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" type="xs:int" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>',
  )
  const document = text(`<a>${'<b>x</b>'.repeat(30)}</a>`)
  t.equal((await validateXsd(document, numbers, { most: 7 })).length, 7)
  t.equal((await validateXsd(document, numbers)).length, 30)
})

t.test('documents validated at the same time get their own answers', async (t) => {
  const documents = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? '<a/>' : '<b/>'))
  const answers = await Promise.all(documents.map((document) => validateXsd(text(document), anything)))
  t.same(
    answers.map(({ length }) => length),
    documents.map((document) => (document === '<a/>' ? 0 : 1)),
  )
})

t.test('a decoder by a schema gives nothing of an invalid document', async (t) => {
  const lines = {
    name: 'lines',
    async *read(bytes: AsyncIterable<Uint8Array>) {
      for await (const chunk of bytes) yield* Buffer.from(chunk).toString().split('\n')
    },
  }
  const strict = readByXsd(lines, anything)
  t.equal(strict.name, 'lines by test')
  async function* pieces(...all: string[]) {
    for (const piece of all) yield text(piece)
  }
  const found: string[] = []
  for await (const line of strict.read(pieces('<a>1', '\n2</a>'))) found.push(line)
  t.same(found, ['<a>1', '2</a>'])
  const wrong = strict.read(pieces('<a>1', '\n2</b>'))[Symbol.asyncIterator]()
  await t.rejects(wrong.next(), { code: 'HUB_XSD_NOT_XML', message: /^line 2/ })
  const large = readByXsd(lines, anything, { mostBytes: 5 })
    .read(pieces('<a>', '1', '</a>'))
    [Symbol.asyncIterator]()
  await t.rejects(large.next(), { code: 'HUB_XSD_SIZE' })
})

t.test('a codec by a schema hands out nothing of an invalid document', async (t) => {
  const codec = {
    name: 'element',
    async *write(name: string) {
      yield text(`<${name}`)
      yield text('/>')
    },
  }
  const strict = writtenByXsd(codec, anything)
  const chunks: Uint8Array[] = []
  for await (const chunk of strict.write('a')) chunks.push(chunk)
  t.equal(Buffer.concat(chunks).toString(), '<a/>')
  await t.rejects(strict.write('b')[Symbol.asyncIterator]().next(), { code: 'HUB_XSD_INVALID', message: /schema test/ })
})
