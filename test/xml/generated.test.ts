import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { xmlDocument } from '../../xml/document.js'
import type { XmlType } from '../../xml/schema.js'
import type { SourceOptions } from '../../xml/xsd/source/output.js'
import { schemaSource } from '../../xml/xsd/source/source.js'
import { tryXsd, validateXsd, type Xsd, xsd } from '../../xml/xsd/xsd.js'
import { camtXsd } from './camt.js'
import { finvoiceWithOriginalDate, generatedSchemas } from './generate.js'

t.setTimeout(180_000)

t.test('the generated schemas are those of the XSDs', async (t) => {
  const all = generatedSchemas()
  t.equal(all.length, 4)
  for (const { file, text } of all)
    t.ok(readFileSync(file, 'utf8') === text, `${file} is fresh; else run npm run xml-documents`)
})

t.test('the XSDs that are put together here are whole', async (t) => {
  for (const message of ['052', '053', '054'] as const)
    for (const year of ['2009', '2019'] as const) await tryXsd(camtXsd(message, year))
  const creditNote = readFileSync('test/fixtures/finvoice-xml/credit-note.xml')
  t.same(await validateXsd(creditNote, finvoiceWithOriginalDate()), [])
})

const built = fileURLToPath(new URL('../../', import.meta.url))
type Exports = Readonly<Record<string, XmlType<unknown, never>>>

/** The schema of an XSD as whoever generates it has it: in a folder of its own, compiled strictly, beside more files. */
async function compiled(
  t: { teardown(work: () => void): unknown },
  schema: Xsd,
  options: SourceOptions,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly trouble: string; readonly made: Exports }> {
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-xsd-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    verbatimModuleSyntax: true,
    target: 'ES2023',
    module: 'NodeNext',
    skipLibCheck: true,
    types: ['node'],
  }
  const source = schemaSource(schema, { ...options, library: `${built}xml`, suffix: '.js' })
  for (const [name, text] of Object.entries({
    'package.json': '{"type":"module"}',
    'tsconfig.json': JSON.stringify({ compilerOptions }),
    'made.ts': source,
    ...more,
  }))
    writeFileSync(join(folder, name), text)
  const tsc = ['node_modules/typescript/lib/tsc.js', '--pretty', 'false']
  const { stdout, status } = spawnSync(process.execPath, tsc, { cwd: folder, encoding: 'utf8' })
  const made = status === 0 ? ((await import(join(folder, 'made.js'))) as Exports) : {}
  return { trouble: stdout.slice(0, 2_000), made }
}

const SHOP = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:shop" targetNamespace="urn:shop" elementFormDefault="qualified">
  <xs:element name="order" type="order"/>
  <xs:element name="remark" type="xs:string"/>
  <xs:complexType name="order">
    <xs:sequence>
      <xs:element name="id" type="xs:long"/>
      <xs:choice><xs:element name="person" type="party"/><xs:element name="company" type="company"/></xs:choice>
      <xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="gift" type="xs:boolean"/><xs:element ref="remark"/></xs:choice>
      <xs:sequence minOccurs="0"><xs:element name="from" type="xs:date"/><xs:element name="to" type="xs:date" minOccurs="0"/></xs:sequence>
      <xs:element name="line" type="line" minOccurs="2" maxOccurs="50"/>
      <xs:element name="paid" nillable="true"><xs:simpleType><xs:restriction base="xs:decimal"><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType></xs:element>
      <xs:group ref="tail"/>
      <xs:any namespace="##other" processContents="lax" minOccurs="0"/>
    </xs:sequence>
    <xs:attribute name="version" fixed="1"/>
    <xs:attribute name="id" type="xs:token" use="required"/>
    <xs:attributeGroup ref="codes"/>
  </xs:complexType>
  <xs:group name="tail"><xs:sequence><xs:element name="tags" type="tags" minOccurs="0"/><xs:element name="done"><xs:complexType/></xs:element></xs:sequence></xs:group>
  <xs:attributeGroup name="codes"><xs:attribute name="code"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[A-Z]{2}\\d"/></xs:restriction></xs:simpleType></xs:attribute></xs:attributeGroup>
  <xs:simpleType name="tags"><xs:list itemType="xs:NMTOKEN"/></xs:simpleType>
  <xs:complexType name="party"><xs:all><xs:element name="name" type="xs:string"/><xs:element name="age" type="xs:unsignedByte" minOccurs="0"/></xs:all></xs:complexType>
  <xs:complexType name="company"><xs:complexContent><xs:extension base="named"><xs:sequence><xs:element name="vat" type="xs:string"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
  <xs:complexType name="named"><xs:sequence><xs:element name="name" type="xs:string"/></xs:sequence></xs:complexType>
  <xs:complexType name="line">
    <xs:sequence><xs:element name="sku" type="sku"/><xs:element name="part" type="line" minOccurs="0" maxOccurs="unbounded"/><xs:element name="text" minOccurs="0"><xs:complexType mixed="true"><xs:sequence><xs:any processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element></xs:sequence>
  </xs:complexType>
  <xs:complexType name="sku"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="list" type="xs:int"/></xs:extension></xs:simpleContent></xs:complexType>
</xs:schema>`

t.test('every construct of an XSD that the generator knows becomes a schema that compiles and reads', async (t) => {
  const schema = xsd('shop', Buffer.from(SHOP))
  const user = `
