import { type TSchema, Type } from 'typebox'
import { type Schema, schema } from '../bus/ends.js'
import type { Hub } from '../bus/hub.js'
import { addClient, listClients, revokeClient } from './clients.js'

/** What commands about API clients work on. */
export interface ClientsOperated {
  readonly hub: Pick<Hub, 'store' | 'audit'>
  readonly now: () => Date
  /** `operator:<name>`. */
  readonly by: string
  /** Scopes that operations ask for: a scope that opens nothing is a typing error. */
  readonly scopes: readonly string[]
  /** Tells the web server of this process at once; others see it within a second. */
  clientsChanged?(): void
}

const closed = { additionalProperties: false }
const Name = Type.String({ minLength: 1, maxLength: 100 })

const command = <Params, Result>(
  params: Schema<Params>,
  run: (params: Params, on: ClientsOperated) => Promise<Result>,
) => ({ params: params as TSchema, run })

/** Commands about API clients, as an operator gives them. Only `clients.add` ever shows a key, and only once. */
export const clientCommands = {
  'clients.list': command(schema(Type.Object({}, closed)), async (_, { hub }) => listClients(hub.store)),
  'clients.add': command(
    schema(Type.Object({ name: Name, scopes: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }) }, closed)),
    async ({ name, scopes }, { hub, now, by, scopes: known, clientsChanged }) => {
      const added = await addClient(hub.store, { name, scopes, known, now: now().getTime() })
      clientsChanged?.()
      await hub.audit(by, 'clients add', name, 'added', { scopes: added.scopes, prefix: added.prefix })
      return added
    },
  ),
  'clients.revoke': command(
    schema(Type.Object({ name: Name }, closed)),
    async ({ name }, { hub, now, by, clientsChanged }) => {
      await revokeClient(hub.store, name, now().getTime())
      clientsChanged?.()
      await hub.audit(by, 'clients revoke', name, 'revoked')
      return { name, revoked: true }
    },
  ),
}

/** The scopes that operations ask for, sorted and each once. */
export function scopesOf(
  operations: readonly { readonly scope: string; readonly moreScopes?: readonly string[] }[],
): readonly string[] {
  const scopes = operations.flatMap(({ scope, moreScopes = [] }) => [scope, ...moreScopes])
  return [...new Set(scopes)].filter((scope) => scope !== 'any client').sort()
}
