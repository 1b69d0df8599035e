import type { Encoding } from './encoding.js'
import { type AnyField, type Term, type Total, Wrong } from './field.js'
import { isText, putText } from './fields/constants.js'
import type { Edge } from './frame.js'
import type { Plan, PlanRecord } from './plan.js'

export type Units = Uint8Array | Uint16Array
// biome-ignore lint/suspicious/noExplicitAny: compiled code is checked by its tests, not by types
export type Values = Record<string, any>

/** Four units at a time, the first lowest: a DataView, or the same over units wider than a byte. */
export interface Words {
  getInt32(at: number, littleEndian: true): number
}
/** Words over units of two bytes; a unit beyond Latin-1 makes every test fail, so that the slow path decides. */
export function wordsOf(units: Uint16Array): Words {
  return {
    getInt32(at) {
      const [a, b, c, d] = [units[at]!, units[at + 1]!, units[at + 2]!, units[at + 3]!]
      return (a | b | c | d) > 255 ? -1 : a | (b << 8) | (c << 16) | (d << 24)
    },
  }
}

/** A layout's own machine code, as far as JavaScript has it: one function per record. */
export interface Compiled {
  /** The record at unit `at`, or null where anything is unusual: then the slow path says what. */
  readonly read: readonly ((b: Units, s: string, at: number, d: Words) => Values | null)[]
  /** Puts the record and its line end at unit `at`; false where anything is unusual. */
  readonly write: readonly ((r: Values, b: Units, at: number) => boolean)[]
  /** The record with its totals, given in the order of its slots. */
  readonly whole: readonly ((r: Values, totals: readonly unknown[]) => Values)[]
  /** Puts totals, in the order of its slots, into the record at unit `at`; false as with `write`. */
  readonly fillIn: readonly ((totals: readonly unknown[], b: Units, at: number) => boolean)[]
  /** Adds a record to the totals of the scope that its own totals are over, or to all if it holds none. */
  readonly tally: readonly ((r: Values, n: Float64Array, g: bigint[]) => void)[]
  /** Adds a record that holds totals to the totals of the scopes around its own. */
  readonly tallyAround: readonly ((r: Values, n: Float64Array, g: bigint[]) => void)[]
  /** Whether a record of that index counts for any total. */
  readonly counts: readonly boolean[]
  /** Which of the records that may follow `state` stands at `at`: the index of the edge, or -1. */
  pick(state: number, b: Units, at: number): number
}

/**
 * Compiles a plan with `new Function`. What goes in are a layout's own names (checked to be plain identifiers), numbers
 * and quoted literals: program text of this project, never data of a file.
 */
export function compile(plan: Plan, encoding: Encoding, lineEnd: string): Compiled {
  const source = [
    '"use strict"',
    `const isPlain = ${plainWord(encoding)}`,
    `const isOdd = ${oddUnit(encoding)}`,
    HELPERS,
    `return {`,
    `read: [${plan.records.map(readSource).join(',\n')}],`,
    `write: [${plan.records.map((record) => writeSource(record, lineEnd)).join(',\n')}],`,
    `whole: [${plan.records.map(wholeSource).join(',\n')}],`,
    `fillIn: [${plan.records.map(fillInSource).join(',\n')}],`,
    `tally: [${plan.records.map((record) => tallySource(record, countingOf(plan, record, true))).join(',\n')}],`,
    `tallyAround: [${plan.records.map((record) => tallySource(record, countingOf(plan, record, false))).join(',\n')}],`,
    `counts: [${plan.records.map((record) => countingOf(plan, record, true).length + countingOf(plan, record, false).length > 0)}],`,
    `pick: ${pickSource(plan)}`,
    '}',
  ].join('\n')
  const fields: readonly (readonly AnyField[])[] = plan.records.map((record) => record.fields.map(({ field }) => field))
  const build = new Function('plain', 'fields', 'encoding', 'Wrong', source) as (
    ...given: readonly unknown[]
  ) => Compiled
  return build(encoding.plain, fields, encoding, Wrong)
}

