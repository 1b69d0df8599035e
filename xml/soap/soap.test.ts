import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { treeOf } from '../../test/xml/tree.js'
import { xmlDocument } from '../document.js'
import { atLeastOnce, attribute, choice, element, optional, sequence, valued } from '../schema.js'
import { oneOf, text, token } from '../simple.js'
import { date } from '../time.js'
import { soapMessage } from './envelope.js'
import { faultError } from './fault.js'
import { headerBlock } from './header.js'
import { ENVELOPE_NAMESPACE, soapVersionOf } from './names.js'

const SAMPLES = 'test/fixtures/soap-wsdl'
const folder = (begin: string) => `${SAMPLES}/${readdirSync(SAMPLES).find((name) => name.startsWith(begin))}`
const file = (path: string) => readFileSync(path)
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

t.test('RetrieveCustomerDetails: the envelope sent is the published one', async (t) => {
  const sample = folder('RetrieveCustomerDetails')
  const request = soapMessage('RetrieveCustomerDetails', {
    summary: 's',
    version: '1.1',
    body: {
      root: 'RetrieveCustomerDetails',
      namespace: 'http://www.somecompany.co.uk/CustomerManagement',
      below: '',
      of: sequence({}),
    },
  })
  const body = json(`${sample}/request.json`) as Record<never, never>
  t.same(treeOf(request.bytes({ body })), treeOf(file(`${sample}/request.xml`)))
})

t.test('RetrieveCustomerDetails: the answer is what the caller must get, the account number as text', async (t) => {
  const sample = folder('RetrieveCustomerDetails')
  const response = soapMessage('RetrieveCustomerDetailsResponse', {
    summary: 's',
    version: '1.1',
    body: {
      root: 'RetrieveCustomerDetailsResponse',
      namespace: 'http://www.somecompany.co.uk/CustomerManagement',
      below: '',
      of: sequence({ accountNumber: text(), lastUpdatedDate: optional(date()) }),
    },
  })
  const read = response.parse(file(`${sample}/response.xml`))
  t.strictSame(read, { headers: [], body: json(`${sample}/response.json`) })
  t.same(read.body, { accountNumber: '8272600234806371', lastUpdatedDate: '2017-12-01-05:00' })
  const again = response.bytes({ body: read.body! })
  t.strictSame(response.parse(again), read)
})

const NAMES = 'http://www.Dummy.com/Name/Types'
const COMMON = 'http://www.Dummy.com/Common/Types'

t.test('Dummy: two namespaces in the request, an attribute and trimmed text in the answer', async (t) => {
  const sample = folder('Dummy')
  const filter = sequence({ DummyIntFilter: optional(text()), DummyStringFilter: optional(text()) })
  const request = soapMessage('DummyRequest', {
    summary: 's',
    version: '1.1',
    prefixes: { [NAMES]: 'n', [COMMON]: 'c' },
    body: {
      root: 'DummyRequest',
      namespace: NAMES,
      of: sequence({ DummyField1: optional(text()), DummyFilter: optional(element(filter, { below: COMMON })) }),
    },
  })
  const body = json(`${sample}/request.json`) as { DummyField1: string; DummyFilter: { DummyStringFilter: string } }
  t.same(treeOf(request.bytes({ body })), treeOf(file(`${sample}/request.xml`)))
  t.strictSame(request.parse(file(`${sample}/request.xml`)).body, body)

  const dummy = valued(token(), { language: optional(attribute(text())) })
  const list = sequence({ DummyElement: atLeastOnce(dummy) })
  const response = soapMessage('DummyResponse', {
    summary: 's',
    version: '1.1',
    body: {
      root: 'DummyResponse',
      namespace: NAMES,
      of: sequence({
        DummyResult: element(sequence({ DummyList: optional(list) }), { below: COMMON }),
      }),
    },
  })
  const read = response.parse(file(`${sample}/response.xml`)).body!
  const [one, ...more] = read.DummyResult.DummyList!.DummyElement
  const wanted = json(`${sample}/response.json`) as {
    DummyResult: { DummyList: { DummyElement: { attributes: { language: string }; $value: string } } }
  }
  const { attributes, $value } = wanted.DummyResult.DummyList.DummyElement
  t.strictSame(one, { value: $value, language: attributes.language })
  t.same(more, [])
})

const pay = (version: '1.1' | '1.2') =>
  soapMessage(`pay ${version}`, {
    summary: 's',
    version,
    body: { root: 'pay', namespace: 'urn:pay', of: sequence({ cents: text() }) },
    headers: {
      ticket: headerBlock('Ticket', 'urn:ticket', sequence({ id: text(), kind: optional(attribute(oneOf('a', 'b'))) })),
      to: headerBlock('To', 'http://www.w3.org/2005/08/addressing', token()),
      session: headerBlock('Session', 'urn:ticket', valued(text(), { age: optional(attribute(text())) })),
    },
  })

