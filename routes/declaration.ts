import type { TSchema } from 'typebox'
import { checkedName } from '../bus/ends.js'
import { HUB_OPERATION } from './errors.js'
import { isScope } from './scopes.js'

/** How a property is written in a path or query, where everything is text. */
export type Written = 'string' | 'integer' | 'boolean'

/** Where each property of the flat request comes from. */
export interface Parts {
  readonly path: ReadonlyMap<string, Written>
  /** Of GET and DELETE. */
  readonly query: ReadonlyMap<string, Written>
  /** The names left for the body of POST, PUT and PATCH. */
  readonly body: readonly string[]
  /** Names that must be in the body. */
  readonly bodyRequired: readonly string[]
}

/** What is looked at in a JSON Schema. */
export interface Shape {
  readonly $id?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shape[]
  readonly allOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
  readonly items?: Shape | readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly patternProperties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly unevaluatedProperties?: unknown
}

interface Declaring {
  readonly name: string
  readonly summary: string
  readonly method: string
  readonly path: string
  readonly scope: string
  readonly moreScopes?: readonly string[]
  readonly status: number
  readonly request: TSchema
  readonly response: TSchema
  readonly run: { readonly kind: string }
}

const SEGMENT = /^(?:[A-Za-z0-9._~-]+|\{[A-Za-z][A-Za-z0-9]*\})$/

/** Takes a declaration apart. Throws HUB_NAME, HUB_OPERATION. */
export function checkedDeclaration(declared: Declaring): Parts {
  const { name, method, run } = declared
  const refuse = (sentence: string) => {
    throw HUB_OPERATION(name, sentence)
  }
  checkedName('operation', name)
  if (!name.includes('/')) refuse('its name is <pack>/<file>')
  if (declared.summary.trim() === '') refuse('its summary is empty')
  if (declared.scope !== 'any client' && !isScope(declared.scope))
    refuse(`its scope is <pack>:<thing>:<verb> without wildcards, or "any client"; got "${declared.scope}"`)
  for (const each of declared.moreScopes ?? [])
    if (!isScope(each)) refuse(`one of its moreScopes is not <pack>:<thing>:<verb> without wildcards: "${each}"`)
  if (run.kind === 'read' ? method !== 'GET' && method !== 'POST' : method === 'GET')
    refuse(`a ${method} cannot run ${run.kind}: GET changes nothing, and only GET and POST read`)
  if (run.kind === 'send' && declared.status !== 202) refuse('what sends answers 202')
  const request = declared.request as Shape
  if (request.type !== 'object' || request.properties === undefined)
    refuse('its request is one object schema, since path, query and body are its properties')
  closed(request, '#', refuse)
  return partsOf(declared, request, refuse)
}

function partsOf({ method, path }: Declaring, request: Shape, refuse: (sentence: string) => void): Parts {
  const properties = request.properties ?? {}
  const required = new Set(request.required ?? [])
  const inPath = new Map<string, Written>()
  const segments = path.slice(1).split('/')
  if (!path.startsWith('/') || !segments.every((each) => SEGMENT.test(each)))
    refuse(`its path is /parts/{property}/parts without a slash at the end; got "${path}"`)
  for (const segment of segments) {
    if (!segment.startsWith('{')) continue
    const property = segment.slice(1, -1)
    const shape = properties[property]
    if (shape === undefined) refuse(`its path names {${property}}, which its request does not have`)
    if (!required.has(property)) refuse(`{${property}} stands in the path and so cannot be optional`)
    if (inPath.has(property)) refuse(`{${property}} stands twice in the path`)
    inPath.set(property, written(shape!, property, refuse))
  }
  const rest = Object.keys(properties).filter((each) => !inPath.has(each))
  if (method !== 'GET' && method !== 'DELETE')
    return { path: inPath, query: new Map(), body: rest, bodyRequired: rest.filter((each) => required.has(each)) }
  const query = new Map(rest.map((each) => [each, written(properties[each]!, each, refuse)]))
  return { path: inPath, query, body: [], bodyRequired: [] }
}

function written(shape: Shape, property: string, refuse: (sentence: string) => void): Written {
  const kinds = new Set((shape.anyOf ?? [shape]).map(kindOf))
  const [kind] = kinds
  if (kinds.size !== 1 || kind === undefined)
    refuse(`${property} stands in path or query and so must be a string, an integer or a boolean`)
  return kind!
}

function kindOf(shape: Shape): Written | undefined {
  if (shape.type === 'string' || shape.type === 'integer' || shape.type === 'boolean') return shape.type
  if (shape.type === 'number' && typeof shape.const === 'number' && Number.isSafeInteger(shape.const)) return 'integer'
  if (typeof shape.const === 'string' || shape.enum?.every((each) => typeof each === 'string')) return 'string'
  return undefined
}

/** An object that does not say what it does with unknown properties would let typing errors of callers pass. */
function closed(shape: Shape, pointer: string, refuse: (sentence: string) => void): void {
  if (
    shape.properties !== undefined &&
    shape.additionalProperties === undefined &&
    shape.unevaluatedProperties === undefined
  )
    refuse(`its request must say additionalProperties (false, if unknown ones are refused) at ${pointer}`)
  if (pointer === '#' && shape.additionalProperties !== false)
    refuse('its request must have additionalProperties: false')
  for (const [name, inner] of Object.entries(shape.properties ?? {})) closed(inner, `${pointer}/${name}`, refuse)
  for (const inner of Object.values(shape.patternProperties ?? {})) closed(inner, `${pointer}/*`, refuse)
  for (const inner of [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])])
    closed(inner, `${pointer}/?`, refuse)
  const { items } = shape
  if (items !== undefined) for (const inner of [items].flat() as Shape[]) closed(inner, `${pointer}/*`, refuse)
}
