/** One route as Fastify knows it: `/orders/:orderId`. */
export interface Offered {
  readonly method: string
  readonly url: string
}

/** The methods offered at an address, sorted; none if nothing is there. */
export function methodsAt(offered: readonly Offered[], address: string): readonly string[] {
  const path = address.split('?', 1)[0]!.split('/')
  const found = new Set<string>()
  for (const { method, url } of offered) if (fits(url.split('/'), path)) found.add(method)
  return [...found].sort()
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.at(-1) === '*')
    return path.length >= pattern.length && pattern.slice(0, -1).every((part, at) => same(part, path[at]!))
  return pattern.length === path.length && pattern.every((part, at) => same(part, path[at]!))
}

function same(pattern: string, part: string): boolean {
  return pattern === part || (pattern.startsWith(':') && part !== '')
}
