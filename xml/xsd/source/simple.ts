import { HUB_XSD_SCHEMA } from '../errors.js'
import { examplesOf, javascriptPattern } from './pattern.js'
import { childOf, childrenOf, isBuiltIn, type Node, nameIn } from './tree.js'

/** A simple type as the generated source says it. */
export interface SimpleSource {
  /** The expression that makes it. */
  readonly code: string
  /** The TypeScript type of its values. */
  readonly type: string
  /** Functions that the expression calls. */
  readonly uses: readonly string[]
}

interface Facets {
  base: string
  patterns: string[]
  values: string[] | undefined
  limits: Record<string, string>
}

const TEXTS = [
  'string',
  'normalizedString',
  'token',
  'language',
  'Name',
  'NCName',
  'NMTOKEN',
  'ID',
  'IDREF',
  'anyURI',
  'anySimpleType',
  'QName',
  'ENTITY',
  'hexBinary',
  'duration',
  'gMonth',
  'gDay',
  'gMonthDay',
  'anyType',
]
const NUMBERS: Readonly<Record<string, readonly [string | undefined, string | undefined]>> = {
  int: ['-2147483648', '2147483647'],
  short: ['-32768', '32767'],
  byte: ['-128', '127'],
  unsignedInt: ['0', '4294967295'],
  unsignedShort: ['0', '65535'],
  unsignedByte: ['0', '255'],
  nonNegativeInteger: ['0', undefined],
  positiveInteger: ['1', undefined],
  nonPositiveInteger: [undefined, '0'],
  negativeInteger: [undefined, '-1'],
  integer: [undefined, undefined],
  long: [undefined, undefined],
  unsignedLong: ['0', undefined],
}
const PATTERN_OF: Readonly<Record<string, string>> = {
  NMTOKEN: '\\c+',
  hexBinary: '([0-9a-fA-F]{2})*',
  language: '[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*',
}
const DATES: Readonly<Record<string, string>> = {
  date: 'date',
  dateTime: 'dateTime',
  time: 'time',
  gYear: 'year',
  gYearMonth: 'yearMonth',
}
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** The expression for a simple type: `of` finds the named ones, `schema` names the schema in errors. */
export function simpleSource(node: Node, of: (node: Node, name: string) => Node, schema: string): SimpleSource {
  const wrong = (reason: string) => HUB_XSD_SCHEMA(schema, `line ${node.line}: ${reason}`)
  const list = childOf(node, 'list')
  if (list !== undefined) {
    const inner = list.attributes.itemType
    const item =
      inner === undefined ? simpleSource(childOf(list, 'simpleType')!, of, schema) : typed(list, inner, of, schema)
    return { code: `list(${item.code})`, type: `readonly ${wrapped(item.type)}[]`, uses: ['list', ...item.uses] }
  }
  // What a union holds is one of several texts; none of them is told apart.
  if (childOf(node, 'union') !== undefined) return { code: 'text()', type: 'string', uses: ['text'] }
  const facets = facetsOf(node, of, wrong)
  return sourceOf(facets, wrong)
}

const wrapped = (type: string) => (type.includes('|') ? `(${type})` : type)

/** The expression for a type by its name, built-in or of the schema. */
export function typed(node: Node, name: string, of: (node: Node, name: string) => Node, schema: string): SimpleSource {
  const wrong = (reason: string) => HUB_XSD_SCHEMA(schema, `line ${node.line}: ${reason}`)
  const found = nameIn(node, name)
  if (isBuiltIn(found)) return sourceOf({ base: found.local, patterns: [], values: undefined, limits: {} }, wrong)
  return simpleSource(of(node, name), of, schema)
}

type Wrong = (reason: string) => Error

function facetsOf(node: Node, of: (node: Node, name: string) => Node, wrong: Wrong): Facets {
  const restriction = childOf(node, 'restriction')
  if (restriction === undefined) throw wrong('a simple type that is no restriction, list or union')
  const { base } = restriction.attributes
  const inner = childOf(restriction, 'simpleType')
  const found = base === undefined ? undefined : nameIn(restriction, base)
  const facets: Facets =
    found !== undefined && isBuiltIn(found)
      ? { base: found.local, patterns: [], values: undefined, limits: {} }
      : facetsOf(inner ?? of(restriction, base!), of, wrong)
  const patterns = childrenOf(restriction, 'pattern').map(({ attributes }) => attributes.value!)
  // Patterns of one step are alternatives (XML Schema part 2, 4.3.4).
  if (patterns.length > 0)
    facets.patterns.push(patterns.length > 1 ? patterns.map((one) => `(${one})`).join('|') : patterns[0]!)
  const values = childrenOf(restriction, 'enumeration').map(({ attributes }) => attributes.value!)
  if (values.length > 0) facets.values = values
  for (const { name, attributes } of restriction.children)
    if (attributes.value !== undefined && name !== 'pattern' && name !== 'enumeration')
      facets.limits[name] = attributes.value
  return facets
}

