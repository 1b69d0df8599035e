import { type AnyField, type Field, field, Refusal, Wrong } from '../field.js'
import { hexadecimal, nulFilled } from '../fields/bytes.js'
import { binary, decimalPoint, packed, zoned } from '../fields/cobol.js'
import { exactly, orBlank } from '../fields/open.js'
import { text } from '../fields/text.js'
import type { Item } from './entries.js'
import { HUB_COPYBOOK_RECORDS, HUB_COPYBOOK_UNSUPPORTED } from './errors.js'
import type { Picture } from './picture.js'

export interface FieldOptions {
  /** Fields that take the place of those the copybook says, by its names; each of the same width. */
  readonly fields?: Readonly<Record<string, AnyField>>
  /**
   * Blank columns in a number of USAGE DISPLAY: `absent` (unless told) reads them as undefined and writes undefined as blanks;
   * `refused` makes them an error. Letters there are always an error.
   */
  readonly blankNumbers?: 'absent' | 'refused'
  /** Which signs are read, see `SignOptions`; `preferred` unless told. */
  readonly signs?: 'preferred' | 'any'
  /** Text: `trimmed` (unless told) is without the blanks that fill it, `exact` has all columns. */
  readonly text?: 'trimmed' | 'exact'
  /** Text that is filled with NUL (X'00') instead of blanks: the names of such items, or all. */
  readonly nulFilled?: 'all' | readonly string[]
  /** Items that hold what is known of a person: errors then give length and position, never the value. */
  readonly personal?: readonly string[]
}

/** A name of the copybook as that of a property: capitals, and _ for hyphens. */
export function propertyOf(name: string): string {
  const plain = name.toUpperCase().replaceAll('-', '_')
  return /^[0-9]/.test(plain) ? `_${plain}` : plain
}

type NumberPicture = Extract<Picture, { kind: 'number' }>
/** Bytes of a binary number with so many digits in its picture. */
const binaryBytes = ({ digits }: NumberPicture) => (digits <= 4 ? 2 : digits <= 9 ? 4 : digits <= 18 ? 8 : 16)

/** Bytes that one occurrence of an elementary item takes. */
export function widthOf({ picture, usage, sign }: Item): number {
  if (usage === 'double') return 8
  if (picture === undefined) return 4
  if (picture.kind !== 'number') return picture.width
  if (usage === 'packed') return Math.floor(picture.digits / 2) + 1
  if (usage === 'binary' || usage === 'native') return binaryBytes(picture)
  return picture.width + (picture.signed && sign?.separate === true ? 1 : 0)
}

/** The boundary that SYNC puts an item on. */
export function boundaryOf(item: Item): number {
  if (!item.sync || item.children.length > 0) return 1
  if (item.usage === 'double') return 8
  if (item.usage === 'display' || item.usage === 'packed') return 1
  return Math.min(widthOf(item), 4)
}

/** Bytes of no known form: absent where they are blanks, else as hexadecimal digits, so that nothing is lost. */
export const unknownBytes = (width: number): AnyField => orBlank(hexadecimal(width))

/** Whether a field holds bytes that are no characters, so that line ends between records cannot be told from it. */
export const isBinary = ({ usage }: Item): boolean => usage !== 'display'

/** The field of an elementary item. Throws HUB_COPYBOOK_UNSUPPORTED, HUB_COPYBOOK_RECORDS. */
export function fieldOf(item: Item, options: FieldOptions): AnyField {
  const width = widthOf(item)
  const own = Object.entries(options.fields ?? {}).find(([name]) => propertyOf(name) === propertyOf(item.name))?.[1]
  if (own !== undefined && own.width !== width)
    throw HUB_COPYBOOK_RECORDS(`has ${item.name} ${width} wide, but the field given for it is ${own.width} wide`)
  const made = own ?? fieldOfPicture(item, width, options)
  const personal = made.personal || isNamed(item, options.personal)
  const meaning = item.conditions.length === 0 ? '' : ` (${item.conditions.join('; ')})`
  return Object.freeze({ ...made, personal, holds: `${made.holds}${meaning}` })
}

const isNamed = ({ name }: Item, names: readonly string[] = []): boolean =>
  names.some((one) => propertyOf(one) === propertyOf(name))

function fieldOfPicture(item: Item, width: number, options: FieldOptions): AnyField {
  const { picture, usage, name } = item
  if (picture === undefined) {
    const what = { float: 'a floating-point number', double: 'a floating-point number', index: 'an index' }[
      usage as string
    ]
    const instead = `give its field, such as fields: { '${name}': hexadecimal(${width}) }`
    throw HUB_COPYBOOK_UNSUPPORTED(item.line, `${what ?? 'a pointer'} (${name})`, instead)
  }
  if (picture.kind === 'text') return textOf(item, width, options)
  const display = picture.kind === 'number' ? numberOf(item, picture, options) : editedOf(picture, options)
  if (usage !== 'display') return display
  if (item.blankWhenZero && display.json === 'bigint') return zeroIsBlank(display)
  return picture.kind === 'number' || picture.plain !== undefined ? mayBeBlank(display, options) : display
}

const mayBeBlank = (of: AnyField, { blankNumbers = 'absent' }: FieldOptions): AnyField =>
  blankNumbers === 'absent' ? orBlank(of) : of

function textOf(item: Item, width: number, options: FieldOptions): AnyField {
  const { nulFilled: filled = [] } = options
  if (filled === 'all' || isNamed(item, filled)) return nulFilled(width)
  return options.text === 'exact' ? exactly(width) : text(width, { align: item.justified ? 'right' : 'left' })
}

function numberOf(item: Item, picture: NumberPicture, { signs = 'preferred' }: FieldOptions): Field<bigint> {
  const { digits, decimals, signed } = picture
  if (item.usage === 'packed') return packed(digits, { signed, decimals, signs })
  if (item.usage === 'native') return binary(binaryBytes(picture), { signed, decimals })
  if (item.usage === 'binary') return binary(binaryBytes(picture), { signed, decimals, digits })
  if (!signed) return zoned(digits, { decimals })
  const where = item.sign?.leading === true ? 'leading' : 'trailing'
  return zoned(digits, { sign: item.sign?.separate === true ? `separate-${where}` : where, decimals, signs })
}

function editedOf({ plain, width }: Extract<Picture, { kind: 'edited' }>, options: FieldOptions): AnyField {
  if (plain === undefined) return options.text === 'exact' ? exactly(width) : text(width, { align: 'right' })
  const { decimals, ...rest } = plain
  return decimalPoint(width, decimals, rest)
}

/** BLANK WHEN ZERO: blanks are the number 0, and it is written as them. */
function zeroIsBlank(inner: Field<bigint>): Field<bigint> {
  const blanks = ' '.repeat(inner.width)
  const holds = `${inner.holds}, blanks for zero`
  return field<bigint>({
    width: inner.width,
    holds,
    adds: true,
    json: 'bigint',
    ...(inner.sample && { sample: inner.sample }),
    parse(units, encoding) {
      if (units === blanks) return 0n
      const value = inner.parse(units, encoding)
      return value instanceof Wrong || value === 0n ? new Wrong(holds) : value
    },
    format(value, out) {
      if (value === 0n) return blanks
      const units = inner.format(value, out)
      return units instanceof Refusal ? new Refusal(units.reason, value, holds) : units
    },
  })
}
