import { misfits } from '../bus/validate.js'
import type { Written } from './declaration.js'
import { type Fault, HUB_ADDRESS_MALFORMED, HUB_BODY_MISSING, HUB_REQUEST_REFUSED } from './errors.js'
import { wrongIn } from './json-body.js'
import type { Operation } from './operation.js'
import { faultOf } from './problem.js'

const INTEGER = /^(?:0|-?[1-9][0-9]{0,15})$/

/**
 * The one flat request of an operation, put together from path, query and body and held against its schema. Nothing is
 * coerced: text of path and query becomes a number or a boolean only where the schema says so, in one spelling only.
 * Throws HUB_REQUEST_REFUSED, HUB_BODY_MISSING, HUB_ADDRESS_MALFORMED.
 */
export function requestOf(
  operation: Operation,
  came: { readonly path: Readonly<Record<string, string>>; readonly query: string; readonly body: unknown },
): unknown {
  const { parts } = operation
  const faults: Fault[] = []
  const request: Record<string, unknown> = {}
  const query = queryPairs(came.query)
  if (operation.method === 'GET' || operation.method === 'DELETE') {
    for (const [name, text] of query) {
      const written = parts.query.get(name)
      // Unknown ones go in as they are, so that the schema refuses them in its own words.
      put(request, name, written === undefined ? text : valueIn(text, written, name, faults))
    }
  } else {
    for (const [name] of query)
      faults.push({ pointer: `#/${clipped(name)}`, detail: 'stands in the query, but this operation takes a body' })
    takeBody(operation, came.body, request, faults)
  }
  for (const [name, written] of parts.path) put(request, name, valueIn(came.path[name] ?? '', written, name, faults))
  if (faults.length > 0) throw HUB_REQUEST_REFUSED(operation.name, faults)
  const wrong = misfits(operation.request, request)
  if (wrong.length > 0) throw HUB_REQUEST_REFUSED(operation.name, wrong.map(faultOf))
  return request
}

function takeBody(operation: Operation, body: unknown, request: Record<string, unknown>, faults: Fault[]): void {
  const { parts } = operation
  if (body === undefined) {
    if (parts.bodyRequired.length > 0) throw HUB_BODY_MISSING()
    return
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    faults.push({ pointer: '#', detail: 'must be object' })
    return
  }
  for (const [name, value] of Object.entries(body)) {
    if (parts.path.has(name)) faults.push({ pointer: `#/${name}`, detail: 'stands in the path and so not in the body' })
    else put(request, name, value)
  }
}

function put(request: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(request, name, { value, enumerable: true })
  else request[name] = value
}

function valueIn(text: string, written: Written, name: string, faults: Fault[]): unknown {
  const wrong = wrongIn(text)
  if (wrong !== undefined) faults.push({ pointer: `#/${name}`, detail: wrong })
  if (written === 'string') return text
  if (written === 'boolean') {
    if (text !== 'true' && text !== 'false')
      faults.push({ pointer: `#/${name}`, detail: 'must be written true or false' })
    return text === 'true'
  }
  const value = Number(text)
  if (!INTEGER.test(text) || !Number.isSafeInteger(value))
    faults.push({ pointer: `#/${name}`, detail: 'must be a whole number in plain digits, such as 12 or -3' })
  return value
}

const clipped = (name: string) => name.slice(0, 60)

/** The pairs of a query (WHATWG URL, application/x-www-form-urlencoded), strictly. Throws HUB_ADDRESS_MALFORMED. */
export function queryPairs(query: string): readonly (readonly [string, string])[] {
  if (query === '') return []
  const seen = new Set<string>()
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=')
    const name = decoded(at < 0 ? pair : pair.slice(0, at))
    if (name === '') throw HUB_ADDRESS_MALFORMED('the query holds a pair without a name')
    if (seen.has(name)) throw HUB_ADDRESS_MALFORMED(`the query holds ${JSON.stringify(clipped(name))} twice`)
    seen.add(name)
    return [name, at < 0 ? '' : decoded(pair.slice(at + 1))]
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw HUB_ADDRESS_MALFORMED('the query is not well-formed: every % is followed by two hexadecimal digits of UTF-8')
  }
}
