import t from 'tap'
import { contentTypeOf, soapContentType, soapHeaders } from './http.js'

t.test('a request says its action where its version has it', async (t) => {
  t.strictSame(soapHeaders('1.1', 'urn:pay'), { 'content-type': 'text/xml; charset=utf-8', soapaction: '"urn:pay"' })
  t.strictSame(soapHeaders('1.1', ''), { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' })
  t.strictSame(soapHeaders('1.2', 'urn:pay'), {
    'content-type': 'application/soap+xml; charset=utf-8; action="urn:pay"',
  })
  t.equal(contentTypeOf('1.2'), 'application/soap+xml; charset=utf-8')
  t.notMatch(soapHeaders('1.1', 'a\r\nX-Evil: 1').soapaction, /[\r\n]/, 'no header of one’s own')
  t.equal(soapHeaders('1.2', 'a"b').soapaction, undefined)
})

t.test('version, action and charset are read from the headers', async (t) => {
  for (const [type, action, found] of [
    ['text/xml', undefined, { version: '1.1', action: undefined, charset: undefined }],
    ['Text/XML;charset="UTF-8"', '"urn:pay"', { version: '1.1', action: 'urn:pay', charset: 'utf-8' }],
    ['text/xml; charset=iso-8859-1 ', '', { version: '1.1', action: '', charset: 'iso-8859-1' }],
    ['text/xml;', 'urn:pay', { version: '1.1', action: 'urn:pay', charset: undefined }],
    ['application/soap+xml', 'urn:old', { version: '1.2', action: undefined, charset: undefined }],
    [
      'application/soap+xml; action="urn:\\"pay;x"; charset=utf-8',
      undefined,
      { version: '1.2', action: 'urn:"pay;x', charset: 'utf-8' },
    ],
  ] as const)
    t.strictSame(soapContentType(type, action), found, type)
  t.strictSame(soapContentType(contentTypeOf('1.2', 'a"b\\c')).action, 'a"b\\c', 'what is written is read')
})

t.test('anything else is no SOAP', async (t) => {
  for (const type of [
    undefined,
    '',
    'application/json',
    'text/xml; charset',
    'text/xml; a=1; a=2',
    'text/xml charset=x',
  ])
    t.throws(() => soapContentType(type), { code: 'HUB_SOAP_CONTENT_TYPE' }, String(type))
})
