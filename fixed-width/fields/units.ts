import type { Encoding } from '../encoding.js'

// Between the units that a field is given and the bytes of the file, where the bytes themselves are the value.

const HALVES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
/** The half bytes that units stand for, as hexadecimal digits. */
export function halvesOf(units: string, { byteOf }: Encoding): string {
  let halves = ''
  for (let i = 0; i < units.length; i++) {
    const unit = units.charCodeAt(i)
    halves += HALVES[byteOf === undefined ? unit : byteOf[unit]!]
  }
  return halves
}

// Four bytes at a time: bigint only where a number is larger than others are exact.
const WORD = 2 ** 32
const EXACT = 2 ** 20

/** The number whose bytes, the highest first, units stand for. */
export function wordsOf(units: string, signed: boolean, { byteOf }: Encoding): bigint {
  const byteAt = (i: number) => (byteOf === undefined ? units.charCodeAt(i) : byteOf[units.charCodeAt(i)]!)
  let i = 0
  // The first word has one to four bytes and, in two's complement, the sign.
  let word = 0
  for (const first = ((units.length - 1) % 4) + 1; i < first; i++) word = word * 256 + byteAt(i)
  if (signed && word >= 2 ** (8 * i - 1)) word -= 2 ** (8 * i)
  let value: bigint | undefined
  for (; i < units.length; i += 4) {
    const next = ((byteAt(i) << 24) | (byteAt(i + 1) << 16) | (byteAt(i + 2) << 8) | byteAt(i + 3)) >>> 0
    if (value === undefined && word < EXACT && word >= -EXACT) word = word * WORD + next
    else value = ((value ?? BigInt(word)) << 32n) | BigInt(next)
  }
  return value ?? BigInt(word)
}

/** The units of so many bytes of a number in two's complement, the highest first. */
export function unitsOfWords(value: bigint, bytes: number, { unitOf }: Encoding): string {
  let units = ''
  let left = value
  for (let done = 0; done < bytes; done += 4) {
    let word = Number(BigInt.asUintN(32, left))
    left >>= 32n
    for (let i = done; i < done + 4 && i < bytes; i++) {
      const byte = word & 255
      word >>>= 8
      units = String.fromCharCode(unitOf === undefined ? byte : unitOf[byte]!) + units
    }
  }
  return units
}
/** The same units, the last first. */
export const reversed = (units: string) => [...units].reverse().join('')

/** The bytes of a file that units stand for. */
export function bytesOf(units: string, { byteOf }: Encoding): Buffer {
  const bytes = Buffer.from(units, 'latin1')
  if (byteOf !== undefined) for (let i = 0; i < bytes.length; i++) bytes[i] = byteOf[bytes[i]!]!
  return bytes
}
/** The units that stand for bytes of a file. Changes the bytes. */
export function unitsOf(bytes: Buffer, { unitOf }: Encoding): string {
  if (unitOf !== undefined) for (let i = 0; i < bytes.length; i++) bytes[i] = unitOf[bytes[i]!]!
  return bytes.toString('latin1')
}
