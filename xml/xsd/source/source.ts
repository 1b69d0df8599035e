import { HUB_XSD_SCHEMA } from '../errors.js'
import type { Xsd } from '../xsd.js'
import {
  type AttributeUse,
  type Content,
  complexType,
  Declarations,
  nameAt,
  type Part,
  type Times,
  type TypeUse,
  typeOfElement,
} from './complex.js'
import { Output, type SourceOptions } from './output.js'
import { type SimpleSource, simpleSource, typed } from './simple.js'
import {
  capital,
  constant,
  fieldsCode,
  firstElement,
  inlineType,
  type Made,
  plainSlot,
  propertyCode,
  type Slot,
} from './slot.js'
import { isBuiltIn, keyOf, type Node, schemaTrees } from './tree.js'

/**
 * The TypeScript source of a schema: a message type for each of its complex types, and the schema itself for `xmlDocument`,
 * exported under the name of its root's type. Throws HUB_XSD_SCHEMA where the XSD says what cannot be said so.
 */
export function schemaSource(schema: Xsd, options: SourceOptions = {}): string {
  return new Source(schema, options).all()
}

class Source {
  readonly #schema: Xsd
  readonly #options: SourceOptions
  readonly #declared: Declarations
  readonly #simples = new Map<string, { name: string; type: string }>()
  readonly #complexes = new Map<Node, Made>()
  readonly #output: Output

  constructor(schema: Xsd, options: SourceOptions) {
    this.#schema = schema
    this.#options = options
    this.#output = new Output(schema, options)
    this.#declared = new Declarations(schema.name, schemaTrees(schema))
  }

  all(): string {
    const declared = this.#declared.roots
    const names = declared.map(({ attributes }) => attributes.name!)
    const { root } = this.#options
    const wanted = root === undefined ? names : typeof root === 'string' ? [root] : root
    const roots = wanted.flatMap((name) => declared.filter(({ attributes }) => attributes.name === name))
    if (roots.length === 0 || roots.length < wanted.length || (root === undefined && roots.length > 1))
      throw HUB_XSD_SCHEMA(this.#schema.name, `say which root it is: ${names.join(', ')}`)
    for (const node of roots)
      if (this.#complex(typeOfElement(node, this.#declared), `${node.attributes.name}`) === undefined)
        throw this.#declared.wrong(node, 'a root without elements')
    return this.#output.all()
  }

  #isPersonal(what: string): boolean {
    return this.#options.personal?.includes(what) === true
  }

  /** The name of a simple type's constant, and the TypeScript type of its values. */
  #simple(use: TypeUse, path: string): { name: string; type: string } {
    const own = 'name' in use ? this.#output.own(use.name.local) : undefined
    if (own !== undefined) return own
    const named = 'name' in use && !isBuiltIn(use.name) ? use.name : undefined
    const source: SimpleSource =
      'own' in use
        ? simpleSource(use.own, this.#declared.simple, this.#schema.name)
        : typed(use.at, nameAt(use), this.#declared.simple, this.#schema.name)
    const key = named === undefined ? source.code : keyOf(named)
    const known = this.#simples.get(key)
    if (known !== undefined) return known
    this.#output.use(...source.uses)
    // Short built-in types need no name of their own.
    if (named === undefined && source.code.endsWith('()'))
      return this.#remember(key, { name: source.code, type: source.type })
    const name = this.#output.named(named?.local ?? path)
    const literal = source.type.startsWith("'")
    const type = literal ? `export type ${name} = ${source.type}\n` : ''
    this.#output.add(`${type}const ${constant(name)} = ${source.code}\n`)
    return this.#remember(key, { name: constant(name), type: literal ? name : source.type })
  }

  #remember(key: string, simple: { name: string; type: string }) {
    this.#simples.set(key, simple)
    return simple
  }

  /** The complex type, made if it is not there yet; undefined where the type is simple. */
  #complex(use: TypeUse, path: string): Made | undefined {
    const node = 'own' in use ? use.own : this.#declared.find('complexType', use.name)
    if (node === undefined || node.name === 'simpleType') return undefined
    const known = this.#complexes.get(node)
    if (known !== undefined) return known
    const name = this.#output.named(node.attributes.name ?? path)
    const made = this.#make(node, name)
    this.#complexes.set(node, made)
    return made
  }

