import t from 'tap'
import { paytrailSignature, paytrailSignatureMatches } from './signature.js'

// protocols/fi.md 7.4
const secret = 'SAIPPUAKAUPPIAS'
const post = {
  'checkout-account': '375917',
  'checkout-algorithm': 'sha256',
  'checkout-method': 'POST',
  'checkout-nonce': '564635208570151',
  'checkout-timestamp': '2018-07-06T10:01:31.904Z',
}
const body = (vat: string) =>
  `{"stamp":"unique-identifier-for-merchant","reference":"3759170","amount":1525,"currency":"EUR","language":"FI","items":[{"unitPrice":1525,"units":1,"vatPercentage":${vat},"productCode":"#1234","deliveryDate":"2018-09-01"}],"customer":{"email":"test.customer@example.com"},"redirectUrls":{"success":"https://ecom.example.com/cart/success","cancel":"https://ecom.example.com/cart/cancel"}}`
const get = {
  'checkout-account': '375917',
  'checkout-algorithm': 'sha256',
  'checkout-method': 'GET',
  'checkout-nonce': '87ac41e1-e6e6-4789-b8e0-c83930cfc447',
  'checkout-timestamp': '2019-11-01T08:48:50.832Z',
  'checkout-transaction-id': '681538c4-fc84-11e9-83bc-2ffcef4c3453',
}
const callback = {
  'checkout-account': '375917',
  'checkout-algorithm': 'sha256',
  'checkout-amount': '2964',
  'checkout-stamp': '15336332710015',
  'checkout-reference': '192387192837195',
  'checkout-transaction-id': '4b300af6-9a22-11e8-9184-abb6de7fd2d0',
  'checkout-status': 'ok',
  'checkout-provider': 'nordea',
}
const vectors = [
  ['POST, VAT 25.5', 'sha256', post, body('25.5'), '9a4a7735279de4c99268e4566a5526ae887e73e6e58f2918cb2309ccac366129'],
  ['POST, VAT 24', 'sha256', post, body('24'), '3708f6497ae7cc55a2e6009fc90aa10c3ad0ef125260ee91b19168750f6d74f6'],
  [
    'POST, SHA-512',
    'sha512',
    { ...post, 'checkout-algorithm': 'sha512' },
    body('25.5'),
    'dcc8a2011ab03aeec18e251e1f7b96842a8ff54caac1e36b6c3516b1347be311c7c00ac58d55cd6ec73818647c7bf325d6beaa03b9176f6a3eefaacfee242552',
  ],
  ['GET', 'sha256', get, '', '4d84e3aedaa847b23e672ff3bc9c57ae5d1c1e84aec251ce39914eaf250bb8b2'],
  ['callback', 'sha256', callback, '', 'b2d3ecdda2c04563a4638fcade3d4e77dfdc58829b429ad2c2cb422d0fc64080'],
] as const

for (const [name, algorithm, headers, text, expected] of vectors) {
  t.test(`${name}: signed as published, whatever the order and case of names, and one change is noticed`, async (t) => {
    t.equal(paytrailSignature(algorithm, secret, headers, text), expected)
    const backwards = Object.fromEntries(
      Object.entries({ ...headers, 'platform-name': 'dromedary', 'content-type': 'x' })
        .reverse()
        .map(([header, value]) => [header.toUpperCase(), value]),
    )
    t.equal(paytrailSignature(algorithm, secret, backwards, text), expected)
    const matches = (
      changed: Record<string, string>,
      content: string = text,
      signature: string | undefined = expected,
    ) => paytrailSignatureMatches(algorithm, secret, changed, content, signature)
    t.ok(matches(headers))
    t.ok(matches(headers, text, expected.toUpperCase()))
    for (const [header, value] of Object.entries(headers)) {
      t.notOk(matches({ ...headers, [header]: `${value}x` }), `${header} changed`)
      const { [header as keyof typeof headers]: _, ...rest } = headers
      t.notOk(matches(rest), `${header} dropped`)
    }
    t.notOk(matches({ ...headers, 'checkout-extra': '1' }), 'one more')
    t.notOk(matches(headers, `${text} `), 'body changed')
    t.notOk(matches(headers, text, expected.slice(1)), 'too short')
    t.notOk(paytrailSignatureMatches(algorithm, secret, headers, text, undefined), 'none')
    t.notOk(paytrailSignatureMatches(algorithm, 'OTHER', headers, text, expected), 'another secret')
  })
}

t.test('the body is signed as UTF-8 bytes', async (t) => {
  const text = '{"name":"Käyttäjä"}'
  t.equal(
    paytrailSignature('sha256', secret, post, text),
    paytrailSignature('sha256', secret, post, Buffer.from(text, 'utf8')),
  )
  t.not(
    paytrailSignature('sha256', secret, post, text),
    paytrailSignature('sha256', secret, post, Buffer.from(text, 'latin1')),
  )
})
