import t from 'tap'
import { examplesOf, javascriptPattern } from './pattern.js'

t.test('patterns of XML Schema are written as JavaScript has them', async (t) => {
  for (const [xsd, javascript] of [
    ['[A-Z]{2,2}', '[A-Z]{2,2}'],
    ['a$b^', 'a\\$b\\^'],
    ['[$^/]', '[$^\\/]'],
    ['\\+[0-9()+\\-]{1,3}', '\\+[0-9()+\\-]{1,3}'],
  ] as const)
    t.equal(javascriptPattern(xsd), javascript, xsd)
  const names = new RegExp(`^(?:${javascriptPattern('\\c+')})$`)
  for (const name of ['a-b', 'Ä.1', 'x:y']) t.match(name, names)
  t.notMatch('a b', names)
  for (const other of ['[a-z-[aeiou]]', '\\p{Lu}', '\\i']) t.equal(javascriptPattern(other), undefined, other)
})

t.test('examples match the pattern that they are for', async (t) => {
  for (const pattern of [
    '[A-Z]{6,6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3,3}){0,1}',
    '[A-Z]{2,2}[0-9]{2,2}[a-zA-Z0-9]{1,30}',
    '\\+[0-9]{1,3}-[0-9()+\\-]{1,30}',
    '([0-9]{2,20})|(RF[0-9][0-9][0-9A-Za-z]{1,21})',
    '(REQ|QUO|ORD)[0-9]{2}',
    'a?b*c+\\d.',
  ]) {
    const examples = examplesOf(pattern)
    t.ok(examples.length > 0, pattern)
    for (const example of examples) t.match(example, new RegExp(`^(?:${pattern})$`))
  }
})
