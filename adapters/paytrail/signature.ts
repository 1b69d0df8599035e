import { createHmac } from 'node:crypto'
import { sameText } from '../mac/mac.js'

export type PaytrailAlgorithm = 'sha256' | 'sha512'

/**
 * Paytrail's signature (protocols/fi.md 7.4): HMAC over every `checkout-*` name in lower case, sorted, as `name:value`
 * lines, then the raw body, empty if there is none. Redirects and callbacks are signed the same way over their query.
 */
export function paytrailSignature(
  algorithm: PaytrailAlgorithm,
  secret: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
): string {
  const lines = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('checkout-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
  return createHmac(algorithm, secret).update(lines.join(''), 'utf8').update(body).digest('hex')
}

/** Whether `signature` is the signature; compared in a time that does not depend on where they differ. */
export function paytrailSignatureMatches(
  algorithm: PaytrailAlgorithm,
  secret: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
  signature: string | undefined,
): boolean {
  if (signature === undefined) return false
  return sameText(paytrailSignature(algorithm, secret, headers, body), signature.toLowerCase())
}
