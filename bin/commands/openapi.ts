import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HubError, neverSent } from '../../bus/errors.js'
import type { AddCommand, Cli } from '../cli.js'

export const HUB_OPENAPI_STALE = (file: string) =>
  new HubError('HUB_OPENAPI_STALE', `${file} does not say what routes/ offers; run npm run openapi`, neverSent)

const HELP = `
Example:
  dromedary openapi --check      fails if openapi.yaml is stale`

/** `dromedary openapi [--check]`: writes the OpenAPI document of all operations. */
export const openapiCommand: AddCommand = (program, cli) => {
  program
    .command('openapi')
    .description('write openapi.yaml from the operations in routes/')
    .option('--check', 'write nothing; fail if the file is stale', false)
    .option('--out <file>', 'where to write', 'openapi.yaml')
    .addHelpText('after', HELP)
    .action(async ({ check, out }: { check: boolean; out: string }) => {
      const file = resolve(cli.shell.cwd, out)
      const { text, operations } = await generated(cli)
      if (!check) await writeFile(file, text)
      else if ((await readFile(file, 'utf8').catch(() => '')) !== text) throw HUB_OPENAPI_STALE(out)
      const state = check ? 'fresh' : 'written'
      cli.print({ file, operations, state }, () => [`${out} is ${state}: ${operations} operations.`])
    })
}

async function generated(cli: Cli): Promise<{ readonly text: string; readonly operations: number }> {
  const { discover, refuseBroken } = await import('../../roof/discover.js')
  const { openapiYaml } = await import('../../routes/openapi.js')
  const discovery = await discover(cli.options().root ?? join(import.meta.dirname, '../..'))
  refuseBroken(discovery)
  const operations = discovery.operations.map(({ thing }) => thing)
  return { text: await openapiYaml(operations, { version: await version() }), operations: operations.length }
}

/** Of the hub itself: the nearest package.json above this file. */
async function version(): Promise<string> {
  for (let folder = import.meta.dirname; ; folder = resolve(folder, '..')) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version
    if (resolve(folder, '..') === folder) return '0.0.0'
  }
}