function readSource(record: PlanRecord): string {
  // Where a record of variable length ends is for the slow path to find.
  if (record.open !== undefined) return '() => null'
  const tests: string[] = []
  const befores: string[] = []
  const ranges: [number, number][] = []
  const values = [`record: ${JSON.stringify(record.name)}`]
  record.fields.forEach(({ name, at, field }, i) => {
    const local = `f${i}`
    const code = field.readCode?.(at, local) ?? {
      before: `const ${local} = fields[${record.index}][${i}].parse(s.slice(at+${at}, at+${at + field.width}), encoding); if (${local} instanceof Wrong) return null`,
      value: local,
    }
    if (code.test !== undefined) tests.push(code.test)
    if (code.before !== undefined) befores.push(code.before)
    if (field.total?.kind === 'length') befores.push(`if ((${code.value}) !== ${record.length}) return null`)
    if (code.digits !== undefined) {
      const last = ranges.at(-1)
      if (last?.[1] === code.digits[0]) last[1] = code.digits[1]
      else ranges.push([...code.digits])
    }
    if (field.kept) values.push(`${name}: ${code.value}`)
  })
  const checks = ranges.map(([from, to]) => `if (!areDigits(b, d, at+${from}, at+${to})) return null`)
  return `(b, s, at, d) => {
    ${tests.length === 0 ? '' : `if (!(${tests.join('&&')})) return null`}
    ${[...checks, ...befores].join('\n')}
    return { ${values.join(', ')} }
  }`
}

function writeSource(record: PlanRecord, lineEnd: string): string {
  if (record.open !== undefined) return '() => false'
  const lines = record.fields.map(({ name, field }, i) => {
    const given =
      field.fallback === undefined ? `r.${name}` : `r.${name} === undefined ? ${sourceOf(field.fallback)} : r.${name}`
    const isOwnLength = field.total?.kind === 'length'
    const refused = isOwnLength ? `if (v${i} !== ${record.length}) return false;` : ''
    return `${field.kept ? `const v${i} = ${given};` : ''} ${refused} ${putSource(record, i)}`
  })
  return `(r, b, at) => {
    ${lines.join('\n')}
    ${putText(record.length, lineEnd)}
    return true
  }`
}

function wholeSource(record: PlanRecord): string {
  const values = record.fields
    .filter(({ field }) => field.kept)
    .map(({ name }) => {
      const slot = record.slots.findIndex((one) => one.at.name === name)
      return `${name}: ${slot < 0 ? `r.${name}` : `t[${slot}]`}`
    })
  return `(r, t) => ({ record: r.record, ${values.join(', ')} })`
}

function fillInSource(record: PlanRecord): string {
  const lines = record.slots.map(({ at: { name } }, slot) => {
    const i = record.fields.findIndex((one) => one.name === name)
    return `const v${i} = t[${slot}]; ${putSource(record, i)}`
  })
  return `(t, b, at) => {
    ${lines.join('\n')}
    return true
  }`
}

/** Statements that put the value in the constant `v<i>` into the columns of the record's field i. */
function putSource(record: PlanRecord, i: number): string {
  const { at, field } = record.fields[i]!
  const local = `v${i}`
  if (field.writeCode !== undefined) return field.writeCode(at, local)
  return `{ const u = formatted(fields[${record.index}][${i}], ${field.kept ? local : 'undefined'}); if (u === null) return false; putUnits(u, b, at+${at}) }`
}

function sourceOf(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)
}

interface Counting {
  readonly index: number
  readonly total: Total
  readonly term: Term
}

/**
 * What a record counts for: with `own`, the totals of the scope its own totals are over (all, if it holds none). A running
 * number always counts at once.
 */
function countingOf(plan: Plan, record: PlanRecord, own: boolean): readonly Counting[] {
  return plan.slots.flatMap(({ index, total, scope }) => {
    const atOnce = total.kind === 'serial' || total.soFar || record.scope === undefined || record.scope === scope
    if (own !== atOnce) return []
    return total.terms.filter(({ of }) => of === record.name || of === '*').map((term) => ({ index, total, term }))
  })
}