function sourceOf({ base, patterns, values, limits }: Facets, wrong: Wrong): SimpleSource {
  const call = (name: string, type: string, options: readonly (string | undefined)[] = []): SimpleSource => {
    const said = options.filter((option) => option !== undefined)
    return { code: `${name}(${said.length === 0 ? '' : `{ ${said.join(', ')} }`})`, type, uses: [name] }
  }
  const option = (name: string, value: string | undefined) => (value === undefined ? undefined : `${name}: ${value}`)
  if (values !== undefined && (TEXTS.includes(base) || base === 'decimal'))
    return {
      code: `oneOf(${values.map(quoted).join(', ')})`,
      type: values.map(quoted).join(' | '),
      uses: ['oneOf'],
    }
  if (values !== undefined) throw wrong(`an enumeration of ${base}`)
  const known = DATES[base]
  if (known !== undefined) return call(known, 'string')
  if (base === 'boolean') return call('bool', 'boolean')
  if (base === 'base64Binary') return call('base64', 'Uint8Array', [option('max', limits.maxLength)])
  if (TEXTS.includes(base)) return textSource(base, patterns, limits, wrong)
  if (patterns.length > 0) throw wrong(`a pattern of ${base}: give a type of your own for it`)
  if (base === 'decimal' || base === 'float' || base === 'double') {
    if (base !== 'decimal') throw wrong(`${base}, which is not exact: give a type of your own for it`)
    if (limits.minExclusive !== undefined || limits.maxExclusive !== undefined)
      throw wrong('an exclusive limit of a decimal: give a type of your own for it')
    return call('decimal', 'string', [
      option('totalDigits', limits.totalDigits),
      option('fractionDigits', limits.fractionDigits),
      limits.minInclusive === undefined ? undefined : `min: '${limits.minInclusive}'`,
      limits.maxInclusive === undefined ? undefined : `max: '${limits.maxInclusive}'`,
    ])
  }
  const range = NUMBERS[base]
  if (range === undefined) throw wrong(`the type xs:${base}, which is not known`)
  const [least, most] = [limits.minInclusive ?? range[0], limits.maxInclusive ?? range[1]]
  if (base === 'long' || base === 'unsignedLong' || (base === 'integer' && most === undefined))
    return call('bigInteger', 'bigint', [
      least === undefined ? undefined : `min: ${least}n`,
      option('totalDigits', limits.totalDigits ?? (base === 'integer' ? undefined : '20')),
    ])
  return call('integer', 'number', [option('min', least), option('max', most)])
}

function textSource(base: string, patterns: readonly string[], limits: Facets['limits'], wrong: Wrong): SimpleSource {
  const own = PATTERN_OF[base]
  const all = patterns.length > 0 || own === undefined ? patterns : [own]
  if (all.length > 1) throw wrong('a pattern of a type that has one already: give a type of your own for it')
  const name = base === 'string' ? 'text' : 'token'
  const [least, most] = [limits.minLength ?? limits.length, limits.maxLength ?? limits.length]
  const options: string[] = []
  if (least !== undefined && least !== '0') options.push(`min: ${least}`)
  if (most !== undefined) options.push(`max: ${most}`)
  if (all[0] !== undefined) {
    const pattern = javascriptPattern(all[0])
    if (pattern === undefined) throw wrong(`the pattern ${all[0]}: give a type of your own for it`)
    options.push(`pattern: /${pattern}/`)
    const examples = (all[0].includes('\\c') ? ['FI', 'ABC', 'A1234567'] : examplesOf(all[0])).filter(
      (text) => text.length >= Number(least ?? 0) && text.length <= Number(most ?? Number.POSITIVE_INFINITY),
    )
    if (examples.length > 0) options.push(`examples: [${examples.map(quoted).join(', ')}]`)
  }
  return { code: `${name}(${options.length === 0 ? '' : `{ ${options.join(', ')} }`})`, type: 'string', uses: [name] }
}