for (const version of ['1.1', '1.2'] as const) {
  const roleName = version === '1.1' ? 'actor' : 'role'
  t.test(`header blocks of SOAP ${version} are read and written with whom they are for`, async (t) => {
    const written = pay(version).bytes({
      headers: [
        { name: 'to', value: 'urn:bank', mustUnderstand: true },
        { name: 'other', value: '<x:Log xmlns:x="urn:log" level="1">y</x:Log>' },
        { name: 'ticket', value: { id: '7', kind: 'a' }, mustUnderstand: true, role: 'urn:me' },
        { name: 'session', value: { value: 's', age: '1' } },
      ],
      body: { cents: '5' },
    })
    const tree = treeOf(written)
    const env = ENVELOPE_NAMESPACE[version]
    t.match(tree.children[0], {
      name: `{${env}}Header`,
      children: [
        {
          name: '{http://www.w3.org/2005/08/addressing}To',
          attributes: { [`{${env}}mustUnderstand`]: '1' },
          text: 'urn:bank',
        },
        { name: '{urn:log}Log', attributes: { level: '1' } },
        { name: '{urn:ticket}Ticket', attributes: { [`{${env}}${roleName}`]: 'urn:me', kind: 'a' } },
        { name: '{urn:ticket}Session' },
      ],
    })
    t.strictSame(pay(version).parse(written), {
      headers: [
        { name: 'to', mustUnderstand: true, value: 'urn:bank' },
        {
          name: 'other',
          block: { namespace: 'urn:log', local: 'Log' },
          mustUnderstand: false,
          value: '<x:Log xmlns:x="urn:log" level="1">y</x:Log>',
        },
        { name: 'ticket', mustUnderstand: true, role: 'urn:me', value: { id: '7', kind: 'a' } },
        { name: 'session', mustUnderstand: false, value: { value: 's', age: '1' } },
      ],
      body: { cents: '5' },
    })
  })

  t.test(
    `a block of SOAP ${version} that must be understood and is not refuses the message, if it is for us`,
    async (t) => {
      const env = ENVELOPE_NAMESPACE[version]
      const next = version === '1.1' ? 'http://schemas.xmlsoap.org/soap/actor/next' : `${env}/role/next`
      const message = (attributes: string) =>
        Buffer.from(
          `<e:Envelope xmlns:e="${env}"><e:Header><l:Log xmlns:l="urn:log" ${attributes}/></e:Header><e:Body><pay xmlns="urn:pay"><cents>1</cents></pay></e:Body></e:Envelope>`,
        )
      const refused = { code: 'HUB_SOAP_MUST_UNDERSTAND', message: /\{urn:log\}Log/ }
      t.throws(() => pay(version).parse(message('e:mustUnderstand="1"')), refused)
      t.throws(() => pay(version).parse(message(`e:mustUnderstand="1" e:${roleName}="${next}"`)), refused)
      const mine = message(`e:mustUnderstand="1" e:${roleName}="urn:me"`)
      t.throws(() => pay(version).parse(mine, { roles: ['urn:me'] }), refused)
      t.match(
        pay(version).parse(mine),
        { headers: [{ name: 'other', mustUnderstand: true, role: 'urn:me' }] },
        'for others',
      )
      t.match(pay(version).parse(message('e:mustUnderstand="0"')), { body: { cents: '1' } })
      t.match(pay(version).parse(message('mustUnderstand="1"')), { body: { cents: '1' } }, 'an attribute of its own')
    },
  )
}

