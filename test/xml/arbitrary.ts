// Random documents of a schema: the values that a property-based test writes and reads back.
import fc, { type Arbitrary } from 'fast-check'
import type {
  AnyField,
  AnyType,
  AttributeField,
  Content,
  ElementField,
  Fields,
  GroupField,
  ManyField,
  OptionalField,
  SimpleType,
} from '../../xml/schema.js'

/** Elements that contain their own kind are left out below this depth, where that is allowed. */
const DEEPEST = 6
const ABSENT = Symbol('absent')

/** Objects as reading gives them, for `type`; texts of simple types come from their own samples unless `texts` has better. */
export function valuesOf(
  type: AnyType,
  texts: (type: SimpleType) => Arbitrary<unknown> = samples,
  depth = 0,
): Arbitrary<unknown> {
  const given = type as Content
  const below = (inner: AnyType) => valuesOf(inner, texts, depth)
  switch (given.kind) {
    case 'simple':
      return texts(given)
    case 'marked':
      return texts(given.of)
    case 'empty':
      return fc.constant(true)
    case 'mixed':
      return given.fields === undefined ? fragments : objects({ ...given.fields }, { value: fragments }, texts, depth)
    case 'valued':
      return objects(given.fields, { value: texts(given.of) }, texts, depth)
    case 'nillable':
      return fc.option(below(given.of), { nil: null, freq: 3 })
    case 'personal':
      return below(given.of)
    case 'lazy':
      return below(given.of())
    case 'choice':
      return fc.oneof(
        ...Object.entries(given.fields).map(([key, field]) => objects({ [key]: field }, {}, texts, depth + 1)),
      )
    default:
      return objects(given.fields, {}, texts, depth + 1)
  }
}

/** A sample by a number that fast-check draws and can repeat. */
function samples(type: SimpleType): Arbitrary<unknown> {
  return fc.integer().map((seed) => {
    let state = seed >>> 0
    return type.sample(() => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    })
  })
}

const fragments = fc.constantFrom('', 'a &lt; b', '<b>c</b>', 'x <p:y xmlns:p="urn:p" z="&quot;">1</p:y> z')
const elements = fc.constantFrom('<x:any xmlns:x="urn:x">1</x:any>', '<x:any xmlns:x="urn:x" a="1"><b/></x:any>')

function objects(
  fields: Fields,
  more: Record<string, Arbitrary<unknown>>,
  texts: (type: SimpleType) => Arbitrary<unknown>,
  depth: number,
): Arbitrary<unknown> {
  const drawn = Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, fieldValues(field, texts, depth)]),
  )
  return fc
    .record({ ...drawn, ...more })
    .map((object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== ABSENT)))
}

function fieldValues(
  field: AnyField,
  texts: (type: SimpleType) => Arbitrary<unknown>,
  depth: number,
): Arbitrary<unknown> {
  switch (field.kind) {
    case 'optional':
      if (depth > DEEPEST) return fc.constant(ABSENT)
      return fc.option(fieldValues((field as OptionalField).of, texts, depth), { nil: ABSENT })
    case 'many': {
      const { of, min, max } = field as ManyField
      if (depth > DEEPEST && min === 0) return fc.constant([])
      return fc.array(fieldValues(of, texts, depth), { minLength: min, maxLength: Math.min(max, min + 2) })
    }
    case 'element':
      return valuesOf((field as ElementField).of, texts, depth)
    case 'group':
      return valuesOf((field as GroupField).of, texts, depth)
    case 'attribute': {
      const { of, fixed } = field as AttributeField
      return fixed === undefined ? texts(of!) : fc.constant(fixed)
    }
    case 'any':
      return elements
    case 'any-attributes':
      return fc.constantFrom({}, { '{urn:q}a': '1' })
    default:
      return valuesOf(field as AnyType, texts, depth)
  }
}
