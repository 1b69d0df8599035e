import t from 'tap'
import { isRegistered, returnUrl, withReference } from './return-address.js'

const registered = ['https://asiointi.example.fi', 'https://app.example.fi/maksut/', 'http://127.0.0.1:4000/done']

t.test('an address below a registered one is allowed', async (t) => {
  for (const address of [
    'https://asiointi.example.fi/',
    'https://asiointi.example.fi/any/where?x=1',
    'https://app.example.fi/maksut/valmis',
    'http://127.0.0.1:4000/done',
    'http://127.0.0.1:4000/done/today',
  ])
    t.equal(isRegistered(address, registered), true, address)
})

t.test('a browser is never sent anywhere else', async (t) => {
  for (const address of [
    'https://asiointi.example.fi.evil.example/',
    'https://asiointi.example.fi@evil.example/',
    'https://evil.example/?https://asiointi.example.fi/',
    'http://asiointi.example.fi/',
    'https://asiointi.example.fi:8443/',
    'https://app.example.fi/maksut',
    'https://app.example.fi/maksut/../admin',
    'https://app.example.fi/maksut/%2e%2e/admin',
    'https://app.example.fi/maksut/..%2fadmin',
    'https:\\\\evil.example/',
    'http://127.0.0.1:4000/donetoo',
    'javascript:alert(1)',
    'not an address',
    '',
  ])
    t.equal(isRegistered(address, registered), false, address)
})

t.test('nothing is registered unless somebody registers it', async (t) => {
  t.equal(isRegistered('https://asiointi.example.fi/', []), false)
  t.equal(isRegistered('https://asiointi.example.fi/', ['']), false)
})

t.test('the one-time reference joins what the application put into its address', async (t) => {
  t.equal(
    withReference('https://app.example.fi/maksut/valmis?lang=fi&reference=old#top', 'abcdefghijklmnop'),
    'https://app.example.fi/maksut/valmis?lang=fi&reference=abcdefghijklmnop#top',
  )
})

t.test('a return address fits the 60 characters of a bank button under the longest public address', async (t) => {
  const publicUrl = `https://${'a'.repeat(32)}`
  t.equal(publicUrl.length, 40)
  t.equal(returnUrl(publicUrl, 'r', 'abcdefghijklmnop').length, 60)
})
