import type { TSchema } from 'typebox'
import { bodySchemaOf as inletSchemaOf } from './ends.js'
import type { FlowNode } from './node.js'

/** What stands in place of a value that must not be shown. */
export const HIDDEN = '•••'

interface Shape {
  readonly [keyword: string]: unknown
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly patternProperties?: Readonly<Record<string, TSchema>>
  readonly additionalProperties?: TSchema | boolean
  readonly items?: TSchema | readonly TSchema[] | boolean
  readonly prefixItems?: readonly TSchema[]
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, TSchema>>
}

/** Deeper than any body that a schema of ours describes; what lies below is not shown. */
const DEEPEST = 40

/**
 * A body as it may be shown to people, as plain JSON: what its schema marks with `x-personal` or `x-secret` is hidden,
 * and so is everything that the schema does not describe, since nobody said that it concerns no person. Bytes are told
 * by their length, numbers beyond JSON by their digits.
 */
export function masked(schema: TSchema | undefined, value: unknown): unknown {
  return seen(schema === undefined ? [] : [schema], value, schema as Shape | undefined, 0)
}

/** `schemas` are all that speak about the value: one is enough to hide it, and one must allow it. */
function seen(schemas: readonly unknown[], value: unknown, root: Shape | undefined, depth: number): unknown {
  const shapes = schemas.flatMap((schema) => shapesOf(schema, root, 0))
  if (shapes.some((shape) => shape['x-personal'] === true || shape['x-secret'] === true)) return hidden(value)
  if (value === null || value === undefined) return value
  if (depth > DEEPEST) return hidden(value)
  const below = (found: readonly unknown[], part: unknown) => seen(found, part, root, depth + 1)
  if (Array.isArray(value)) return value.map((item, index) => below(itemsAt(shapes, index), item))
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (value instanceof Date || typeof value !== 'object')
    return shapes.some((shape) => describes(shape, value)) ? plain(value) : hidden(value)
  let unnamed = 0
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const { declared, found } = propertyAt(shapes, name)
      // A name that nobody declared may itself be what must not be shown.
      return [declared ? name : `${HIDDEN}${++unnamed}`, below(found, part)]
    }),
  )
}

function hidden(value: unknown): string {
  return typeof value === 'string' ? `${HIDDEN} (${value.length} characters)` : HIDDEN
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Date ? value.toISOString() : value
}

/** A schema and all that it is put together from; of alternatives every one counts, since nobody says which was meant. */
function shapesOf(schema: unknown, root: Shape | undefined, depth: number): readonly Shape[] {
  if (typeof schema !== 'object' || schema === null || depth > DEEPEST) return []
  const shape = schema as Shape
  const parts = ['allOf', 'anyOf', 'oneOf', 'then', 'else'].flatMap((keyword) => shape[keyword] ?? [])
  const target = shape.$ref === undefined ? [] : [referred(shape.$ref, shape, root)]
  return [shape, ...[...parts, ...target].flatMap((part) => shapesOf(part, root, depth + 1))]
}

function referred(ref: string, near: Shape, root: Shape | undefined): unknown {
  const name = ref.split('/').at(-1)!
  return near.$defs?.[name] ?? root?.$defs?.[name]
}

function itemsAt(shapes: readonly Shape[], index: number): unknown[] {
  return shapes.flatMap(({ items, prefixItems }) => {
    const places = prefixItems ?? (Array.isArray(items) ? (items as readonly TSchema[]) : undefined)
    return places?.[index] ?? (Array.isArray(items) ? [] : (items ?? []))
  })
}

function propertyAt(shapes: readonly Shape[], name: string): { declared: boolean; found: unknown[] } {
  const declared = shapes.flatMap(({ properties }) =>
    properties !== undefined && Object.hasOwn(properties, name) ? [properties[name]] : [],
  )
  if (declared.length > 0) return { declared: true, found: declared }
  const found = shapes.flatMap(({ patternProperties = {}, additionalProperties }) => [
    ...Object.entries(patternProperties).flatMap(([pattern, each]) => (new RegExp(pattern).test(name) ? [each] : [])),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ])
  return { declared: false, found }
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  string: ['string', 'object'], // a Date, too
  integer: ['number', 'bigint'],
  number: ['number', 'bigint'],
  boolean: ['boolean'],
}

/** Whether a schema says that the value is this; one that takes anything says nothing about whom it concerns. */
function describes({ type = [], const: only, enum: few }: Shape, value: unknown): boolean {
  if (only !== undefined) return only === value
  if (Array.isArray(few)) return few.includes(value)
  return [type].flat().some((each) => TYPES[each]?.includes(typeof value))
}

/** What the bodies of a flow's messages look like, where its inlet or its first steps say it. */
export function bodySchemaOf({ from, door }: FlowNode): TSchema | undefined {
  const all = [inletSchemaOf(from), ...door.validates].filter((schema) => schema !== undefined)
  return all.length < 2 ? all[0] : ({ allOf: all } as unknown as TSchema)
}
