import { HUB_XML_SCHEMA } from './errors.js'
import { groupPlan } from './groups.js'
import type { AttributePlan, ElementPlan, GroupPlan, Particle, TypePlan } from './plan.js'
import type {
  AnyElementField,
  AnyField,
  AnyType,
  AttributeField,
  Content,
  ElementField,
  Fields,
  GroupField,
  ManyField,
  OptionalField,
  Sequence,
} from './schema.js'
import { expanded, XSI_NAMESPACE } from './scope.js'
import { maker, setter } from './shapes.js'

type Unfinished<T> = { -readonly [K in keyof T]: T[K] }

/** A schema as a reader and a writer go by it: types by namespace, names as numbers. */
export class Plans {
  readonly #document: string
  readonly names = new Map<string, number>()
  /** Namespaces in the order in which they were met. */
  readonly ofElements = new Set<string>()
  readonly ofAttributes = new Set<string>()
  #within = 0
  readonly #types = new Map<AnyType, Map<string, TypePlan>>()

  constructor(document: string) {
    this.#document = document
  }

  /** The plan of the root, and with it of everything. Throws HUB_XML_SCHEMA. */
  root(of: AnyType, local: string, uri: string, below: string): ElementPlan {
    return this.#element(of, local, uri, below, false)
  }