t.test('a fault of SOAP 1.1 is read, whatever came before its words', async (t) => {
  const fault = (inner: string) =>
    pay('1.1').parse(
      Buffer.from(
        `<s:Envelope xmlns:s="${ENVELOPE_NAMESPACE['1.1']}"><s:Body><s:Fault>${inner}</s:Fault></s:Body></s:Envelope>`,
      ),
    ).fault
  t.strictSame(
    fault(
      '<faultcode>s:Client.Authentication.Expired</faultcode><faultstring xml:lang="fi">Virhe</faultstring><faultactor>urn:bank</faultactor><detail><b:Problem xmlns:b="urn:bank"><b:no>7</b:no></b:Problem></detail>',
    ),
    {
      code: 'Sender',
      codeName: { namespace: ENVELOPE_NAMESPACE['1.1'], local: 'Client.Authentication.Expired' },
      subcodes: [
        { namespace: ENVELOPE_NAMESPACE['1.1'], local: 'Authentication' },
        { namespace: ENVELOPE_NAMESPACE['1.1'], local: 'Expired' },
      ],
      reason: 'Virhe',
      language: 'fi',
      role: 'urn:bank',
      detail: '<b:Problem xmlns:b="urn:bank"><b:no>7</b:no></b:Problem>',
    },
  )
  t.match(fault('<faultcode>Server</faultcode><faultstring/>'), { code: 'Receiver', reason: '' }, 'without its prefix')
  t.match(
    fault('<faultcode xmlns:b="urn:b">b:Busy</faultcode><faultstring>x</faultstring><detail>plain words</detail>'),
    {
      code: 'other',
      codeName: { namespace: 'urn:b', local: 'Busy' },
      detail: 'plain words',
    },
  )
  t.throws(
    () => fault('<faultcode>q:Server</faultcode><faultstring/>'),
    { code: 'HUB_XML_VALUE' },
    'an undeclared prefix',
  )
  t.throws(() => fault('<faultstring/>'), { code: /^HUB_XML_(MISSING|ELEMENT)$/ })
})

t.test('the detail of a fault is a document of its own', async (t) => {
  const problem = xmlDocument('problem', {
    summary: 's',
    root: 'Problem',
    namespace: 'urn:bank',
    of: sequence({ no: text() }),
  })
  const written = pay('1.2').bytes({
    fault: {
      code: 'Receiver',
      reason: 'closed',
      detail: Buffer.from(problem.bytes({ no: '7' }))
        .toString()
        .replace(/^<\?.*?\?>\s*/, ''),
    },
  })
  const { fault } = pay('1.2').parse(written)
  t.strictSame(problem.parse(Buffer.from(fault!.detail!)), { no: '7' })
})

t.test('a fault of SOAP 1.2 is read with its subcodes', async (t) => {
  const env = ENVELOPE_NAMESPACE['1.2']
  const { fault } = pay('1.2').parse(
    Buffer.from(`<s:Envelope xmlns:s="${env}" xmlns:b="urn:bank"><s:Body><s:Fault>
      <s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>b:Limit</s:Value><s:Subcode><s:Value>b:Daily</s:Value></s:Subcode></s:Subcode></s:Code>
      <s:Reason><s:Text xml:lang="en">Too much</s:Text><s:Text xml:lang="fi">Liikaa</s:Text></s:Reason>
      <s:Node>urn:node</s:Node><s:Role>urn:role</s:Role><s:Detail><b:left>5</b:left></s:Detail>
    </s:Fault></s:Body></s:Envelope>`),
  )
  t.match(fault, {
    code: 'Sender',
    codeName: { namespace: env, local: 'Sender' },
    subcodes: [
      { namespace: 'urn:bank', local: 'Limit' },
      { namespace: 'urn:bank', local: 'Daily' },
    ],
    reason: 'Too much',
    language: 'en',
    node: 'urn:node',
    role: 'urn:role',
    detail: /<b:left xmlns:b="urn:bank">5<\/b:left>/,
  })
})

for (const version of ['1.1', '1.2'] as const) {
  t.test(`a fault of SOAP ${version} is written as it will be read`, async (t) => {
    const env = ENVELOPE_NAMESPACE[version]
    for (const code of ['VersionMismatch', 'MustUnderstand', 'Sender', 'Receiver'] as const) {
      const given = { code, reason: 'a <reason> & more', subcodes: [{ namespace: env, local: 'Why' }], role: 'urn:r' }
      const { fault } = pay(version).parse(pay(version).bytes({ fault: { ...given, detail: '<a xmlns="urn:a"/>' } }))
      t.match(fault, { ...given, language: 'en', detail: /^<a xmlns="urn:a"\s*\/>$/ })
    }
    t.throws(() => pay(version).bytes({ fault: { code: 'Sender', reason: 'x', detail: '<a>' } }), {
      code: /^HUB_XML_/,
    })
  })
}

t.test('a fault is an error that says its codes, not its words', async (t) => {
  const read = (code: 'Sender' | 'MustUnderstand') => {
    const written = pay('1.2').bytes({
      fault: { code, reason: 'Matti Testi owes', subcodes: [{ namespace: ENVELOPE_NAMESPACE['1.2'], local: 'Limit' }] },
    })
    return pay('1.2').parse(written).fault!
  }
  const error = faultError('pay', read('Sender'))
  t.match(error, {
    code: 'HUB_SOAP_FAULT',
    message: 'pay was answered with the SOAP fault Sender / Limit',
    instruction: { retry: 'give-up', effect: 'unknown' },
  })
  t.notMatch(JSON.stringify(error), 'Matti')
  t.match(faultError('pay', read('MustUnderstand')), { instruction: { effect: 'not-done' } })
  const known = { retry: 'retry', effect: 'not-done' } as const
  t.match(faultError('pay', read('Sender'), known), { instruction: known }, 'who calls may know better')
})

