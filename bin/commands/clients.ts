import type { Command } from 'commander'
import { aligned } from '../../roof/views.js'
import type { ClientView } from '../../routes/clients.js'
import type { AddCommand, Cli } from '../cli.js'

/** The commands of routes/client-commands.ts, wherever the hub is. */
export interface OperateClients {
  (name: 'clients.add', params: { name: string; scopes: string[] }): Promise<ClientView & { readonly key: string }>
  (name: 'clients.list', params: Record<string, never>): Promise<readonly ClientView[]>
  (name: 'clients.revoke', params: { name: string }): Promise<{ readonly name: string }>
}

/** Does something with the running hub, or with the books alone when none runs. */
export type WithHub = <Result>(cli: Cli, work: (operate: OperateClients) => Promise<Result>) => Promise<Result>

const ADD_HELP = `
The key is printed once and kept by nobody: only its SHA-256 is in the books. The caller sends it as
  Authorization: Bearer <key>

Scopes are <pack>:<thing>:<verb>; a part may be *.

Examples:
  dromedary clients add portal --scope study-fees:orders:write --scope study-fees:orders:read
  dromedary clients add monitoring --scope 'hub:messages:read' --json`

/** `dromedary clients add|list|revoke`: which applications may call the web services. */
export function clientsCommand(withHub: WithHub): AddCommand {
  return (program, cli) => {
    const clients = program.command('clients').description('let other applications call the web services, or stop them')
    addAdd(clients, cli, withHub)
    clients
      .command('list')
      .description('show all clients, the revoked ones too')
      .action(async () => {
        const all = await withHub(cli, (operate) => operate('clients.list', {}))
        cli.print(all, () => linesOf(all))
      })
    clients
      .command('revoke')
      .description('make the key of a client useless; it takes effect within a second')
      .argument('<name>', 'name of the client')
      .action(async (name: string) => {
        const revoked = await withHub(cli, (operate) => operate('clients.revoke', { name }))
        cli.print(revoked, () => [`${name} is revoked.`])
      })
  }
}

function addAdd(clients: Command, cli: Cli, withHub: WithHub): void {
  // Without a default, so that a client without any scope is refused here.
  const more = (scope: string, scopes: string[] = []) => [...scopes, scope]
  clients
    .command('add')
    .description('make a client and print its key, this once')
    .argument('<name>', 'lower case letters, digits and hyphens')
    .requiredOption('--scope <scope>', 'what it may do; may be given several times', more)
    .addHelpText('after', ADD_HELP)
    .action(async (name: string, { scope }: { scope: string[] }) => {
      const added = await withHub(cli, (operate) => operate('clients.add', { name, scopes: scope }))
      cli.print(added, () => [
        `${added.name} may call with this key, which is shown only now:`,
        '',
        `  ${added.key}`,
        '',
        `Scopes: ${added.scopes.join(', ')}`,
      ])
    })
}

function linesOf(clients: readonly ClientView[]): string[] {
  if (clients.length === 0) return ['No client yet. dromedary clients add --help tells how to make one.']
  return aligned([
    ['NAME', 'KEY', 'SINCE', 'STATE', 'SCOPES'],
    ...clients.map(({ name, prefix, createdAt, revokedAt, scopes }) => [
      name,
      `${prefix}…`,
      createdAt.slice(0, 16).replace('T', ' '),
      revokedAt === undefined ? 'living' : `revoked ${revokedAt.slice(0, 16).replace('T', ' ')}`,
      scopes.join(' '),
    ]),
  ])
}
