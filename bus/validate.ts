import { createHash } from 'node:crypto'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { TSchema } from 'typebox'
import { HubError, neverSent } from './errors.js'

/** One way in which a value does not fit: where (a JSON pointer) and what was allowed. Never the value of a personal field. */
export interface Misfit {
  readonly pointer: string
  readonly sentence: string
}

export const HUB_BODY_REFUSED = (what: string, misfits: readonly Misfit[]) =>
  new HubError(
    'HUB_BODY_REFUSED',
    `${what} does not fit: ${misfits.map(({ pointer, sentence }) => `${pointer || '/'} ${sentence}`).join('; ')}`,
    { ...neverSent, details: { errors: misfits } },
  )

// No coercion, no defaults, no stripping: what was sent is what is judged and kept.
const ajv = new Ajv({ strict: true, allErrors: true, strictTypes: false, verbose: true, validateSchema: false })
;(addFormats as unknown as (target: Ajv) => void)(ajv)
ajv.addKeyword({ keyword: 'x-personal', schemaType: 'boolean' })
ajv.addKeyword({ keyword: 'x-secret', schemaType: 'boolean' })

const MOST = 20
const compiled = new WeakMap<object, ValidateFunction>()

/** Keywords whose value is a map of schemas by names that are not keywords. */
const NAMED: readonly string[] = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']

/**
 * A schema's $id names it in documents only. Without it, at every depth, one schema can stand in several others, and two
 * hubs in one process can hold different versions.
 */
function withoutIds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutIds)
  if (typeof schema !== 'object' || schema === null) return schema
  const out: Record<string, unknown> = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === '$id') continue
    if (keyword === 'const' || keyword === 'enum' || keyword === 'default' || keyword === 'examples')
      out[keyword] = value
    else if (NAMED.includes(keyword) && typeof value === 'object' && value !== null)
      out[keyword] = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutIds(each)]))
    else out[keyword] = withoutIds(value)
  }
  return out
}

function validatorOf(schema: TSchema): ValidateFunction {
  let found = compiled.get(schema)
  if (found === undefined) {
    found = ajv.compile(withoutIds(schema) as object)
    compiled.set(schema, found)
  }
  return found
}

/** What reads like the name of a property. Anything else may be a value that got into the place of a name. */
const NAME = /^(?!.*\d{6})[\p{L}_$][\p{L}\p{N}_$.-]{0,59}$/u

function named(name: string): string {
  return NAME.test(name) ? `"${name}"` : `(a name of ${name.length} characters)`
}

/** Names of a map come from whoever sent it, and may concern persons; the length is enough to find the place. */
function pointerOf(path: string): string {
  const shown = (part: string) => (part === '' || /^\d{1,5}$/.test(part) || NAME.test(part) ? part : `(${part.length})`)
  return path.split('/').map(shown).join('/')
}

function misfitOf(error: ErrorObject): Misfit {
  const parent = (error.parentSchema ?? {}) as { 'x-personal'?: boolean; 'x-secret'?: boolean }
  const extra =
    error.keyword === 'additionalProperties'
      ? ` ${named((error.params as { additionalProperty: string }).additionalProperty)}`
      : ''
  const hidden = parent['x-personal'] === true || parent['x-secret'] === true
  const length = typeof error.data === 'string' ? ` (${error.data.length} characters came)` : ''
  return {
    pointer: pointerOf(error.instancePath),
    sentence: `${error.message ?? error.keyword}${extra}${hidden ? length : ''}`,
  }
}

/** What keeps the value from fitting, at most 20 things; empty when it fits. */
export function misfits(schema: TSchema, value: unknown): readonly Misfit[] {
  const validate = validatorOf(schema)
  if (validate(value)) return []
  return (validate.errors ?? []).slice(0, MOST).map(misfitOf)
}

/** Returns the value if it fits. Throws HUB_BODY_REFUSED, which names every misfit and no personal value. */
export function fitting(schema: TSchema, value: unknown, what: string): unknown {
  const validate = validatorOf(schema)
  if (validate(value)) return value
  throw HUB_BODY_REFUSED(what, (validate.errors ?? []).slice(0, MOST).map(misfitOf))
}

const prints = new WeakMap<object, string>()

/** A short fingerprint of a schema, stored with each message to see later whether it still fits. */
export function schemaPrint(schema: TSchema): string {
  let print = prints.get(schema)
  if (print === undefined) {
    print = createHash('sha256').update(JSON.stringify(schema)).digest('hex').slice(0, 12)
    prints.set(schema, print)
  }
  return print
}

/** What to call a schema in a sentence. */
export function schemaName(schema: TSchema): string {
  return (schema as { $id?: string }).$id ?? 'the schema'
}
