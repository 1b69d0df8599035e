import { HUB_OPERATION } from './errors.js'

export type Json = { readonly [name: string]: unknown }

const NAME = /^[A-Za-z0-9._-]+$/

/**
 * Schemas of a document, each under its `$id` once and everywhere else by reference. JSON Schema as TypeBox writes it
 * becomes what OpenAPI 3.1 reads (JSON Schema 2020-12).
 */
export class Components {
  readonly #byName = new Map<string, { readonly text: string; readonly schema: Json }>()

  /** The schema in place: a reference if it has a name, else itself with references inside. */
  refer(schema: object, nameless?: string): Json {
    const { $id, ...rest } = schema as Json & { readonly $id?: string }
    const name = $id ?? nameless
    if (name === undefined) return this.#inner(rest)
    if (!NAME.test(name))
      throw HUB_OPERATION(name, 'the $id of a schema is letters, digits, dots, hyphens and underscores')
    const text = JSON.stringify(rest)
    const known = this.#byName.get(name)
    if (known === undefined) {
      // Known before its inside is looked at, so that a schema may hold itself.
      this.#byName.set(name, { text, schema: {} })
      this.#byName.set(name, { text, schema: this.#inner(rest) })
    } else if (known.text !== text) return this.#inner(rest)
    return { $ref: `#/components/schemas/${name}` }
  }

  sorted(): Json {
    return Object.fromEntries(
      [...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { schema }]) => [name, schema]),
    )
  }

  #inner(schema: Json): Json {
    const out: Record<string, unknown> = {}
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === 'items' && Array.isArray(value)) out.prefixItems = value.map((each: object) => this.refer(each))
      else if (keyword === 'additionalItems') out.items = value
      else if (keyword === 'properties' || keyword === 'patternProperties')
        out[keyword] = Object.fromEntries(
          Object.entries(value as Json).map(([name, each]) => [name, this.refer(each as object)]),
        )
      else if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf')
        out[keyword] = (value as object[]).map((each) => this.refer(each))
      else if (
        (keyword === 'items' || keyword === 'additionalProperties' || keyword === 'not') &&
        typeof value === 'object' &&
        value !== null
      )
        out[keyword] = this.refer(value)
      else out[keyword] = value
    }
    return literalsAsEnum(out)
  }
}

/** A choice between literal texts reads better as one enum, and generators make an enum of it. */
function literalsAsEnum(schema: Record<string, unknown>): Json {
  const { anyOf, ...rest } = schema
  if (!Array.isArray(anyOf)) return schema
  const literals = anyOf as { readonly type?: string; readonly const?: unknown }[]
  const plain = literals.every(
    (each) => typeof each.const === 'string' && Object.keys(each).every((key) => key === 'type' || key === 'const'),
  )
  return plain ? { type: 'string', enum: literals.map((each) => each.const), ...rest } : schema
}
