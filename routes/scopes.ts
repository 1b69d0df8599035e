import { HUB_CLIENT_SCOPE } from './errors.js'

/** What an operation asks for: `<pack>:<thing>:<verb>`, such as `study-fees:orders:write`. */
export type Scope = `${string}:${string}:${string}`

const NEEDED = /^[a-z0-9][a-z0-9-]*(:[a-z0-9][a-z0-9-]*){2}$/
const GRANTED = /^([a-z0-9][a-z0-9-]*|\*)(:([a-z0-9][a-z0-9-]*|\*)){2}$/
const MOST_LENGTH = 120

/** Whether this may be the scope of an operation: three parts in lower case, no wildcard. */
export function isScope(text: string): text is Scope {
  return NEEDED.test(text) && text.length <= MOST_LENGTH
}

/** Whether a granted scope covers a needed one. `*` stands for one whole part: `study-fees:*:read`, `*:*:*`. */
export function covers(granted: string, needed: string): boolean {
  if (granted === needed) return true
  const have = granted.split(':')
  const want = needed.split(':')
  return have.length === 3 && want.length === 3 && have.every((part, index) => part === '*' || part === want[index])
}

export function allows(granted: readonly string[], needed: string): boolean {
  return granted.some((each) => covers(each, needed))
}

/**
 * The scopes of a new client, sorted and each once. One that covers nothing an operation asks for is a typing error.
 * Throws HUB_CLIENT_SCOPE.
 */
export function checkedScopes(scopes: readonly string[], known: readonly string[]): readonly string[] {
  for (const scope of scopes) {
    if (!GRANTED.test(scope) || scope.length > MOST_LENGTH)
      throw HUB_CLIENT_SCOPE(scope, 'is not <pack>:<thing>:<verb>, where a part may be *')
    if (!known.some((each) => covers(scope, each)))
      throw HUB_CLIENT_SCOPE(
        scope,
        `opens nothing here; there is ${known.length === 0 ? 'no operation' : [...known].sort().join(', ')}`,
      )
  }
  if (scopes.length === 0) throw HUB_CLIENT_SCOPE('', 'is missing: a client without a scope could do nothing')
  return [...new Set(scopes)].sort()
}