import { orderXml, type Order, type OrderInput } from './made.js'
import { xmlDocument } from '${built}xml/document.js'
export const orders = xmlDocument<Order, OrderInput>('orders', { summary: 's', root: 'order', namespace: 'urn:shop', of: orderXml })
export const skus = (order: Order): readonly string[] => order.line.flatMap(({ sku, part }) => [sku.value, ...part.map((one) => one.sku.value)])
export const who = ({ which }: Order): string => (which.person === undefined ? which.company.vat : which.person.name)
export const id = (order: Order): bigint => order.id
`
  const { trouble, made } = await compiled(t, schema, { root: 'order', personal: ['party'] }, { 'user.ts': user })
  if (!t.equal(trouble, '', 'it compiles, and so does who uses it')) return
  const order = xmlDocument('order', { summary: 's', root: 'order', namespace: 'urn:shop', of: made.orderXml! })
  const document = Buffer.from(`<order xmlns="urn:shop" id="A 1" code="AB7" version="1">
    <id>9007199254740993</id><company><name>Oy</name><vat>FI1</vat></company>
    <remark>first</remark><gift>1</gift><remark>last</remark><from>2026-11-22</from>
    <line><sku list="7">x</sku><part><sku>y</sku></part><text>a <b xmlns="">c</b></text></line><line><sku>z</sku></line>
    <paid xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/><tags>a b</tags><done/><o:x xmlns:o="urn:o"/>
  </order>`)
  t.same(await validateXsd(document, schema), [], 'the document is right')
  t.match(order.parse(document), {
    idAttribute: 'A 1',
    version: '1',
    code: 'AB7',
    id: 9007199254740993n,
    which: { company: { name: 'Oy', vat: 'FI1' } },
    which2: [{ remark: 'first' }, { gift: true }, { remark: 'last' }],
    together: { from: '2026-11-22' },
    line: [
      { sku: { value: 'x', list: 7 }, part: [{ sku: { value: 'y' }, part: [] }], text: /^a <b/ },
      { sku: { value: 'z' }, part: [] },
    ],
    paid: null,
    tags: ['a', 'b'],
    done: true,
    any: /^<o:x/,
  })
  t.throws(() => order.parse(Buffer.from(document.toString().replace('AB7', 'ABC'))), { code: 'HUB_XML_VALUE' })
  const person = document
    .toString()
    .replace(/<company>.*<\/company>/, '<person><age>1234567</age><name>n</name></person>')
  t.throws(() => order.parse(Buffer.from(person)), { code: 'HUB_XML_VALUE', message: /7 characters \(personal\)/ })
})

t.test('types of several namespaces keep their own', async (t) => {
  const folder = 'test/fixtures/soap-wsdl/Dummy__should_handle_attributes_in_response'
  const names = readFileSync(`${folder}/name.xsd`, 'utf8').replace(
    'namespace="common.xsd"',
    'namespace="http://www.Dummy.com/Common/Types"',
  )
  const schema = xsd('names', Buffer.from(names), { 'common.xsd': readFileSync(`${folder}/common.xsd`) })
  t.throws(() => schemaSource(schema), { message: /say which root it is: DummyRequest, DummyResponse/ })
  const { trouble, made } = await compiled(t, schema, { root: 'DummyResponse' })
  t.equal(trouble, '')
  const response = xmlDocument('response', {
    summary: 's',
    root: 'DummyResponse',
    namespace: 'http://www.Dummy.com/Name/Types',
    of: made.dummyResponseXml!,
  })
  const document = Buffer.from(
    `<n:DummyResponse xmlns:n="http://www.Dummy.com/Name/Types" xmlns:c="http://www.Dummy.com/Common/Types"><n:DummyResult><c:DummyList><c:DummyElement language="en-US">x</c:DummyElement></c:DummyList></n:DummyResult></n:DummyResponse>`,
  )
  t.same(await validateXsd(document, schema), [])
  t.same(response.parse(document), {
    DummyResult: { DummyList: { DummyElement: [{ value: 'x', language: 'en-US' }] } },
  })
})

t.test('what cannot be said in a schema of the hub is refused with its line', async (t) => {
  const refuse = (body: string, message: RegExp) => {
    const text = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n<xs:element name="a">${body}</xs:element></xs:schema>`
    t.throws(() => schemaSource(xsd('wrong', Buffer.from(text))), { code: 'HUB_XSD_SCHEMA', message })
  }
  const withB = (type: string) => `<xs:complexType><xs:sequence>${type}</xs:sequence></xs:complexType>`
  refuse(withB('<xs:element name="b" type="xs:float"/>'), /line 2: float, which is not exact/)
  refuse(withB('<xs:element name="b" type="c"/>'), /line 2: c is no simpleType/)
  refuse(withB('<xs:element name="b"/>'), /the element b has no type/)
  refuse(withB('<xs:element name="b" type="xs:string"/><xs:element name="b" type="xs:string"/>'), /two elements b/)
  const pattern = (value: string) =>
    withB(
      `<xs:element name="b"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="${value}"/></xs:restriction></xs:simpleType></xs:element>`,
    )
  refuse(pattern('[a-z-[aeiou]]'), /the pattern/)
  refuse(pattern('\\p{Lu}'), /the pattern/)
  t.throws(() => schemaSource(xsd('none', Buffer.from('<a/>'))), { message: /its root is no xs:schema/ })
  t.throws(() => schemaSource(xsd('none', Buffer.from('<a'))), { message: /line 1/ })
  const including = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="b.xsd"/></xs:schema>`
  t.throws(() => schemaSource(xsd('part', Buffer.from(including))), { message: /b.xsd was not handed over/ })
})
