import { type TSchema, Type } from 'typebox'
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
} from './schema.js'

type Json = Record<string, unknown>

/**
 * The message that a type's value is, as a JSON Schema, so that a channel can take what a document was read into: what the
 * XML schema says about values is said here too, and `personal` becomes `x-personal`. Types that contain themselves are
 * `$defs`, so such a schema can only stand alone.
 */
export function messageOf(type: AnyType): TSchema {
  const made = new Messages()
  const schema = made.of(type)
  return Type.Unsafe({ ...schema, ...(Object.keys(made.defs).length === 0 ? {} : { $defs: made.defs }) })
}

class Messages {
  readonly defs: Record<string, Json> = {}
  readonly #open = new Set<AnyType>()
  readonly #names = new Map<AnyType, string>()

  of(given: AnyType): Json {
    const type = given as Content
    switch (type.kind) {
      case 'simple':
        return simple(type)
      case 'marked':
        return simple(type.of)
      case 'empty':
        return { const: true }
      case 'mixed':
        return type.fields === undefined ? { type: 'string' } : this.#object(type.fields, { value: { type: 'string' } })
      case 'valued':
        return this.#object(type.fields, { value: simple(type.of) })
      case 'nillable':
        return { anyOf: [this.of(type.of), { type: 'null' }] }
      case 'personal':
        return { ...this.of(type.of), 'x-personal': true }
      case 'lazy':
        return this.of(type.of())
      default:
        return this.#structured(type)
    }
  }

  #structured(type: Extract<Content, { kind: 'sequence' | 'choice' | 'all' }>): Json {
    if (this.#open.has(type)) {
      const name = this.#names.get(type) ?? `type${this.#names.size + 1}`
      this.#names.set(type, name)
      return { $ref: `#/$defs/${name}` }
    }
    this.#open.add(type)
    const made =
      type.kind === 'choice'
        ? { anyOf: Object.entries(type.fields).map(([key, field]) => this.#object({ [key]: field }, {})) }
        : this.#object(type.fields, {})
    this.#open.delete(type)
    const name = this.#names.get(type)
    if (name === undefined) return made
    this.defs[name] = made
    return { $ref: `#/$defs/${name}` }
  }

  #object(fields: Fields, more: Record<string, Json>): Json {
    const properties: Record<string, Json> = {}
    const required: string[] = []
    for (const [key, field] of Object.entries(fields)) {
      properties[key] = this.#field(field)
      if (field.kind !== 'optional') required.push(key)
    }
    return {
      type: 'object',
      properties: { ...properties, ...more },
      required: [...required, ...Object.keys(more)],
      additionalProperties: false,
    }
  }

  #field(field: AnyField): Json {
    switch (field.kind) {
      case 'optional':
        return this.#field((field as OptionalField).of)
      case 'many': {
        const { of, min, max } = field as ManyField
        return {
          type: 'array',
          items: this.#field(of),
          ...(min > 0 ? { minItems: min } : {}),
          ...(Number.isFinite(max) ? { maxItems: max } : {}),
        }
      }
      case 'element':
        return this.of((field as ElementField).of)
      case 'group':
        return this.of((field as GroupField).of)
      case 'attribute': {
        const { of, fixed } = field as AttributeField
        return fixed === undefined ? simple(of!) : { const: fixed }
      }
      case 'any':
        return { type: 'string' }
      case 'any-attributes':
        return { type: 'object', additionalProperties: { type: 'string' } }
      default:
        return this.of(field as AnyType)
    }
  }
}

const simple = ({ message }: SimpleType) => ({ ...(message as unknown as Json) })
