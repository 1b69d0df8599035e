import { createHash, randomBytes } from 'node:crypto'

const POOL = 65_536
let pool: Buffer = Buffer.alloc(0)
let at = POOL
let lastTime = 0
let counter = 0

function random(bytes: number): number {
  if (at + bytes > pool.length) {
    pool = randomBytes(POOL)
    at = 0
  }
  const value = bytes === 1 ? pool[at]! : pool.readUIntBE(at, bytes)
  at += bytes
  return value
}

/**
 * A new UUIDv7 (RFC 9562, section 5.7). Ids made by one process sort in the order they were made: within a
 * millisecond a 12-bit counter in rand_a rises (method 1 of section 6.2), and an exhausted counter borrows the next
 * millisecond instead of waiting.
 */
export function newId(now: number = Date.now()): string {
  if (now > lastTime) {
    lastTime = now
    counter = random(2) & 0x7ff
  } else if (++counter > 0xfff) {
    lastTime++
    counter = random(2) & 0x7ff
  }
  const time = timeText()
  const variant = HEX[0x80 | (random(1) & 0x3f)]! + HEX[random(1)]!
  const tail = HEX[random(1)]! + HEX[random(1)]! + HEX[random(1)]! + HEX[random(1)]! + HEX[random(1)]! + HEX[random(1)]!
  return `${time}-7${DIGIT[counter >> 8]}${HEX[counter & 0xff]}-${variant}-${tail}`
}

const DIGIT = '0123456789abcdef'
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
let textOf = -1
let text = ''

/** Many ids are made in one millisecond. */
function timeText(): string {
  if (textOf !== lastTime) {
    textOf = lastTime
    const hex = lastTime.toString(16).padStart(12, '0')
    text = `${hex.slice(0, 8)}-${hex.slice(8)}`
  }
  return text
}

/** An id that is always the same for the same names: UUIDv8 (RFC 9562, section 5.8) over SHA-256. */
export function idFrom(...names: readonly string[]): string {
  const hex = createHash('sha256').update(names.join('\u0000')).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16).padStart(2, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`
}
