import { type Field, field, Refusal, Wrong } from '../field.js'
import { drawText } from './samples.js'

/** The same field, or blank columns: they read as undefined, and undefined is written as blanks. */
export function orBlank<Out, In>(inner: Field<Out, In>): Field<Out | undefined, In | undefined> {
  const blanks = ' '.repeat(inner.width)
  const holds = `${inner.holds}, or blanks`
  const { readCode: _, writeCode, sample, ...rest } = inner
  return Object.freeze({
    ...rest,
    holds,
    mayBeAbsent: true,
    parse(units: string, encoding: Parameters<Field['parse']>[1]) {
      if (units === blanks) return undefined
      const value = inner.parse(units, encoding)
      return value instanceof Wrong ? new Wrong(`${value.expected}, or blanks`) : value
    },
    format: (value: unknown, out: Parameters<Field['format']>[1]) =>
      value === undefined ? blanks : inner.format(value, out),
    ...(sample && { sample: (random: () => number) => (random() < 0.2 ? undefined : sample.call(inner, random)) }),
  }) as unknown as Field<Out | undefined, In | undefined>
}

/** Text exactly as it stands, blanks on both sides included: for columns that must come out again as they came. */
export function exactly(width: number, { personal = false }: { readonly personal?: boolean } = {}): Field<string> {
  const holds = `exactly ${width} characters`
  const draw = drawText(width, personal)
  return field<string>({
    width,
    holds,
    personal,
    sample: (random) => draw(random).padEnd(width),
    parse: (units, encoding) => encoding.toText(units) ?? new Wrong(`printable text in ${encoding.name}`),
    format(value, out) {
      if (typeof value !== 'string') return new Refusal('value', value, 'text')
      const units = out.encoding.toUnits(value)
      if (units === undefined) return new Refusal('character', value, `characters of ${out.encoding.name}`)
      return units.length === width ? units : new Refusal('overflow', value, holds)
    },
  })
}

/** The text of all columns that are left in a record of variable length, exactly as it stands. */
export function rest({ personal = false }: { readonly personal?: boolean } = {}): Field<string> {
  return field<string>({
    width: 1,
    open: true,
    holds: 'text to the end of the record',
    personal,
    sample: drawText(20, personal),
    parse: (units, encoding) => encoding.toText(units) ?? new Wrong(`printable text in ${encoding.name}`),
    format(value, out) {
      if (typeof value !== 'string') return new Refusal('value', value, 'text')
      return out.encoding.toUnits(value) ?? new Refusal('character', value, `characters of ${out.encoding.name}`)
    },
  })
}

/** The same field again and again to the end of a record of variable length, at most so many times. */
export function list<Out, In>(
  inner: Field<Out, In>,
  { most }: { readonly most: number },
): Field<readonly Out[], readonly In[]> {
  const { width, personal, anyByte } = inner
  const holds = `up to ${most} times ${inner.holds}`
  return field<readonly Out[], readonly In[]>({
    width: 1,
    open: true,
    holds,
    personal,
    anyByte,
    parse(units, encoding) {
      if (units.length % width !== 0) return new Wrong(`${holds}: a multiple of ${width} columns`)
      const values: Out[] = []
      for (let at = 0; at < units.length; at += width) {
        const value = inner.parse(units.slice(at, at + width), encoding)
        if (value instanceof Wrong)
          return new Wrong(`${value.expected} in columns ${at + 1} to ${at + width} of the list`)
        values.push(value as Out)
      }
      return values.length > most ? new Wrong(holds) : values
    },
    format(value, out) {
      if (!Array.isArray(value)) return new Refusal('value', value, 'a list')
      if (value.length > most) return new Refusal('overflow', value, holds)
      let units = ''
      for (const one of value) {
        const own = inner.format(one, out)
        if (typeof own !== 'string') return own
        units += own
      }
      return units
    },
    ...(inner.sample && {
      sample: (random) =>
        Array.from({ length: 1 + Math.floor(random() * Math.min(most, 3)) }, () => inner.sample!(random)),
    }),
  })
}
