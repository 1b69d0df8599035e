import t from 'tap'
import { xmlDocument } from './document.js'
import { decimal } from './numbers.js'
import {
  all,
  any,
  anyAttributes,
  atLeastOnce,
  attribute,
  choice,
  element,
  empty,
  fixed,
  group,
  many,
  marked,
  mixed,
  nillable,
  optional,
  personal,
  sequence,
  valued,
} from './schema.js'
import { XML_NAMESPACE } from './scope.js'
import { base64, oneOf, qname, text } from './simple.js'
import { dateIn } from './time.js'

const body = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString()
    .replace(/^<\?xml[^>]*\?>\n/, '')

const amount = valued(decimal({ point: ',' }), { Currency: attribute(oneOf('EUR', 'SEK')) })
const invoice = xmlDocument('invoice', {
  summary: 'An invoice.',
  root: 'Invoice',
  of: sequence({
    version: fixed('3.0', { name: 'Version' }),
    Date: marked(dateIn('CCYYMMDD'), { Format: 'CCYYMMDD' }),
    Total: amount,
    Row: atLeastOnce(sequence({ Name: optional(text({ max: 20 })), Price: optional(amount) }), { max: 3 }),
    Paid: optional(empty()),
    Note: optional(valued(text(), { lang: attribute(text(), { namespace: XML_NAMESPACE }) })),
  }),
})
const one = { Date: '2026-11-22', Total: { value: '100.50', Currency: 'EUR' }, Row: [{ Name: 'Kahvi' }] } as const

t.test('a document is written as its schema says', async (t) => {
  t.equal(
    body(invoice.bytes({ ...one, Paid: true, Note: { lang: 'fi', value: 'Kiitos' } })),
    '<Invoice Version="3.0"><Date Format="CCYYMMDD">20261122</Date><Total Currency="EUR">100,50</Total>' +
      '<Row><Name>Kahvi</Name></Row><Paid/><Note xml:lang="fi">Kiitos</Note></Invoice>',
  )
  t.equal(
    body(invoice.bytes(one, { indent: 2 })),
    '<Invoice Version="3.0">\n  <Date Format="CCYYMMDD">20261122</Date>\n  <Total Currency="EUR">100,50</Total>\n' +
      '  <Row>\n    <Name>Kahvi</Name>\n  </Row>\n</Invoice>\n',
  )
})

t.test('what a reader would not read the same is escaped', async (t) => {
  const word = xmlDocument('word', { summary: 'A word.', root: 'w', of: valued(text(), { a: attribute(text()) }) })
  const value = { a: '<&">\'\t\n\r', value: '<&">\'\t\n\r]]>' }
  const bytes = word.bytes(value)
  t.equal(body(bytes), '<w a="&lt;&amp;&quot;&gt;\'&#9;&#10;&#13;">&lt;&amp;"&gt;\'\t\n&#13;]]&gt;</w>')
  t.same(word.parse(bytes), value)
})

