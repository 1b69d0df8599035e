import { HUB_XSD_SCHEMA } from '../errors.js'
import { childOf, childrenOf, keyOf, type Node, nameIn, type QName } from './tree.js'

/** How often something stands. */
export interface Times {
  readonly min: number
  readonly max: number
}
export type Part =
  | {
      readonly is: 'element'
      readonly local: string
      /** The namespace of the element itself. */
      readonly namespace: string
      readonly type: TypeUse
      readonly times: Times
      readonly nillable: boolean
    }
  | { readonly is: 'group'; readonly of: Content; readonly times: Times }
  | { readonly is: 'any'; readonly namespaces: string | undefined; readonly times: Times }
export interface Content {
  readonly is: 'sequence' | 'choice' | 'all'
  readonly parts: readonly Part[]
}
export interface AttributeUse {
  readonly local: string
  readonly namespace: string
  readonly type: TypeUse
  readonly required: boolean
  readonly fixed: string | undefined
}
/** A type by its name, or where it stands without one. */
export type TypeUse = { readonly name: QName; readonly at: Node } | { readonly own: Node }

/** What a complex type says. */
export interface ComplexType {
  readonly node: Node
  readonly mixed: boolean
  readonly content: Content | undefined
  /** The simple type of its text, of a type with attributes only. */
  readonly text: TypeUse | undefined
  readonly attributes: readonly AttributeUse[]
  readonly anyAttribute: boolean
}

/** Finds what stands at the top of a schema, by kind and name. */
export class Declarations {
  readonly schema: string
  readonly #found = new Map<string, Node>()

  constructor(schema: string, trees: readonly Node[]) {
    this.schema = schema
    for (const tree of trees)
      for (const child of tree.children)
        if (child.attributes.name !== undefined)
          this.#found.set(keyAs(child.name, { namespace: tree.file.target, local: child.attributes.name }), child)
  }