  #make(node: Node, name: string): Made {
    // What stands in itself is found by its name while it is being made.
    const forward: Made = {
      name: `lazy<${name}, ${name}Input>(() => ${constant(name)})`,
      reads: name,
      writes: `${name}Input`,
    }
    this.#complexes.set(node, forward)
    const type = complexType(node, this.#declared)
    const content = type.content ?? { is: 'sequence', parts: [] }
    const context = this.#below(type.node, content)
    const elements = new Set(content.parts.map((part) => (part.is === 'element' ? part.local : '')))
    const attributes = type.attributes.map((attribute) =>
      this.#attribute(
        attribute,
        name,
        elements.has(attribute.local) || (attribute.local === 'value' && type.text !== undefined),
      ),
    )
    if (type.anyAttribute) attributes.push(this.#anyAttributes())
    let code: string
    let slots: readonly Slot[]
    if (type.text !== undefined) {
      const text = this.#simple(type.text, `${name}Text`)
      slots = [plainSlot('value', text.name, text.type), ...attributes]
      code = `valued(${text.name}, ${fieldsCode(attributes)})`
      this.#output.use('valued')
    } else if (type.mixed) {
      this.#output.use('mixed')
      slots = [plainSlot('value', '', 'string'), ...attributes]
      code = attributes.length === 0 ? 'mixed()' : `mixed(${fieldsCode(attributes)})`
    } else if (content.parts.length === 0 && attributes.length === 0) {
      this.#output.use('empty')
      return this.#finish(node, name, 'empty()', 'true', 'true')
    } else if (content.is === 'choice' && attributes.length === 0) {
      slots = this.#slots(content.parts, name, context)
      this.#output.use('choice')
      const made = this.#finish(node, name, `choice(${fieldsCode(slots)})`, ...this.#choiceTypes(slots))
      return this.#checked(node, forward, made)
    } else {
      const parts: readonly Part[] =
        content.is === 'choice' ? [{ is: 'group', of: content, times: { min: 1, max: 1 } }] : content.parts
      slots = [...attributes, ...this.#slots(parts, name, context)]
      const kind = content.is === 'all' ? 'all' : 'sequence'
      this.#output.use(kind)
      code = `${kind}(${fieldsCode(slots)})`
    }
    if (type.mixed && attributes.length === 0) return this.#finish(node, name, code, 'string', 'string')
    return this.#checked(node, forward, this.#object(node, name, code, slots))
  }

  /** A type that was used within itself has to be the one that was promised there. */
  #checked(node: Node, forward: Made, made: Made): Made {
    const promised = this.#output.holds(forward.name)
    if (promised) this.#output.use('lazy')
    if (promised && made.writes !== forward.writes) this.#output.add(`export type ${forward.writes} = ${made.writes}\n`)
    this.#complexes.set(node, made)
    return made
  }

