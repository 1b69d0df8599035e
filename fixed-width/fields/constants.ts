import { type Field, field, Refusal, Wrong } from '../field.js'
import { drawOneOf } from './samples.js'

/** A field that is no part of the record. */
export type Constant = Field<never, unknown>

/** A test that the units from `at` are those of `text`. */
export const isText = (at: number, text: string) =>
  [...text].map((c, i) => `b[at+${at + i}]===${c.charCodeAt(0)}`).join('&&') || 'true'
/** Statements that put `text` there. */
export const putText = (at: number, text: string) =>
  [...text].map((c, i) => `b[at+${at + i}]=${c.charCodeAt(0)}`).join(';')

function constant(text: string, role: 'constant' | 'tag', more: { readonly tags?: readonly string[] }): Constant {
  return field<never, unknown>({
    width: text.length,
    holds: `"${text}"`,
    role,
    kept: false,
    ...more,
    parse: (units) => (units === text ? undefined : new Wrong(`"${text}"`)),
    format: () => text,
    readCode: (at) => ({ test: isText(at, text) }),
    writeCode: (at) => putText(at, text),
  })
}

/** Always this text (ASCII). It is written and checked, and is no part of the record. */
export const literal = (text: string): Constant => constant(text, 'constant', {})

/**
 * Text (ASCII) that tells this record from the others. With one text it is no part of the record; with several, each of
 * them means this record and the field says which came.
 */
export function tag(text: string): Constant
export function tag<const T extends string>(...texts: readonly [T, T, ...T[]]): Field<T>
export function tag(...texts: readonly string[]): Constant | Field<string> {
  if (texts.length === 1) return constant(texts[0]!, 'tag', { tags: texts })
  return { ...code(...texts), role: 'tag', tags: texts } as Field<string>
}

/** One of these texts (ASCII), the shorter ones filled with blanks on the right; `''` is blank columns. */
export function code<const T extends string>(...texts: readonly T[]): Field<T> {
  const width = Math.max(...texts.map((text) => text.length))
  const list = texts.map((text) => JSON.stringify(text)).join(', ')
  const wide = texts.map((text) => text.padEnd(width))
  return field<T>({
    width,
    holds: `one of ${list}`,
    sample: drawOneOf(texts),
    parse: (units) => texts[wide.indexOf(units)] ?? new Wrong(`one of ${list}`),
    format: (value) => wide[texts.indexOf(value as T)] ?? new Refusal('value', value),
    readCode: (at, name) => ({
      before: `const ${name} = ${wide.map((text, i) => `${isText(at, text)} ? ${JSON.stringify(texts[i])} : `).join('')}undefined; if (${name} === undefined) return null`,
      value: name,
    }),
    writeCode: (at, value) =>
      `switch (${value}) { ${texts.map((text, i) => `case ${JSON.stringify(text)}: ${putText(at, wide[i]!)}; break`).join('; ')}; default: return false }`,
  })
}

/** A yes or no, each by its own text. */
export function flag(texts: { readonly no: string; readonly yes: string } = { no: '0', yes: '1' }): Field<boolean> {
  const { no, yes } = texts
  const holds = `"${yes}" for yes or "${no}" for no`
  return field<boolean>({
    width: yes.length,
    holds,
    sample: drawOneOf([false, false, false, false, false, false, false, true]),
    parse: (units) => (units === yes ? true : units === no ? false : new Wrong(holds)),
    format: (value) => (value === true ? yes : value === false ? no : new Refusal('value', value)),
    readCode: (at, name) => ({
      before: `const ${name} = ${isText(at, yes)}; if (!${name} && !(${isText(at, no)})) return null`,
      value: name,
    }),
    writeCode: (at, value) =>
      `if (${value} === true) { ${putText(at, yes)} } else if (${value} === false) { ${putText(at, no)} } else return false`,
  })
}

/** Columns that are blank: written as blanks, and anything else there is an error. */
export function blank(width: number): Constant {
  const blanks = ' '.repeat(width)
  return field<never, unknown>({
    width,
    holds: width === 1 ? 'a blank' : `${width} blanks`,
    role: 'constant',
    kept: false,
    parse: (units) => (units === blanks ? undefined : new Wrong(width === 1 ? 'a blank' : `${width} blanks`)),
    format: () => blanks,
    readCode: (at) => ({ before: `if (!areBlanks(b, d, at+${at}, at+${at + width})) return null` }),
    writeCode: (at) => fill(at, width, 32),
  })
}

/** Columns that nobody owns: whatever stands there is ignored, and they are written filled. */
export function spare(width: number, filler: ' ' | '0' = ' '): Constant {
  return field<never, unknown>({
    width,
    holds: `${width} spare columns`,
    role: 'constant',
    kept: false,
    parse: () => undefined,
    format: () => filler.repeat(width),
    // A line end there ends the line all the same, which the slow path sees.
    readCode: (at) => ({
      before: `for (let p = at+${at}; p < at+${at + width}; p++) if (b[p] === 10 || b[p] === 13) return null`,
    }),
    writeCode: (at) => fill(at, width, filler.charCodeAt(0)),
  })
}

const fill = (at: number, width: number, unit: number) =>
  `for (let p = at+${at}; p < at+${at + width}; p++) b[p] = ${unit}`
