import type { TSchema } from 'typebox'
import { bodyAsJson } from '../bus/codec.js'
import { misfits } from '../bus/validate.js'
import { HUB_ANSWER_REFUSED } from './errors.js'
import { faultOf } from './problem.js'

/**
 * The JSON text of an answer: bigint as a digit string, Date as ISO 8601, bytes as base64. An answer that does not fit
 * its own schema never leaves, since it could hold what nobody meant to show. Throws HUB_ANSWER_REFUSED.
 */
export function answerText(operation: { readonly name: string; readonly response: TSchema }, answer: unknown): string {
  const said = wireForm(answer)
  const wrong = misfits(operation.response, said)
  if (wrong.length > 0) throw HUB_ANSWER_REFUSED(operation.name, wrong.map(faultOf))
  return bodyAsJson(said)
}

/** What JSON makes of a value; the value itself where JSON says it as it is, which is nearly always. */
export function wireForm(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (Array.isArray(value)) {
    const items = value.map(wireForm)
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  let changed = false
  const out: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    // What is undefined is absent in JSON, and must be so for the schema too.
    if (item === undefined) {
      changed = true
      continue
    }
    const said = wireForm(item)
    if (said !== item) changed = true
    out[name] = said
  }
  return changed ? out : value
}