  /** An interface for reading, another for writing where they differ, and the constant. */
  #object(node: Node, name: string, code: string, slots: readonly Slot[]): Made {
    const differs = slots.some(
      ({ reads, writes, maybeReads, maybeWrites }) => reads !== writes || maybeReads !== maybeWrites,
    )
    const lines = (side: 'reads' | 'writes') =>
      slots.map((slot) => {
        const maybe = side === 'reads' ? slot.maybeReads : slot.maybeWrites
        return `  readonly ${propertyCode(slot.property)}${maybe ? '?' : ''}: ${slot[side]}${maybe && side === 'writes' ? ' | undefined' : ''}`
      })
    const read = `export interface ${name} {\n${lines('reads').join('\n')}\n}\n`
    const write = differs ? `export interface ${name}Input {\n${lines('writes').join('\n')}\n}\n` : ''
    this.#output.add(read + write)
    return this.#finish(node, name, code, name, differs ? `${name}Input` : name)
  }

  #choiceTypes(slots: readonly Slot[]): readonly [string, string] {
    this.#output.use('OneOf')
    const side = (which: 'reads' | 'writes') =>
      `OneOf<{\n${slots.map((slot) => `  ${propertyCode(slot.property)}: ${slot[which]}`).join('\n')}\n}>`
    return [side('reads'), side('writes')]
  }

  #finish(node: Node, name: string, code: string, reads: string, writes: string): Made {
    let [readsAs, writesAs] = [reads, writes]
    if (reads !== name) {
      this.#output.add(`export type ${name} = ${reads}\n`)
      readsAs = name
      if (writes === reads) writesAs = name
      else {
        this.#output.add(`export type ${name}Input = ${writes}\n`)
        writesAs = `${name}Input`
      }
    }
    const marked = this.#isPersonal(node.attributes.name ?? name)
    if (marked) this.#output.use('personal')
    const type = readsAs === writesAs ? `XmlType<${readsAs}>` : `XmlType<${readsAs}, ${writesAs}>`
    this.#output.add(`export const ${constant(name)}: ${type} = ${marked ? `personal(${code})` : code}\n`)
    const made: Made = { name: constant(name), reads: readsAs, writes: writesAs }
    this.#complexes.set(node, made)
    return made
  }

  /** The namespace of the elements below a type: that of the first of them, or of the schema it stands in. */
  #below(node: Node, content: Content): string {
    const first = firstElement(content)
    return first ?? (node.file.qualifiedElements ? node.file.target : '')
  }

  #slots(parts: readonly Part[], path: string, context: string): readonly Slot[] {
    const taken = new Set<string>()
    return parts.map((part) => {
      const slot = this.#slot(part, path, context)
      let property = slot.property
      for (let again = 2; taken.has(property); again++) property = `${slot.property}${again}`
      taken.add(property)
      if (property === slot.property) return slot
      if (part.is === 'element') throw HUB_XSD_SCHEMA(this.#schema.name, `${path} has two elements ${part.local}`)
      return { ...slot, property }
    })
  }

  #slot(part: Part, path: string, context: string): Slot {
    if (part.is === 'any') {
      this.#output.use('any')
      const { namespaces } = part
      const said =
        namespaces === undefined || namespaces === '##any'
          ? 'any()'
          : namespaces === '##other'
            ? "any('other')"
            : `any([${namespaces
                .split(/\s+/)
                .map((one) => `'${one === '##local' ? '' : one === '##targetNamespace' ? context : one}'`)
                .join(', ')}])`
      return this.#often('any', said, 'string', 'string', part.times)
    }
    if (part.is === 'group') {
      const slots = this.#slots(part.of.parts, path, context)
      this.#output.use('group', part.of.is === 'choice' ? 'choice' : 'sequence')
      const code = `group(${part.of.is === 'choice' ? 'choice' : 'sequence'}(${fieldsCode(slots)}))`
      const [reads, writes] =
        part.of.is === 'choice' ? this.#choiceTypes(slots) : [inlineType(slots, 'reads'), inlineType(slots, 'writes')]
      return this.#often(part.of.is === 'choice' ? 'which' : 'together', code, reads, writes, part.times)
    }
    const { local, namespace, type, times, nillable } = part
    const own = 'name' in type ? this.#output.own(type.name.local) : undefined
    const made = own === undefined ? this.#complex(type, path + capital(local)) : undefined
    const simple = own ?? (made === undefined ? this.#simple(type, path + capital(local)) : undefined)
    let code = made?.name ?? simple!.name
    let [reads, writes] = made === undefined ? [simple!.type, simple!.type] : [made.reads, made.writes]
    if (nillable) {
      this.#output.use('nillable')
      code = `nillable(${code})`
      reads += ' | null'
      writes += ' | null'
    }
    if (this.#isPersonal(`${path}.${local}`)) {
      this.#output.use('personal')
      code = `personal(${code})`
    }
    const node = 'own' in type ? type.own : this.#declared.find('complexType', type.name)
    const below = node === undefined || made === undefined ? namespace : this.#belowOf(node, namespace)
    const said = [
      ...(namespace === context ? [] : [`namespace: '${namespace}'`]),
      ...(below === namespace ? [] : [`below: '${below}'`]),
    ]
    if (said.length > 0) {
      this.#output.use('element')
      code = `element(${code}, { ${said.join(', ')} })`
    }
    return this.#often(local, code, reads, writes, times)
  }

  #belowOf(node: Node, fallback: string): string {
    const { content } = complexType(node, this.#declared)
    return (content === undefined ? undefined : firstElement(content)) ?? fallback
  }

  #often(property: string, code: string, reads: string, writes: string, { min, max }: Times): Slot {
    if (max === 1 && min === 1) return { property, code, reads, writes, maybeReads: false, maybeWrites: false }
    if (max === 1) {
      this.#output.use('optional')
      return { property, code: `optional(${code})`, reads, writes, maybeReads: true, maybeWrites: true }
    }
    const limit = Number.isFinite(max) ? `max: ${max}` : undefined
    const least = min > 1 ? `min: ${min}` : undefined
    const said = [least, limit].filter((one) => one !== undefined)
    const name = min === 0 ? 'many' : 'atLeastOnce'
    this.#output.use(name, 'Several')
    return {
      property,
      code: `${name}(${code}${said.length === 0 ? '' : `, { ${said.join(', ')} }`})`,
      reads: `readonly ${/[|&]/.test(reads) ? `(${reads})` : reads}[]`,
      writes: `Several<${writes}>`,
      maybeReads: false,
      maybeWrites: min === 0,
    }
  }

  #attribute({ local, namespace, type, required, fixed }: AttributeUse, path: string, taken: boolean): Slot {
    const options = [...(taken ? [`name: '${local}'`] : []), ...(namespace === '' ? [] : [`namespace: '${namespace}'`])]
    const where = options.length === 0 ? '' : `, { ${options.join(', ')} }`
    const property = taken ? `${local}Attribute` : local
    if (fixed !== undefined) {
      this.#output.use('fixed')
      const value = `'${fixed.replaceAll("'", "\\'")}'`
      const code = `fixed(${value}${where})`
      if (required) return { property, code, reads: value, writes: value, maybeReads: false, maybeWrites: true }
      this.#output.use('optional')
      return {
        property,
        code: `optional(${code})`,
        reads: value,
        writes: value,
        maybeReads: true,
        maybeWrites: true,
      }
    }
    const simple = this.#simple(type, path + capital(local))
    this.#output.use('attribute')
    const code = `attribute(${simple.name}${where})`
    return this.#often(property, code, simple.type, simple.type, { min: required ? 1 : 0, max: 1 })
  }

  #anyAttributes(): Slot {
    this.#output.use('anyAttributes')
    const type = 'Readonly<Record<string, string>>'
    return {
      property: 'attributes',
      code: 'anyAttributes()',
      reads: type,
      writes: type,
      maybeReads: false,
      maybeWrites: true,
    }
  }
}
