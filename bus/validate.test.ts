import t from 'tap'
import { Type } from 'typebox'
import { schema } from './ends.js'
import { misfits } from './validate.js'

t.test('what stands in the place of a name, and is none, is told by its length', async (t) => {
  const ByCode = Type.Record(Type.String(), Type.Object({ city: Type.String() }, { additionalProperties: false }))
  const body = { '010190-999W': { city: 7 }, home: { city: 'Turku', 'aino@example.fi': 1, town: 'Oulu' } }
  const found = misfits(ByCode, body).map(({ pointer, sentence }) => `${pointer} ${sentence}`)
  t.same(found.sort(), [
    '/(11)/city must be string',
    '/home must NOT have additional properties "town"',
    '/home must NOT have additional properties (a name of 15 characters)',
  ])
})

t.test('a schema with a name may stand several times, and in several others', async (t) => {
  const Word = schema(Type.Union([Type.Literal('yes'), Type.Literal('no')], { $id: 'Word' }))
  const One = schema(Type.Object({ word: Word, words: Type.Array(Word) }, { $id: 'One', additionalProperties: false }))
  const Other = schema(Type.Object({ inner: One, word: Word }, { $id: 'Other', additionalProperties: false }))
  for (const each of [One, Other]) misfits(each, {})
  t.same(misfits(Other, { inner: { word: 'yes', words: ['no'] }, word: 'no' }), [])
  t.match(misfits(Other, { inner: { word: 'yes', words: ['perhaps'] }, word: 'no' })[0], { pointer: '/inner/words/0' })
})

t.test('a property may be called like a keyword', async (t) => {
  const Odd = schema(
    Type.Object({ $id: Type.String(), const: Type.Integer() }, { $id: 'Odd', additionalProperties: false }),
  )
  t.same(misfits(Odd, { $id: 'x', const: 1 }), [])
  t.equal(misfits(Odd, { const: 'x' }).length, 2)
})
