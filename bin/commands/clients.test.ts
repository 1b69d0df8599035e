import { Command } from 'commander'
import t from 'tap'
import type { Cli } from '../cli.js'
import { clientsCommand, type OperateClients } from './clients.js'

const key = `dk_${'k'.repeat(43)}`
const view = { name: 'portal', prefix: 'dk_kkkkk', scopes: ['shop:orders:read'], createdAt: '2026-01-02T03:04:05.000Z' }

/** Runs the command as typed, against a hub that answers as told. */
async function typed(words: string, json = false) {
  const lines: string[] = []
  const given: [string, unknown][] = []
  const cli = {
    print: (value: unknown, toLines: () => readonly string[]) =>
      lines.push(...(json ? [JSON.stringify(value)] : toLines())),
  } as unknown as Cli
  const operate = (async (name: string, params: unknown) => {
    given.push([name, params])
    return name === 'clients.add'
      ? { ...view, key }
      : name === 'clients.list'
        ? [view, { ...view, name: 'old', revokedAt: '2026-02-02T00:00:00.000Z' }]
        : { name: 'portal' }
  }) as unknown as OperateClients
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  clientsCommand((_cli, work) => work(operate))(program, cli)
  await program.parseAsync(['clients', ...words.split(' ')], { from: 'user' })
  return { printed: lines.join('\n'), lines, given }
}

t.test('adding a client sends its scopes and prints the key', async (t) => {
  const { printed, given } = await typed('add portal --scope shop:orders:read --scope shop:*:write')
  t.strictSame(given, [['clients.add', { name: 'portal', scopes: ['shop:orders:read', 'shop:*:write'] }]])
  t.match(printed, key)
  t.equal(JSON.parse((await typed('add portal --scope a:b:c', true)).printed).key, key)
  await t.rejects(typed('add portal'), { code: 'commander.missingMandatoryOptionValue' })
})

t.test('the list tells the living from the revoked and shows the beginning of keys only', async (t) => {
  const { lines } = await typed('list')
  t.match(lines, [
    /^NAME/,
    /^portal +dk_kkkkk… +2026-01-02 03:04 +living +shop:orders:read$/,
    /^old .* revoked 2026-02-02 00:00 /,
  ])
})

t.test('revoking names the client', async (t) => {
  const { printed, given } = await typed('revoke portal')
  t.strictSame(given, [['clients.revoke', { name: 'portal' }]])
  t.match(printed, 'portal is revoked')
})