function tallySource(record: PlanRecord, counting: readonly Counting[]): string {
  const lines = counting.map(({ index, term: { field: name, minus, where } }) => {
    const fieldOf = (name: string) => record.fields.find((one) => one.name === name)!.field
    // What a writer's record leaves out counts as what is written there.
    const heldBy = (name: string) => {
      const { fallback, mayBeAbsent } = fieldOf(name)
      return fallback === undefined || mayBeAbsent ? `r.${name}` : `(r.${name} ?? ${sourceOf(fallback)})`
    }
    const conditions = Object.entries(where).map(([name, allowed]) => {
      const values = Array.isArray(allowed) ? allowed : [allowed]
      return `(${values.map((value) => `${heldBy(name)} === ${sourceOf(value)}`).join('||')})`
    })
    const added = name === undefined ? undefined : fieldOf(name)
    const value = name === undefined ? '' : heldBy(name)
    if (added?.mayBeAbsent) conditions.push(`r.${name} !== undefined`)
    const by = minus ? '-=' : '+='
    const add =
      added === undefined
        ? `n[${index}]++`
        : added.width > 15
          ? `g[${index}] ${by} BigInt(${value})`
          : // Numbers below 10^15 add up exactly as doubles until 9·10^15; then they move over.
            `if ((n[${index}] ${by} Number(${value})) > 8e15 || n[${index}] < -8e15) { g[${index}] += BigInt(n[${index}]); n[${index}] = 0 }`
    return conditions.length === 0 ? add : `if (${conditions.join('&&')}) { ${add} }`
  })
  return `(r, n, g) => { ${lines.join('\n')} }`
}

function pickSource(plan: Plan): string {
  const choice = (edges: readonly Edge[]) =>
    edges
      .map((edge, i) => {
        const tests = plan.at[edge.to]!.tags.map(
          ({ at, texts }) => `(${texts.map((text) => isText(at, text)).join('||')})`,
        )
        return tests.length === 0 ? `return ${i}` : `if (${tests.join('&&')}) return ${i}`
      })
      .join('\n')
  const cases = plan.frame.positions.map((position) => `case ${position.index}: ${choice(position.next)}; return -1`)
  return `(state, b, at) => { switch (state) { ${cases.join('\n')}\ndefault: ${choice(plan.frame.start)}; return -1 } }`
}

// Tests of four units in one word. A digit c has (c ^ 48) below 10, and then adding 6 does not reach the next half byte.
// Latin-1 prints where bit 5 or 6 is set and the unit is not DEL; the ASCII test also wants bit 7 clear.
const LATIN1_WORD = `(w) => {
  const y = w & 0x60606060, v = w ^ 0x7f7f7f7f
  return ((((y | (y << 1)) & 0x40404040) ^ 0x40404040) | ((v - 0x01010101) & ~v & 0x80808080)) === 0
}`
const ASCII_WORD = `(w) => {
  const y = w & 0x60606060, v = w ^ 0x7f7f7f7f
  return ((w & 0x80808080) | (((y | (y << 1)) & 0x40404040) ^ 0x40404040) | ((v - 0x01010101) & ~v & 0x80808080)) === 0
}`
// In the national variants of ISO 646 some units of ASCII stand for other characters: these are looked at one by one.
const NO_WORD = '() => false'
/** The test of four units at a time that lets nothing through but what is plain in the encoding. */
function plainWord({ plain, widths }: Encoding): string {
  const all = (from: number, to: number) => plain.subarray(from, to).every((one) => one === 1)
  if (!all(0x20, 0x7f)) return NO_WORD
  return widths === 'bytes' && all(0xa0, 0x100) ? LATIN1_WORD : ASCII_WORD
}

// Below 0 for a unit that is not plain: the sign of several of them is that of one of them. The first two look nothing up.
const LATIN1_ODD = '(c) => ((c & 127) - 32) | ((c ^ 127) - 1) | (255 - c)'
const ASCII_ODD = '(c) => (c - 32) | (126 - c)'
const TABLE_ODD = '(c) => (c < 256 && plain[c] === 1 ? 0 : -1)'
function oddUnit({ plain }: Encoding): string {
  const isAll = (from: number, to: number) =>
    plain.every((one, code) => (one === 1) === ((code >= 0x20 && code < 0x7f) || (code >= from && code < to)))
  return isAll(0xa0, 0x100) ? LATIN1_ODD : isAll(0, 0) ? ASCII_ODD : TABLE_ODD
}