t.test('what an encoding lacks is written as a reference', async (t) => {
  const word = xmlDocument('word', { summary: 'A word.', root: 'w', of: text() })
  const all = 'päivä € Š 🐪 \u0085 "¤"'
  for (const encoding of ['UTF-8', 'UTF-16', 'US-ASCII', 'ISO-8859-1', 'ISO-8859-15', 'windows-1252'] as const)
    t.equal(word.parse(word.bytes(all, { encoding })), all, encoding)
  t.match(Buffer.from(word.bytes('€ä', { encoding: 'ISO-8859-15' })).toString('latin1'), /<w>\xa4\xe4<\/w>$/)
  t.match(Buffer.from(word.bytes('€¤', { encoding: 'windows-1252' })).toString('latin1'), /<w>\x80\xa4<\/w>$/)
  t.match(Buffer.from(word.bytes('€', { encoding: 'ISO-8859-1' })).toString('latin1'), /<w>&#8364;<\/w>$/)
  const finnish = xmlDocument('päivä', { summary: 'A day.', root: 'päivä', of: text() })
  t.throws(() => finnish.bytes('x', { encoding: 'US-ASCII' }), { code: 'HUB_XML_SCHEMA' })
})

t.test('a value that the schema does not allow is refused, with its place', async (t) => {
  const refused = (given: unknown, message: RegExp) =>
    t.throws(() => invoice.bytes(given as typeof one), { code: 'HUB_XML_REFUSED', message })
  refused({ ...one, Total: { value: '1,5', Currency: 'EUR' } }, /^invoice: \/Invoice\/Total: expected a decimal/)
  refused({ ...one, Total: { value: '1.5', Currency: 'USD' } }, /\/Invoice\/Total\/@Currency: expected one of EUR, SEK/)
  refused({ ...one, Total: { value: '1.5' } }, /\/Invoice\/Total\/@Currency: .* got nothing/)
  refused({ ...one, Row: [] }, /\/Invoice\/Row: expected at least 1, got 0/)
  refused({ ...one, Row: [{}, {}, {}, {}] }, /\/Invoice\/Row: expected at most 3/)
  refused(
    { ...one, Row: [{}, { Name: 'x'.repeat(21) }] },
    /\/Invoice\/Row\[2\]\/Name: expected text of 0 to 20 characters/,
  )
  refused({ ...one, Row: {} }, /\/Invoice\/Row: expected a list, got an object/)
  refused({ ...one, Rows: [] }, /the property "Rows"/)
  refused({ ...one, Date: undefined }, /\/Invoice\/Date: expected a value, got nothing/)
  refused({ ...one, version: '2.0' }, /\/Invoice\/@Version: expected "3.0", got "2.0"/)
  refused({ ...one, Paid: false }, /\/Invoice\/Paid: expected true/)
  refused(null, /\/Invoice: expected an object, got nothing/)
  t.throws(() => invoice.bytes({ ...one, Row: [{ Name: 'a\u0000b' }] }), {
    code: 'HUB_XML_CHARACTER',
    message: /\/Row\[1\]\/Name holds U\+0000/,
  })
  t.throws(() => invoice.bytes({ ...one, Row: [{ Name: '\ud83d' }] }), {
    code: 'HUB_XML_CHARACTER',
    message: /U\+D83D/,
  })
})

t.test('personal values are told by their length', async (t) => {
  const person = xmlDocument('person', {
    summary: 'A person.',
    root: 'p',
    of: personal(sequence({ Name: text({ max: 5 }) })),
  })
  t.throws(() => person.bytes({ Name: 'Mikko Mallikas' }), { message: /got 14 characters \(personal\)/ })
  t.throws(() => person.parse(Buffer.from('<p><Name>Mikko Mallikas</Name></p>')), {
    message: /found 14 characters \(personal\)/,
  })
})

t.test('namespaces are declared once, with stable prefixes', async (t) => {
  const payload = sequence({ Id: text(), code: optional(attribute(text(), { namespace: 'urn:codes' })) })
  const envelope = xmlDocument('envelope', {
    summary: 'An envelope.',
    root: 'Envelope',
    namespace: 'urn:env',
    prefixes: { 'urn:env': 'e' },
    of: sequence({
      Header: optional(sequence({ To: nillable(text()) })),
      Payload: element(payload, { namespace: 'urn:payload' }),
      Local: element(sequence({ a: text() }), { below: '' }),
      Code: qname(),
    }),
  })
  const value = { Header: { To: null }, Payload: { Id: '1', code: 'x' }, Local: { a: 'b' }, Code: '{urn:env}Client' }
  const bytes = envelope.bytes(value)
  t.equal(
    body(bytes),
    '<e:Envelope xmlns:e="urn:env" xmlns:ns1="urn:payload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns2="urn:codes">' +
      '<e:Header><e:To xsi:nil="true"/></e:Header><ns1:Payload ns2:code="x"><ns1:Id>1</ns1:Id></ns1:Payload>' +
      '<e:Local><a>b</a></e:Local><e:Code>e:Client</e:Code></e:Envelope>',
  )
  t.same(envelope.parse(bytes), value)
  const defaults = xmlDocument('defaults', {
    summary: 'Each its own default.',
    root: 'A',
    namespace: 'urn:a',
    prefixes: { 'urn:b': '' },
    schemaLocation: 'urn:a a.xsd',
    stylesheet: 'type="text/xsl" href="a.xsl"',
    of: sequence({ B: element(sequence({ c: text() }), { namespace: 'urn:b' }), D: text() }),
  })
  const written = body(defaults.bytes({ B: { c: '1' }, D: '2' }))
  t.equal(
    written,
    '<?xml-stylesheet type="text/xsl" href="a.xsl"?>\n<A xmlns="urn:a" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
      ' xsi:schemaLocation="urn:a a.xsd"><B xmlns="urn:b"><c>1</c></B><D>2</D></A>',
  )
  t.same(defaults.parse(Buffer.from(written)), { B: { c: '1' }, D: '2' })
  for (const prefixes of [{ 'urn:a': 'x', 'urn:b': 'x' }, { 'urn:a': 'xml1' }, { 'urn:a': '1' }])
    t.throws(() => xmlDocument('x', { summary: '', root: 'A', namespace: 'urn:a', prefixes, of: text() }), {
      code: 'HUB_XML_SCHEMA',
    })
})

const box = xmlDocument('box', {
  summary: 'A box of anything.',
  root: 'box',
  namespace: 'urn:box',
  of: sequence({ a: optional(text()), rest: many(any()), m: optional(mixed({ others: anyAttributes() })) }),
})

t.test('XML that is kept as it is brings its namespaces along', async (t) => {
  const xml =
    '<box xmlns="urn:box" xmlns:x="urn:x"><a>1</a><x:y at="x:q"><z xmlns="">&amp;</z></x:y><other>x:name</other></box>'
  const { rest } = box.parse(Buffer.from(xml))
  t.same(rest, [
    '<x:y xmlns:x="urn:x" at="x:q"><z>&amp;</z></x:y>',
    '<other xmlns="urn:box" xmlns:x="urn:x">x:name</other>',
  ])
  const again = box.bytes({ a: '1', rest })
  t.same(box.parse(again).rest, rest)
  const none = box.bytes({ rest: ['<plain/>'] })
  t.match(body(none), /<plain xmlns=""\/>/)
  t.same(box.parse(none).rest, ['<plain/>'])
  const m = { others: { '{urn:q}a': '1', b: '<' }, value: 'a <b xmlns="urn:box">c</b> &amp; d' }
  t.same(box.parse(box.bytes({ m })).m, m)
})

t.test('XML that would change the document around it is refused', async (t) => {
  for (const xml of [
    '',
    'x',
    '<a>',
    '</box><box>',
    '<x/><y/>',
    '<x/>y',
    '<p:x/>',
    '<!DOCTYPE x><x/>',
    '<x>&nbsp;</x>',
    '<x>\u0001</x>',
    '<x><!--',
    '<?xml version="1.0"?><x/>',
    '<a xmlns="urn:box"/>',
    '\ud83d',
  ])
    t.throws(() => box.bytes({ rest: [xml] }), { code: 'HUB_XML_REFUSED', message: /\/box/ }, xml)
  t.throws(() => box.bytes({ m: { others: {}, value: '</m>' } }), { code: 'HUB_XML_REFUSED' })
  t.throws(() => box.bytes({ m: { others: { 'a b': '1' }, value: '' } }), { code: 'HUB_XML_REFUSED' })
  t.throws(() => box.bytes({ rest: ['<ä/>'] }, { encoding: 'US-ASCII' }), { code: 'HUB_XML_REFUSED' })
})

t.test('exactly one of a choice is written', async (t) => {
  const pick = xmlDocument('pick', {
    summary: 'One of two, and pairs.',
    root: 'p',
    of: sequence({
      which: group(choice({ a: text(), b: text() })),
      pair: many(group(sequence({ k: text(), v: optional(base64()) }))),
      in: optional(all({ x: text(), y: optional(text()) })),
    }),
  })
  const value = { which: { b: '1' }, pair: [{ k: 'x' }, { k: 'y', v: Uint8Array.of(1) }], in: { x: '1', y: '2' } }
  const bytes = pick.bytes(value)
  t.equal(body(bytes), '<p><b>1</b><k>x</k><k>y</k><v>AQ==</v><in><x>1</x><y>2</y></in></p>')
  t.same(pick.parse(bytes), value)
  const refused = (which: unknown) =>
    t.throws(() => pick.bytes({ which } as never), { code: 'HUB_XML_REFUSED', message: /exactly one of a, b/ })
  refused({})
  refused({ a: '1', b: '2' })
  t.throws(() => pick.bytes({ which: { c: '' } } as never), { code: 'HUB_XML_REFUSED' })
  const chain: { in: unknown } = { in: undefined }
  chain.in = chain
  t.throws(() => pick.bytes(chain as never), { code: 'HUB_XML_REFUSED' }, 'an object within itself')
})
