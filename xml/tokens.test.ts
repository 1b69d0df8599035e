import t from 'tap'
import { isHubError } from '../bus/errors.js'
import { xmlDocument } from './document.js'
import { attribute, many, mixed, optional, sequence } from './schema.js'
import { text } from './simple.js'

/** A document that lets much through, so that what is refused is refused by the XML. */
const node = sequence({
  name: optional(attribute(text())),
  other: optional(attribute(text(), { namespace: 'urn:o' })),
  note: many(text()),
  raw: many(mixed()),
})
const notes = xmlDocument('notes', { summary: 'Notes.', root: 'notes', of: node })

const bytes = (xml: string) => Buffer.from(xml)
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

function refusal(xml: string | Uint8Array): { code: string; message: string } {
  try {
    notes.parse(typeof xml === 'string' ? bytes(xml) : xml)
  } catch (error) {
    if (isHubError(error)) return { code: error.code, message: error.message }
    throw error
  }
  return { code: 'accepted', message: '' }
}

const LAUGHS = `<!DOCTYPE notes [<!ENTITY a "ha">${Array.from(
  { length: 9 },
  (_, i) => `<!ENTITY ${'abcdefghij'[i + 1]} "${`&${'abcdefghij'[i]};`.repeat(10)}">`,
).join('')}]>`

t.test('what expands or reaches outside is refused', async (t) => {
  const attacks: Readonly<Record<string, string>> = {
    'a billion laughs': `${HEAD}${LAUGHS}<notes><note>&j;</note></notes>`,
    'a large entity many times': `${HEAD}<!DOCTYPE notes [<!ENTITY a "${'a'.repeat(50_000)}">]><notes><note>${'&a;'.repeat(1_000)}</note></notes>`,
    'an external entity': `${HEAD}<!DOCTYPE notes [<!ENTITY x SYSTEM "file:///etc/passwd">]><notes><note>&x;</note></notes>`,
    'an external DTD': `${HEAD}<!DOCTYPE notes SYSTEM "http://127.0.0.1/x.dtd"><notes/>`,
    'a parameter entity': `${HEAD}<!DOCTYPE notes [<!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]><notes/>`,
    'a DTD that says nothing': '<!DOCTYPE notes><notes/>',
    'an entity of HTML': '<notes><note>&nbsp;</note></notes>',
    'an entity named like a property of objects': '<notes><note>&constructor;</note></notes>',
    'XML 1.1': '<?xml version="1.1"?><notes/>',
  }
  for (const [name, xml] of Object.entries(attacks)) t.equal(refusal(xml).code, 'HUB_XML_FORBIDDEN', name)
  t.match(refusal(attacks['a DTD that says nothing']!).message, /without a DTD/)
})

t.test('what is not well-formed is refused', async (t) => {
  const faults: Readonly<Record<string, string>> = {
    'two roots': '<notes/><notes/>',
    'text behind the root': '<notes/>x',
    'text before the root': 'x<notes/>',
    nothing: '',
    'white space only': ' \n ',
    'a root without an end': '<notes>',
    'an end tag of another element': '<notes><note></notes></note>',
    'an end tag too many': '<notes></notes></notes>',
    'a declaration that is not first': ' <?xml version="1.0"?><notes/>',
    'an attribute twice': '<notes name="a" name="b"/>',
    'an attribute twice by two prefixes': '<notes xmlns:a="urn:o" xmlns:b="urn:o" a:other="1" b:other="2"/>',
    'a prefix that is not declared': '<x:notes/>',
    'an attribute whose prefix is not declared': '<notes x:other="1"/>',
    'a prefix that was declared elsewhere': '<notes><note xmlns:x="urn:x"/><x:note/></notes>',
    'a prefix taken back': '<notes xmlns:x=""/>',
    'another meaning of xml': '<notes xmlns:xml="urn:x"/>',
    'another name of xml': '<notes xmlns:x="http://www.w3.org/XML/1998/namespace"/>',
    'a declaration of xmlns': '<notes xmlns:xmlns="urn:x"/>',
    'a name with two colons': '<notes xmlns:a="urn:a"><a:b:c/></notes>',
    'a name that ends in a colon': '<notes xmlns:a="urn:a"><a:/></notes>',
    'a local name that begins with a digit': '<notes xmlns:a="urn:a"><a:1/></notes>',
    'an attribute without a value': '<notes name/>',
    'an attribute without quotes': '<notes name=a/>',
    'a less-than sign in an attribute': '<notes name="<"/>',
    'an ampersand alone': '<notes><note>a & b</note></notes>',
    'the end of a CDATA section in text': '<notes><note>]]></note></notes>',
    'a CDATA section without an end': '<notes><note><![CDATA[x</note></notes>',
    'two hyphens in a comment': '<notes><!-- a -- b --></notes>',
    'a NUL': '<notes><note>\0</note></notes>',
    'a control character': '<notes><note>\u0001</note></notes>',
    'a control character by reference': '<notes><note>&#1;</note></notes>',
    'half a character by reference': '<notes><note>&#xD800;</note></notes>',
    'a character beyond Unicode': '<notes><note>&#x110000;</note></notes>',
    'U+FFFF': '<notes><note>\uffff</note></notes>',
    'CDATA before the root': '<![CDATA[x]]><notes/>',
  }
  for (const [name, xml] of Object.entries(faults)) t.equal(refusal(xml).code, 'HUB_XML_MALFORMED', name)
})

