import fc from 'fast-check'
import t from 'tap'
import { type TSchema, Type } from 'typebox'
import { masked } from './masked.js'

const Name = Type.String({ 'x-personal': true })
const Person = Type.Object({
  name: Name,
  born: Type.Optional(Type.Integer({ 'x-personal': true })),
  city: Type.String(),
  phones: Type.Array(Type.Object({ kind: Type.Literal('home'), number: Type.String({ 'x-personal': true }) })),
})

t.test('personal and secret properties are hidden, the others stand', async (t) => {
  t.same(
    masked(Person, {
      name: 'Aino Esimerkki',
      born: 1994,
      city: 'Turku',
      phones: [{ kind: 'home', number: '040 123' }],
    }),
    {
      name: '••• (14 characters)',
      born: '•••',
      city: 'Turku',
      phones: [{ kind: 'home', number: '••• (7 characters)' }],
    },
  )
  t.same(masked(Type.Object({ key: Type.String({ 'x-secret': true }) }), { key: 'abc' }), { key: '••• (3 characters)' })
})

t.test('a personal object is hidden as a whole', async (t) => {
  const Case = Type.Object({ no: Type.Integer(), of: Type.Object({ city: Type.String() }, { 'x-personal': true }) })
  t.same(masked(Case, { no: 7, of: { city: 'Turku' } }), { no: 7, of: '•••' })
})

t.test('what the schema does not describe is hidden, its name too', async (t) => {
  t.same(masked(Person, { city: 'Turku', '010190-999W': 'x' }), { city: 'Turku', '•••1': '••• (1 characters)' })
  t.same(masked(undefined, { a: ['b', 1] }), { '•••1': ['••• (1 characters)', '•••'] })
  t.same(masked(Type.Object({ any: Type.Unknown() }), { any: 'thing' }), { any: '••• (5 characters)' })
})

t.test('of alternatives, intersections and references every one is heard', async (t) => {
  const Either = Type.Union([Type.Object({ who: Name }), Type.Object({ who: Type.String() })])
  t.same(masked(Either, { who: 'Aino' }), { who: '••• (4 characters)' })
  const Both = Type.Intersect([Type.Object({ who: Type.String() }), Type.Object({ who: Name, at: Type.String() })])
  t.same(masked(Both, { who: 'Aino', at: 'noon' }), { who: '••• (4 characters)', at: 'noon' })
  const Tree = {
    $ref: '#/$defs/Tree',
    $defs: { Tree: { type: 'object', properties: { who: Name, in: { $ref: 'Tree' } } } },
  }
  t.same(masked(Tree as unknown as TSchema, { in: { in: { who: 'Aino' } } }), {
    in: { in: { who: '••• (4 characters)' } },
  })
  const Pair = { type: 'array', prefixItems: [Type.String(), Name] }
  t.same(masked(Pair as unknown as TSchema, ['a', 'Aino']), ['a', '••• (4 characters)'])
})

t.test('a value that is not what its schema says is hidden', async (t) => {
  t.equal(masked(Person, 'Aino'), '••• (4 characters)')
  t.same(masked(Person, { city: 7 }), { city: '•••' })
  t.same(masked(Type.Object({ kind: Type.Literal('a') }), { kind: 'Aino' }), { kind: '••• (4 characters)' })
})

t.test('names of a map are hidden, its values follow their schema', async (t) => {
  const ByCode = Type.Record(Type.String(), Type.Object({ city: Type.String() }))
  t.same(masked(ByCode, { '010190-999W': { city: 'Turku' }, b: { city: 'Oulu' } }), {
    '•••1': { city: 'Turku' },
    '•••2': { city: 'Oulu' },
  })
})

t.test('what JSON cannot say is said in words', async (t) => {
  const At = Type.Object({
    at: Type.Unsafe({ type: 'string' }),
    sum: Type.Unsafe({ type: 'integer' }),
    raw: Type.Unsafe({}),
  })
  t.same(masked(At, { at: new Date(0), sum: 12n, raw: new Uint8Array(3), gone: null }), {
    at: '1970-01-01T00:00:00.000Z',
    sum: '12',
    raw: '3 bytes',
    '•••1': null,
  })
})

t.test('whatever a personal field holds, nothing of it comes through', async (t) => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4 }).map((text) => `§${text}§`),
      (secret) => {
        const body = { name: secret, city: 'Turku', phones: [{ kind: 'home', number: secret }], [secret]: secret }
        return !JSON.stringify(masked(Person, body)).includes(JSON.stringify(secret).slice(1, -1))
      },
    ),
  )
  t.pass('in a hundred bodies')
})