  #wrong(where: string, reason: string) {
    return HUB_XML_SCHEMA(`${this.#document}: ${where}`, reason)
  }

  #id(name: string): number {
    const known = this.names.get(name)
    if (known !== undefined) return known
    this.names.set(name, this.names.size)
    return this.names.size - 1
  }

  #element(given: AnyType, local: string, uri: string, below: string, within: boolean): ElementPlan {
    if (!NAME.test(local)) throw this.#wrong(`the element ${JSON.stringify(local)}`, 'has no name of XML')
    this.ofElements.add(uri)
    let type = given as Content
    let nillable = false
    let personal = within
    while (type.kind === 'lazy' || type.kind === 'nillable' || type.kind === 'personal') {
      if (type.kind === 'nillable') {
        nillable = true
        this.ofAttributes.add(XSI_NAMESPACE)
      }
      if (type.kind === 'personal') personal = true
      type = (type.kind === 'lazy' ? type.of() : type.of) as Content
      if (type === undefined) throw this.#wrong(local, 'is of a type that is not there')
    }
    return { local, uri, id: this.#id(expanded(uri, local)), type: this.#type(type, below, personal), nillable }
  }

  #type(type: Content, namespace: string, personal: boolean): TypePlan {
    const made = this.#types.get(type) ?? new Map<string, TypePlan>()
    this.#types.set(type, made)
    const key = `${personal ? 'p' : ''} ${namespace}`
    const known = made.get(key)
    if (known !== undefined) return known
    const plan: Unfinished<TypePlan> = {
      kind: 'elements',
      simple: undefined,
      valued: false,
      attributes: new Map(),
      required: 0,
      anyAttributes: undefined,
      group: undefined,
      keys: new Set(),
      make: maker(),
      personal,
      namespace,
    }
    made.set(key, plan)
    switch (type.kind) {
      case 'simple':
        plan.kind = 'simple'
        plan.simple = type
        break
      case 'marked':
        plan.kind = 'simple'
        plan.simple = type.of
        this.#attributes(
          plan,
          Object.fromEntries(Object.entries(type.marks).map(([name, fixed]) => [name, mark(fixed)])),
        )
        break
      case 'valued':
        plan.kind = 'simple'
        plan.simple = type.of
        plan.valued = true
        this.#attributes(plan, type.fields)
        break
      case 'mixed':
        plan.kind = 'mixed'
        plan.valued = type.fields !== undefined
        this.#attributes(plan, type.fields ?? {})
        break
      case 'empty':
        plan.kind = 'empty'
        break
      case 'sequence':
      case 'choice':
      case 'all':
        this.#attributes(plan, type.fields)
        plan.group = this.#group(type, namespace, personal, 'element')
        break
      default:
        throw this.#wrong('a type', `is of no kind that there is: ${String((type as { kind?: unknown }).kind)}`)
    }
    plan.keys = new Set([
      ...[...plan.attributes.values()].flatMap(({ key }) => key ?? []),
      ...(plan.anyAttributes === undefined ? [] : [plan.anyAttributes]),
      ...(plan.group?.keys ?? []),
      ...(plan.valued ? ['value'] : []),
    ])
    return plan
  }

  #attributes(plan: Unfinished<TypePlan>, fields: Fields): void {
    const attributes = new Map<string, AttributePlan>()
    for (const [key, field] of Object.entries(fields)) {
      if (key in Object.prototype)
        throw this.#wrong(key, 'is a property of every object; name it by `attribute(type, { name })`')
      const { inner, required } = unwrapped(field)
      if (inner.kind === 'any-attributes') {
        plan.anyAttributes = key
        continue
      }
      if (inner.kind !== 'attribute') {
        if (plan.kind !== 'elements') throw this.#wrong(key, 'is no attribute, and only those stand beside text')
        continue
      }
      const { of, fixed, name: local = key, namespace: uri = '' } = inner as AttributeField
      if (field.kind === 'many') throw this.#wrong(key, 'is an attribute, of which there are never many')
      if (!NAME.test(local)) throw this.#wrong(`the attribute ${JSON.stringify(local)}`, 'has no name of XML')
      const name = expanded(uri, local)
      if (attributes.has(name)) throw this.#wrong(key, `is a second attribute ${name}`)
      if (uri !== '') this.ofAttributes.add(uri)
      if (plan.valued && key === 'value')
        throw this.#wrong(key, 'is an attribute, but `value` is the text; give it a name of its own')
      const kept = (inner as { mark?: boolean }).mark === true ? undefined : key
      attributes.set(name, { key: kept, name, local, uri, of, fixed, required, personal: plan.personal })
      if (required) plan.required++
    }
    plan.attributes = attributes
  }

  #group(type: Sequence, namespace: string, personal: boolean, stands: 'element' | 'group'): GroupPlan {
    const particles: Particle[] = []
    for (const [key, field] of Object.entries(type.fields)) {
      if (key in Object.prototype)
        throw this.#wrong(key, 'is a property of every object; name it by `element(type, { name })`')
      const { inner, required, many } = unwrapped(field)
      if (inner.kind === 'attribute' || inner.kind === 'any-attributes') {
        if (stands === 'group' || type.kind === 'choice') throw this.#wrong(key, 'is an attribute where none can stand')
        continue
      }
      if (type.kind === 'choice' && !required && many === undefined)
        throw this.#wrong(key, 'is one of a choice, so that the choice is what can be optional')
      if (type.kind === 'all' && (many !== undefined || inner.kind === 'group'))
        throw this.#wrong(key, 'stands in xs:all, where elements stand at most once')
      const particle: Unfinished<Particle> = {
        key,
        index: particles.length,
        min: many?.min ?? (required ? 1 : 0),
        max: many?.max ?? 1,
        list: many !== undefined,
        element: undefined,
        group: undefined,
        admits: undefined,
        set: setter(key),
      }
      particles.push(particle)
      if (inner.kind === 'any') particle.admits = admitting(inner as AnyElementField, namespace)
      else if (inner.kind === 'group') particle.group = this.#inner(inner as GroupField, key, namespace, personal)
      else particle.element = this.#child(inner, key, namespace, personal)
    }
    return groupPlan(type.kind, particles, (key, reason) => this.#wrong(key, reason))
  }

  #inner(field: GroupField, key: string, namespace: string, within: boolean): GroupPlan {
    let type = field.of as Content
    let personal = within
    if (++this.#within > DEEPEST) throw this.#wrong(key, 'is a group that contains itself without an element between')
    while (type.kind === 'lazy' || type.kind === 'personal') {
      if (type.kind === 'personal') personal = true
      type = (type.kind === 'lazy' ? type.of() : type.of) as Content
    }
    if (type.kind !== 'sequence' && type.kind !== 'choice')
      throw this.#wrong(key, 'is a group, but no sequence or choice')
    const plan = this.#group(type, namespace, personal, 'group')
    this.#within--
    return plan
  }

  #child(inner: AnyField, key: string, namespace: string, personal: boolean): ElementPlan {
    if (inner.kind !== 'element') return this.#element(inner as AnyType, key, namespace, namespace, personal)
    const { of, name = key, namespace: own = namespace, below = own } = inner as ElementField
    return this.#element(of, name, own, below, personal)
  }
}

const DEEPEST = 50
/** What a schema may call an element or attribute: within the names of XML 1.0, without a colon. */
const NAME = /^(?!.*[ªº])[\p{L}_][\p{L}\p{N}\p{M}_.-]*$/u

const mark = (fixed: string) => ({ kind: 'attribute', fixed, mark: true }) as unknown as AnyField

function unwrapped(field: AnyField): { inner: AnyField; required: boolean; many?: { min: number; max: number } } {
  if (field.kind === 'optional') {
    const inner = (field as OptionalField).of
    return { ...unwrapped(inner), required: false }
  }
  if (field.kind === 'many') {
    const { of, min, max } = field as ManyField
    return { inner: of, required: min > 0, many: { min, max } }
  }
  return { inner: field, required: true }
}

function admitting({ namespaces }: AnyElementField, around: string): (uri: string) => boolean {
  if (namespaces === 'any') return () => true
  if (namespaces === 'other') return (uri) => uri !== around && uri !== ''
  const known: ReadonlySet<string> = new Set(namespaces)
  return (uri) => known.has(uri)
}