t.test('what is too large, too deep or too many is refused before it is held', async (t) => {
  const attacks: Readonly<Record<string, string>> = {
    'elements within each other': `<notes>${'<raw>'.repeat(100_000)}${'</raw>'.repeat(100_000)}</notes>`,
    'unknown elements within each other': `<notes><raw>${'<a>'.repeat(100_000)}`,
    'an attribute of 10 MB': `<notes name="${'a'.repeat(10_000_000)}"/>`,
    'a name of 10 MB': `<${'a'.repeat(10_000_000)}/>`,
    'a text of 10 MB': `<notes><note>${'a'.repeat(10_000_000)}</note></notes>`,
    'a text of 10 MB in pieces': `<notes><note>${'a<!---->'.repeat(5_000_000)}</note></notes>`,
    'a comment of 10 MB': `<notes><!--${'a'.repeat(10_000_000)}--></notes>`,
    'attributes without end': `<notes ${Array.from({ length: 200_000 }, (_, i) => `a${i}="1"`).join(' ')}/>`,
    'namespaces without end': `<notes ${Array.from({ length: 200_000 }, (_, i) => `xmlns:a${i}="urn:${i}"`).join(' ')}/>`,
    'a namespace of 60 kB': `<notes xmlns:a="${'a'.repeat(60_000)}"/>`,
    'a character reference of 10 MB': `<notes><note>&#${'0'.repeat(10_000_000)}65;</note></notes>`,
    'a document of 70 MB': `<notes>${' '.repeat(70_000_000)}</notes>`,
    'declarations repeated': `<notes xmlns:a="${'u'.repeat(900)}">${'<raw><a:b/></raw>'.repeat(20_000)}</notes>`,
  }
  for (const [name, xml] of Object.entries(attacks)) {
    const begun = performance.now()
    t.equal(refusal(xml).code, 'HUB_XML_LIMIT', name)
    t.ok(performance.now() - begun < 10_000, `${name}: soon`)
  }
})

t.test('unfinished input is refused after a bounded amount of it', async (t) => {
  let given = 0
  function* endless(begin: string) {
    yield bytes(begin)
    const more = bytes('a'.repeat(64 * 1024))
    for (;;) {
      given += more.length
      yield more
    }
  }
  for (const begin of [
    '<notes name="',
    '<',
    '<notes><note>',
    '<notes><!--',
    '<notes><![CDATA[',
    '<?pi ',
    '<!DOCTYPE ',
    '<notes><note>&',
    '</',
  ]) {
    given = 0
    await t.rejects(notes.read(endless(begin)), { name: 'HubError' }, begin)
    t.ok(given < 8_000_000, `${begin}: ${given} bytes`)
  }
})

t.test('what XML allows is read', async (t) => {
  const one = (xml: string) => notes.parse(bytes(xml)).note[0]
  t.equal(one('<notes><note>a &lt;&gt;&amp;&quot;&apos; b</note></notes>'), 'a <>&"\' b')
  t.equal(one('<notes><note>&#65;&#x42;&#x1F42A;</note></notes>'), 'AB🐪')
  t.equal(one('<notes><note><![CDATA[<x> & ]] ]]></note></notes>'), '<x> & ]] ')
  t.equal(one('<notes><note>ab<!-- c -->de</note></notes>'), 'abde', 'a comment divides no text')
  t.equal(one('<notes><note>ab<?pi c?>de</note></notes>'), 'abde')
  t.equal(one('<notes><note>a\r\nb\rc\nd</note></notes>'), 'a\nb\nc\nd', 'line ends are one line feed')
  t.equal(one('<notes><note>a&#13;b</note></notes>'), 'a\rb')
  t.equal(one('<notes><note/></notes>'), '')
  t.equal(notes.parse(bytes('<notes name="a\tb\nc&#9;d"/>')).name, 'a b c\td', 'white space in attributes is spaces')
  t.equal(
    one(
      '<?xml version="1.0"?>\n<?xml-stylesheet href="x.xsl"?><!-- x -->\n<notes ><note >a</note ></notes >\n<!-- y -->',
    ),
    'a',
  )
  t.equal(notes.parse(bytes('<notes xmlns:a="urn:o" a:other="1"/>')).other, '1')
  t.equal(one('<notes><note xml:space="preserve"> a </note></notes>'.replace(' xml:space="preserve"', '')), ' a ')
})

t.test('no value stands in what is said about malformed XML', async (t) => {
  const secrets = [
    '<notes name="s3cret" name="s3cret"/>',
    '<notes><note>s3cret & x</note></notes>',
    '<notes><note>s3cret&s3cret;</note></notes>',
  ]
  for (const xml of secrets) t.notMatch(refusal(xml).message, /s3cret/)
})