t.test('an envelope of the other version is told from anything else', async (t) => {
  const written = pay('1.2').bytes({ body: { cents: '1' } })
  t.throws(() => pay('1.1').parse(written), {
    code: 'HUB_SOAP_VERSION',
    message: 'pay 1.1 should be a SOAP 1.1 envelope, found one of SOAP 1.2',
  })
  t.throws(() => pay('1.1').parse(Buffer.from('<Envelope xmlns="urn:x"/>')), {
    message: /an envelope of another namespace$/,
  })
  t.throws(() => pay('1.1').parse(Buffer.from('<html/>')), { code: 'HUB_SOAP_VERSION', message: /no envelope$/ })
  t.throws(() => pay('1.1').parse(Buffer.from('not xml')), { code: 'HUB_XML_MALFORMED' })
  t.throws(() => pay('1.1').parse(Buffer.from('<!DOCTYPE x><x/>')), { code: 'HUB_XML_FORBIDDEN' })
  t.equal(soapVersionOf(written), '1.2')
  t.equal(soapVersionOf(pay('1.1').bytes({ body: { cents: '1' } })), '1.1')
  t.equal(soapVersionOf(Buffer.from('<html/>')), undefined)
  t.equal(soapVersionOf(Buffer.from('')), undefined)
})

t.test('attributes of the envelope’s own elements are kept', async (t) => {
  const attributes = {
    Body: { '{urn:wsu}Id': 'b1' },
    Envelope: { [`{${ENVELOPE_NAMESPACE['1.1']}}encodingStyle`]: 'urn:none' },
  }
  const env = ENVELOPE_NAMESPACE['1.1']
  const bytes = Buffer.from(
    `<s:Envelope xmlns:s="${env}" s:encodingStyle="urn:none"><s:Body xmlns:w="urn:wsu" w:Id="b1"><pay xmlns="urn:pay"><cents>1</cents></pay></s:Body></s:Envelope>`,
  )
  const read = pay('1.1').parse(bytes)
  t.strictSame(read.attributes, attributes)
  t.strictSame(pay('1.1').parse(pay('1.1').bytes({ body: read.body!, attributes: read.attributes })), read)
})

t.test('a body that is neither the expected one nor a fault is refused', async (t) => {
  const body = (inner: string) =>
    Buffer.from(`<s:Envelope xmlns:s="${ENVELOPE_NAMESPACE['1.1']}"><s:Body>${inner}</s:Body></s:Envelope>`)
  for (const inner of ['', '<refund xmlns="urn:pay"/>', '<pay xmlns="urn:other"><cents>1</cents></pay>'])
    t.throws(() => pay('1.1').parse(body(inner)), { code: /^HUB_XML_(MISSING|ELEMENT)$/ }, inner)
  const twice = '<pay xmlns="urn:pay"><cents>1</cents></pay>'.repeat(2)
  t.throws(() => pay('1.1').parse(body(twice)), { code: 'HUB_XML_ELEMENT' })
})

t.test('flows encode and decode envelopes', async (t) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of pay('1.1').codec.write({ body: { cents: '5' } })) chunks.push(chunk)
  async function* bytes() {
    yield* chunks
  }
  const read: unknown[] = []
  for await (const one of pay('1.1').decoder.read(bytes())) read.push(one)
  t.strictSame(read, [{ headers: [], body: { cents: '5' } }])
})

t.test('a message that cannot be is refused where it is defined', async (t) => {
  const body = { root: 'a', namespace: 'urn:a', of: sequence({}) }
  const define = (more: object) => () => soapMessage('m', { summary: 's', version: '1.1', body, ...more } as never)
  t.throws(define({ body: { ...body, namespace: ENVELOPE_NAMESPACE['1.1'] } }), { code: 'HUB_SOAP_DEFINITION' })
  t.throws(define({ headers: { other: headerBlock('o', 'urn:o', text()) } }), { code: 'HUB_SOAP_DEFINITION' })
  t.throws(define({ headers: { way: headerBlock('o', 'urn:o', choice({ a: text() })) } }), {
    code: 'HUB_SOAP_DEFINITION',
    message: /a header block of a choice/,
  })
  t.throws(() => pay('1.1').bytes({ headers: [{ name: 'none' as 'to', value: 'x' }], body: { cents: '1' } }), {
    code: 'HUB_SOAP_DEFINITION',
  })
})
