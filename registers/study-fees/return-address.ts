/**
 * Whether a browser may be sent to `address`: it must lie below a registered one. Compared part by part, not as text, so
 * that https://app.example.fi.evil.example is not below https://app.example.fi (never an open redirect).
 */
export function isRegistered(address: string, registered: readonly string[]): boolean {
  const wanted = parsed(address)
  if (wanted === undefined) return false
  return registered.some((entry) => {
    const allowed = parsed(entry)
    if (allowed === undefined || allowed.origin !== wanted.origin) return false
    const path = allowed.pathname
    return path.endsWith('/')
      ? wanted.pathname.startsWith(path)
      : wanted.pathname === path || wanted.pathname.startsWith(`${path}/`)
  })
}

function parsed(text: string): URL | undefined {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return undefined
  }
  const plain = (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
  // What a browser and we could read differently is not compared at all.
  return plain && !/[\\\s\p{C}]/u.test(text) && !/%2f|%5c|%2e/i.test(url.pathname) ? url : undefined
}

/** The return address with the one-time reference; everything the application put there itself stays. */
export function withReference(address: string, reference: string): string {
  const url = new URL(address)
  url.searchParams.set('reference', reference)
  return url.href
}

/** How a browser or a provider's server came back, as one letter of the short addresses (bank buttons allow 60 characters). */
export const WAYS = {
  r: 'return',
  c: 'cancel',
  x: 'reject',
  n: 'callback-success',
  k: 'callback-cancel',
} as const
export type WayLetter = keyof typeof WAYS

/** /p/ + letter + token: 20 characters below the public address. */
export function returnUrl(publicUrl: string, way: WayLetter, token: string): string {
  return `${publicUrl}/p/${way}${token}`
}
