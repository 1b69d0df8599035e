import { HubError, neverSent } from './errors.js'

export const HUB_BODY_NOT_STORABLE = (where: string, what: string) =>
  new HubError(
    'HUB_BODY_NOT_STORABLE',
    `a body holds JSON values, bigint, Date and bytes; ${where || 'the body'} is ${what}`,
    neverSent,
  )

/**
 * One property name marks what JSON cannot say: `{ "$": "bigint", "v": "12" }`. An object of the user's that has the
 * property itself is written as a list of pairs, so that nothing is ambiguous.
 */
const TAG = '$'

type Plain = null | boolean | number | string | Plain[] | { [name: string]: Plain }

function tag(value: unknown, where: string): Plain | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      if (!Number.isFinite(value)) throw HUB_BODY_NOT_STORABLE(where, String(value))
      return value
    case 'bigint':
      return { [TAG]: 'bigint', v: value.toString() }
    case 'undefined':
      return undefined
    case 'object':
      return value === null ? null : tagObject(value, where)
    default:
      throw HUB_BODY_NOT_STORABLE(where, `a ${typeof value}`)
  }
}

function tagObject(value: object, where: string): Plain {
  if (Array.isArray(value)) return value.map((item, index) => tag(item, `${where}/${index}`) ?? null)
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw HUB_BODY_NOT_STORABLE(where, 'an invalid Date')
    return { [TAG]: 'date', v: value.toISOString() }
  }
  if (value instanceof Uint8Array)
    return {
      [TAG]: 'bytes',
      v: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
    }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) {
    if (Symbol.asyncIterator in value) throw HUB_BODY_NOT_STORABLE(where, 'a stream')
    throw HUB_BODY_NOT_STORABLE(where, `a ${(prototype.constructor as { name?: string } | undefined)?.name ?? 'class'}`)
  }
  if (TAG in value)
    return {
      [TAG]: 'object',
      v: Object.entries(value).map(([name, item]) => [name, tag(item, `${where}/${name}`) ?? null]),
    }
  const out: { [name: string]: Plain } = {}
  for (const [name, item] of Object.entries(value)) {
    const tagged = tag(item, `${where}/${name}`)
    if (tagged !== undefined) define(out, name, tagged)
  }
  return out
}

function define(target: object, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
  else (target as Record<string, unknown>)[name] = value
}

function untag(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(untag)
  const { [TAG]: kind, v } = value as { [TAG]?: unknown; v?: unknown }
  if (kind === 'bigint') return BigInt(v as string)
  if (kind === 'date') return new Date(v as string)
  if (kind === 'bytes') return new Uint8Array(Buffer.from(v as string, 'base64'))
  const out: Record<string, unknown> = {}
  const entries = kind === 'object' ? (v as [string, unknown][]) : Object.entries(value)
  for (const [name, item] of entries) define(out, name, untag(item))
  return out
}

const NOTHING = Buffer.alloc(0)

/** Whether JSON alone says everything there is in the value: the common case, told apart without building anything. */
function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object': {
      if (value === null) return true
      if (Array.isArray(value)) return value.every(isPlain)
      if (Object.getPrototypeOf(value) !== Object.prototype || TAG in value) return false
      for (const name in value) if (!isPlain((value as Record<string, unknown>)[name])) return false
      return true
    }
    default:
      return false
  }
}

/**
 * A body as bytes: JSON, with bigint, Date and bytes carried so that a resumed body equals the held one. `undefined`
 * is no bytes. Throws HUB_BODY_NOT_STORABLE for streams, functions, classes, NaN.
 */
export function encodeBody(value: unknown): Buffer {
  if (value === undefined) return NOTHING
  return Buffer.from(JSON.stringify(isPlain(value) ? value : tag(value, '')), 'utf8')
}

/** The body that `encodeBody` was given. */
export function decodeBody(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) return undefined
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const value: unknown = JSON.parse(text)
  return text.includes('"$":') ? untag(value) : value
}

/** JSON for people and programs: bigint as a digit string, bytes as base64, indented if asked. */
export function bodyAsJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_name, item: unknown) => {
      if (typeof item === 'bigint') return item.toString()
      if (item instanceof Uint8Array) return Buffer.from(item).toString('base64')
      return item
    },
    indent,
  )
}