// Inside the compiled text, so that every layout's calls are optimised for that layout alone.
const HELPERS = `
const TENS = Array.from({ length: 16 }, (_, i) => 10 ** i)
let noted = false
const out = { encoding, substitute: () => undefined, cut() { noted = true }, transliterated() { noted = true } }
function formatted(field, v) {
  noted = false
  const u = field.format(v, out)
  return typeof u === 'string' && !noted ? u : null
}
function text(b, s, d, from, to) {
  while (to - 4 >= from && d.getInt32(to - 4, true) === 0x20202020) to -= 4
  while (to > from && b[to - 1] === 32) to--
  let p = from
  while (p + 4 <= to && isPlain(d.getInt32(p, true))) p += 4
  while (p < to && plain[b[p]] === 1) p++
  return p === to ? s.slice(from, to) : null
}
function areDigits(b, d, from, to) {
  let p = from, bad = 0
  for (; p + 4 <= to; p += 4) {
    const x = d.getInt32(p, true) ^ 0x30303030
    bad |= x | (x + 0x06060606)
  }
  for (; p < to; p++) if ((b[p] ^ 48) > 9) return false
  return (bad & 0xf0f0f0f0) === 0
}
function afterZeros(b, d, p, to) {
  while (p + 4 <= to && d.getInt32(p, true) === 0x30303030) p += 4
  while (p < to && b[p] === 48) p++
  return p
}
function areBlanks(b, d, from, to) {
  let p = from, bad = 0
  for (; p + 4 <= to; p += 4) bad |= d.getInt32(p, true) ^ 0x20202020
  for (; p < to; p++) bad |= b[p] ^ 32
  return bad === 0
}
function four(w) {
  const x = w ^ 0x30303030
  const t = Math.imul(x, 10) + (x >>> 8)
  return (t & 255) * 100 + ((t >>> 16) & 255)
}
function putText(v, b, at, w) {
  if (typeof v !== 'string') return false
  const n = v.length
  if (n > w) return false
  let bad = 0
  for (let i = 0; i < n; i++) {
    const c = v.charCodeAt(i)
    bad |= isOdd(c)
    b[at + i] = c
  }
  if (bad < 0) return false
  for (let i = n; i < w; i++) b[at + i] = 32
  return true
}
function putDigits(v, b, at, w) {
  if (typeof v !== 'string') return false
  const n = v.length
  if (n > w) return false
  let p = at, bad = 0
  for (let i = n; i < w; i++) b[p++] = 48
  for (let i = 0; i < n; i++) {
    const c = v.charCodeAt(i)
    bad |= (c - 48) | (57 - c)
    b[p++] = c
  }
  return bad >= 0
}
function putDigitsLeft(v, b, at, w) {
  if (typeof v !== 'string') return false
  const n = v.length
  if (n > w || n === 0) return false
  for (let i = 0; i < n; i++) {
    const c = v.charCodeAt(i)
    if ((c ^ 48) > 9) return false
    b[at + i] = c
  }
  for (let i = n; i < w; i++) b[at + i] = 32
  return true
}
function putUnits(u, b, at) {
  for (let i = 0; i < u.length; i++) b[at + i] = u.charCodeAt(i)
}
function small(v, b, at, w) {
  let p = at + w - 1
  // At most nine digits: as a small integer it is divided by a multiplication.
  v |= 0
  for (; p > at; p -= 2) {
    const q = (v / 100) | 0
    const r = v - q * 100
    const t = (r * 205) >> 11
    b[p] = 48 + r - t * 10
    b[p - 1] = 48 + t
    v = q
  }
  if (p === at) b[p] = 48 + v
}
function putSmall(v, b, at, w, limit) {
  if (typeof v !== 'number' || !(v >= 0 && v < limit) || Math.trunc(v) !== v) return false
  small(v, b, at, w)
  return true
}
function number(v, b, at, w) {
  while (w > 9) {
    const q = Math.trunc(v / 1e9)
    w -= 9
    small(v - q * 1e9, b, at + w, 9)
    v = q
    if (q === 0) {
      for (let p = at; p < at + w; p++) b[p] = 48
      return
    }
  }
  small(v, b, at, w)
}
function putNumber(v, b, at, w, limit) {
  if (typeof v !== 'number' || !(v >= 0 && v < limit) || Math.trunc(v) !== v) return false
  number(v, b, at, w)
  return true
}
function putBig(v, b, at, w, limit) {
  if (typeof v !== 'bigint') return false
  const x = Number(v)
  if (!(x >= 0) || (w < 16 && x >= TENS[w])) return false
  // Up to there every whole number is a double of its own, so this one is exact.
  if (x <= 9007199254740991) number(x, b, at, w)
  else {
    if (v >= limit) return false
    const u = String(v)
    let p = at
    for (let i = u.length; i < w; i++) b[p++] = 48
    for (let i = 0; i < u.length; i++) b[p++] = u.charCodeAt(i)
  }
  return true
}
`
