import { type Field, field, Refusal, Wrong } from '../field.js'
import { drawText } from './samples.js'
import { bytesOf, unitsOf } from './units.js'

/**
 * Text filled with NUL (X'00') on the right instead of blanks, as C programs and some mainframe loads leave it. NULs at the end
 * are dropped and written again; blanks are text, so that the columns come out as they went in. A NUL before that is refused.
 */
export function nulFilled(width: number, { personal = false }: { readonly personal?: boolean } = {}): Field<string> {
  const holds = `${width} characters of text, then NUL`
  return field<string>({
    width,
    holds,
    personal,
    sample: drawText(width, personal),
    parse(units, encoding) {
      let end = units.length
      while (end > 0 && units.charCodeAt(end - 1) === 0) end--
      return encoding.toText(units.slice(0, end)) ?? new Wrong(`printable text in ${encoding.name}, then NUL`)
    },
    format(value, { encoding }) {
      if (typeof value !== 'string') return new Refusal('value', value, 'text')
      const units = encoding.toUnits(value)
      if (units === undefined) return new Refusal('character', value, `characters of ${encoding.name}`)
      return units.length > width ? new Refusal('overflow', value, holds) : units.padEnd(width, '\0')
    },
  })
}

/** Any bytes, as upper-case hexadecimal digits, two for each: for columns whose meaning is not known and that must not be lost. */
export function hexadecimal(width: number): Field<string> {
  const holds = `${width} bytes as ${2 * width} hexadecimal digits`
  const only = `${holds}, in a layout whose widths count bytes`
  return field<string>({
    width,
    holds,
    anyByte: true,
    sample: (random) => Array.from({ length: 2 * width }, () => '0123456789ABCDEF'[Math.floor(random() * 16)]).join(''),
    parse: (units, encoding) =>
      encoding.widths === 'bytes' ? bytesOf(units, encoding).toString('hex').toUpperCase() : new Wrong(only),
    format(value, { encoding }) {
      if (encoding.widths !== 'bytes') return new Refusal('value', value, only)
      if (typeof value !== 'string' || !/^(?:[0-9A-F]{2})*$/.test(value)) return new Refusal('value', value, holds)
      if (value.length > 2 * width) return new Refusal('overflow', value, holds)
      return value.length < 2 * width
        ? new Refusal('value', value, holds)
        : unitsOf(Buffer.from(value, 'hex'), encoding)
    },
  })
}