  get roots(): readonly Node[] {
    return [...this.#found.values()].filter(({ name }) => name === 'element')
  }

  wrong(node: Node, reason: string): Error {
    return HUB_XSD_SCHEMA(this.schema, `line ${node.line}: ${reason}`)
  }

  find(kind: string, name: QName): Node | undefined {
    return this.#found.get(keyAs(kind, name))
  }

  get(node: Node, kind: string, text: string): Node {
    const found = this.find(kind, nameIn(node, text))
    if (found === undefined) throw this.wrong(node, `${text} is no ${kind} of it`)
    return found
  }

  /** A simple type by the name that stands at a node. */
  simple = (node: Node, name: string): Node => this.get(node, 'simpleType', name)
}
const keyAs = (kind: string, name: QName) => `${kind} ${keyOf(name)}`

const LISTS: readonly string[] = ['sequence', 'choice', 'all', 'group']

/** What a complex type says, with what it extends. */
export function complexType(node: Node, declared: Declarations): ComplexType {
  const simple = childOf(node, 'simpleContent')
  if (simple !== undefined) return simpleContent(node, simple, declared)
  const complex = childOf(node, 'complexContent')
  const step = complex === undefined ? undefined : childOf(complex, 'extension', 'restriction')
  const said = step ?? node
  const list = childOf(said, ...LISTS)
  const own = list === undefined ? undefined : contentOf(list, declared)
  const mixed = node.attributes.mixed === 'true' || complex?.attributes.mixed === 'true'
  const attributes = attributesOf(said, declared)
  const anyAttribute = childOf(said, 'anyAttribute') !== undefined
  const base = step === undefined ? undefined : declared.find('complexType', nameIn(step, step.attributes.base!))
  if (base === undefined) return { node, mixed, content: own, text: undefined, attributes, anyAttribute }
  const above = complexType(base, declared)
  const inherited = above.attributes.filter(({ local }) => !attributes.some((one) => one.local === local))
  if (step!.name === 'restriction')
    return { node, mixed, content: own, text: undefined, attributes: [...inherited, ...attributes], anyAttribute }
  return {
    node,
    mixed: mixed || above.mixed,
    content: joined(above.content, own),
    text: undefined,
    attributes: [...inherited, ...attributes],
    anyAttribute: anyAttribute || above.anyAttribute,
  }
}

function joined(first: Content | undefined, second: Content | undefined): Content | undefined {
  if (first === undefined || second === undefined) return first ?? second
  const parts = (content: Content): readonly Part[] =>
    content.is === 'sequence' ? content.parts : [{ is: 'group', of: content, times: { min: 1, max: 1 } }]
  return { is: 'sequence', parts: [...parts(first), ...parts(second)] }
}

function simpleContent(node: Node, simple: Node, declared: Declarations): ComplexType {
  const step = childOf(simple, 'extension', 'restriction')
  if (step === undefined) throw declared.wrong(simple, 'simple content without extension or restriction')
  const attributes = attributesOf(step, declared)
  const plain = { node, mixed: false, content: undefined, anyAttribute: childOf(step, 'anyAttribute') !== undefined }
  const name = nameIn(step, step.attributes.base!)
  const base = declared.find('complexType', name)
  if (base === undefined) return { ...plain, text: { name, at: step }, attributes }
  const above = complexType(base, declared)
  const inherited = above.attributes.filter(({ local }) => !attributes.some((one) => one.local === local))
  const text = step.name === 'restriction' && step.children.some(({ name }) => FACETS.includes(name))
  return {
    ...plain,
    text: text ? { own: narrowed(step, above.text!) } : above.text,
    attributes: [...inherited, ...attributes],
  }
}
const FACETS = [
  'enumeration',
  'pattern',
  'length',
  'minLength',
  'maxLength',
  'totalDigits',
  'fractionDigits',
  'minInclusive',
  'maxInclusive',
]

/** A simple type of the facets of a step, on top of what the text was. */
function narrowed(step: Node, text: TypeUse): Node {
  const facets = step.children.filter(({ name }) => FACETS.includes(name))
  const { attributes: _, ...plain } = 'own' in text ? step : text.at
  const restriction: Node =
    'own' in text
      ? { ...plain, name: 'restriction', attributes: {}, children: [text.own, ...facets] }
      : { ...plain, name: 'restriction', attributes: { base: nameAt(text) }, children: facets }
  return { ...plain, name: 'simpleType', attributes: {}, children: [restriction] }
}

/** A name as it is written where it stands. */
export function nameAt({ name, at }: Extract<TypeUse, { readonly name: unknown }>): string {
  const prefix = Object.entries(at.prefixes).find(([, uri]) => uri === name.namespace)?.[0]
  return prefix === undefined || prefix === '' ? name.local : `${prefix}:${name.local}`
}

const timesOf = ({ attributes: { minOccurs = '1', maxOccurs = '1' } }: Node): Times => ({
  min: Number(minOccurs),
  max: maxOccurs === 'unbounded' ? Number.POSITIVE_INFINITY : Number(maxOccurs),
})

/** A list as the content of a type: one that repeats is a group of a sequence. */
function contentOf(list: Node, declared: Declarations): Content {
  const content = onceOf(list, declared)
  const times = timesOf(list)
  return isOnce(times) || content.is === 'all'
    ? content
    : { is: 'sequence', parts: [{ is: 'group', of: content, times }] }
}

/** A list, however often it stands. */
function onceOf(list: Node, declared: Declarations): Content {
  if (list.name === 'group') {
    const group = declared.get(list, 'group', list.attributes.ref!)
    return contentOf(childOf(group, ...LISTS)!, declared)
  }
  const parts = list.children.flatMap((child): readonly Part[] => {
    const times = timesOf(child)
    if (times.max === 0) return []
    if (child.name === 'element') return [elementOf(child, times, declared)]
    if (child.name === 'any') return [{ is: 'any', namespaces: child.attributes.namespace, times }]
    if (!LISTS.includes(child.name)) throw declared.wrong(child, `xs:${child.name}, which is not understood`)
    const of = onceOf(child, declared)
    // A sequence within a sequence that stands once says nothing of its own.
    return of.is === 'sequence' && list.name === 'sequence' && isOnce(times) ? of.parts : [{ is: 'group', of, times }]
  })
  const only = parts.length === 1 ? parts[0]! : undefined
  return only?.is === 'group' && isOnce(only.times) ? only.of : { is: list.name as Content['is'], parts }
}
const isOnce = ({ min, max }: Times) => min === 1 && max === 1

/** The type of an element where it is declared. */
export function typeOfElement(node: Node, declared: Declarations): TypeUse {
  const own = childOf(node, 'complexType', 'simpleType')
  if (own !== undefined) return { own }
  const { type } = node.attributes
  if (type === undefined) throw declared.wrong(node, `the element ${node.attributes.name} has no type`)
  return { name: nameIn(node, type), at: node }
}

function elementOf(node: Node, times: Times, declared: Declarations): Part {
  const { ref } = node.attributes
  const said = ref === undefined ? node : declared.get(node, 'element', ref)
  const qualified =
    ref !== undefined || (node.attributes.form ?? (node.file.qualifiedElements ? 'qualified' : '')) === 'qualified'
  return {
    is: 'element',
    local: said.attributes.name!,
    namespace: qualified ? said.file.target : '',
    type: typeOfElement(said, declared),
    times,
    nillable: said.attributes.nillable === 'true',
  }
}

function attributesOf(node: Node, declared: Declarations): readonly AttributeUse[] {
  return childrenOf(node, 'attribute', 'attributeGroup').flatMap((child): readonly AttributeUse[] => {
    if (child.name === 'attributeGroup')
      return attributesOf(declared.get(child, 'attributeGroup', child.attributes.ref!), declared)
    const { ref, use, fixed, form } = child.attributes
    if (use === 'prohibited') return []
    const said = ref === undefined ? child : declared.get(child, 'attribute', ref)
    const own = childOf(said, 'simpleType')
    const qualified = ref !== undefined || (form ?? (child.file.qualifiedAttributes ? 'qualified' : '')) === 'qualified'
    const type: TypeUse =
      own === undefined ? { name: nameIn(said, said.attributes.type ?? 'xs:string'), at: said } : { own }
    return [
      {
        local: said.attributes.name!,
        namespace: qualified ? said.file.target : '',
        type,
        required: use === 'required',
        fixed: fixed ?? said.attributes.fixed,
      },
    ]
  })
}
