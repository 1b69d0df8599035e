import type { IncomingHttpHeaders } from 'node:http'
import type { Caller, Clients } from './clients.js'
import { HUB_API_KEY, HUB_SCOPE_MISSING } from './errors.js'
import { allows } from './scopes.js'

const BEARER = /^Bearer +([\x21-\x7e]{1,200})$/i

/**
 * Who calls, by `Authorization: Bearer <key>` (RFC 6750), and whether they may. One header only: a second place for
 * keys would be a second place to forget in somebody's logs. Throws HUB_API_KEY, HUB_SCOPE_MISSING,
 * HUB_CLIENTS_UNREADABLE.
 */
export async function authenticated(clients: Clients, headers: IncomingHttpHeaders, scope: string): Promise<Caller> {
  const given = headers.authorization
  if (given === undefined) throw HUB_API_KEY('this operation needs an API key: send Authorization: Bearer <key>')
  const key = BEARER.exec(given)?.[1]
  if (key === undefined) throw HUB_API_KEY('the Authorization header is not Bearer and one key')
  const caller = await clients.holderOf(key)
  if (caller === undefined) throw HUB_API_KEY('the API key is not known, or was revoked')
  if (scope !== 'any client' && !allows(caller.scopes, scope)) throw HUB_SCOPE_MISSING(caller.name, scope)
  return caller
}
