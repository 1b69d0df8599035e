import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Below this, packing costs more time than the bytes are worth: some 17 µs, an eighth of all that a message costs. */
export const WORTH = 1_024
/** And it must save a quarter, which an image or an archive does not. */
const SAVES = 0.75

/** A body as it is kept in history: compressed with raw deflate (RFC 1951) where that pays. */
export function pack(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly packed: boolean } {
  if (bytes.length < WORTH) return { bytes, packed: false }
  const small = deflateRawSync(bytes, { level: 4 })
  return small.length < bytes.length * SAVES ? { bytes: small, packed: true } : { bytes, packed: false }
}

export function unpack(bytes: Uint8Array, packed: boolean): Uint8Array {
  if (!packed) return bytes
  const whole = inflateRawSync(bytes)
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength)
}
