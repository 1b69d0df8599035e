import t from 'tap'
import { formUrlEncoded, parseQuery } from './query.js'

t.test('percent escapes are ISO-8859-1 bytes or UTF-8 bytes, as the protocol says', async (t) => {
  t.equal(parseQuery('NAME=HENKIL%D6', 'latin1').get('NAME'), 'HENKILÖ')
  t.equal(parseQuery('NAME=HENKIL%C3%96', 'utf8').get('NAME'), 'HENKILÖ')
  t.equal(parseQuery('NAME=HENKIL%C3%96', 'latin1').get('NAME'), 'HENKILÃ\u0096', 'UTF-8 read as ISO-8859-1')
  t.throws(() => parseQuery('NAME=HENKIL%D6', 'utf8'), { code: 'HUB_QUERY_MALFORMED' })
})

t.test('plus is a space and an escaped plus is a plus', async (t) => {
  t.equal(parseQuery('a=1+2%2B3', 'latin1').get('a'), '1 2+3')
})

t.test('an empty value, no value and an absent parameter are three things', async (t) => {
  const query = parseQuery('a=&b&&c=1=2', 'latin1')
  t.same(
    [...query],
    [
      ['a', ''],
      ['b', ''],
      ['c', '1=2'],
    ],
  )
  t.notOk(query.has('d'))
})

t.test('a parameter that comes twice is refused, also under an escaped name', async (t) => {
  t.throws(() => parseQuery('STAMP=1&STAMP=2', 'latin1'), { code: 'HUB_QUERY_DUPLICATE', message: /STAMP came twice/ })
  t.throws(() => parseQuery('STAMP=1&STAM%50=1', 'latin1'), { code: 'HUB_QUERY_DUPLICATE' })
  t.throws(() => parseQuery('%0d%0aX=1&%0d%0aX=1', 'latin1'), { message: /the parameter of 3 characters/ })
})

t.test('broken escapes, foreign characters and endless queries are refused', async (t) => {
  for (const raw of ['a=%', 'a=%4', 'a=%zz', 'a=€', `a=${'x'.repeat(20_000)}`]) {
    t.throws(() => parseQuery(raw, 'latin1'), { code: 'HUB_QUERY_MALFORMED' }, raw.slice(0, 10))
  }
  const many = Array.from({ length: 101 }, (_, index) => `p${index}=1`).join('&')
  t.throws(() => parseQuery(many, 'latin1'), { code: 'HUB_QUERY_MALFORMED' })
})

t.test('a form is written in ISO-8859-1 and reads back the same', async (t) => {
  const fields: [string, string][] = [
    ['MSG', 'Käsittelymaksu\r\n35,00 & 1+1=2'],
    ['EMPTY', ''],
  ]
  t.equal(formUrlEncoded([['NAME', 'Ö x']]), 'NAME=%D6+x')
  t.same([...parseQuery(formUrlEncoded(fields), 'latin1')], fields)
})
