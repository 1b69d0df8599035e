import { createHash, randomBytes, randomInt } from 'node:crypto'

/** Chance as a parameter, so that tests can tell it. */
export interface Chance {
  /** 16 characters that nobody can guess (96 bits), fit for a URL. */
  token(): string
  /** Four decimal digits. */
  fourDigits(): string
}

export const chance: Chance = {
  token: () => randomBytes(12).toString('base64url'),
  fourDigits: () => String(randomInt(10_000)).padStart(4, '0'),
}

/** What is stored of a secret that somebody else carries. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
