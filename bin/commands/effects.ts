import { InvalidArgumentError } from 'commander'
import type { AddCommand } from '../cli.js'
import { limit } from '../limit.js'
import { table } from '../table.js'

const HELP = `
An effect is in doubt when a partner may or may not have done what it was asked, and nothing but a person can find out.
Its message waits, and so do later ones of its key. Ask the partner, then say what you found: with --not-done it is tried
again under the same key; with --answered the flow goes on as if the partner had just answered that.

Examples:
  dromedary effects list
  dromedary effects decide 0199a5c2-… 'call partner.pay#1' --not-done --reason "not in the partner's list"
  dromedary effects decide 0199a5c2-… 'call partner.pay#1' --answered '{"paid":"p-7"}' --reason "told by phone"`

function json(text: string): { readonly value: unknown } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    throw new InvalidArgumentError('Write the answer as JSON.')
  }
}

interface Given {
  readonly notDone?: boolean
  readonly answered?: { readonly value: unknown }
  readonly reason: string
}

/** `effects list|decide`. */
export const effects: AddCommand = (program, cli) => {
  const group = program
    .command('effects')
    .description('effects nobody knows the end of: list them, or say what you found out')
    .addHelpText('after', HELP)
  group
    .command('list')
    .description('list effects in doubt')
    .option('--limit <count>', 'how many', limit, 20)
    .option('--after <page>', 'the next page, as the page before named it')
    .action(async ({ limit, after }: { limit: number; after?: string }) => {
      const found = await cli.operate('effects.list', { limit, ...(after === undefined ? {} : { after }) })
      cli.print(found, ({ rows, next }) => [
        ...table(
          ['message', 'effect', 'since', 'tries', 'why'],
          rows.map(({ id, record, since, attempts, code, error }) => [
            id,
            record,
            since,
            String(attempts),
            `${code ?? ''}: ${error ?? ''}`,
          ]),
        ),
        ...(next === undefined ? [] : [`more: --after ${next}`]),
      ])
    })
  group
    .command('decide <message> <effect>')
    .description('settle an effect in doubt; its message goes on')
    .option('--not-done', 'the partner did nothing: try again')
    .option('--answered <json>', 'the partner did it: go on with this answer', json)
    .requiredOption('--reason <words>', 'how you found out; it stays in the records')
    .action(async (id: string, record: string, { notDone = false, answered, reason }: Given) => {
      if (notDone === (answered !== undefined)) program.error('error: say either --not-done or --answered <json>')
      const answer = answered === undefined ? {} : { answer: answered.value }
      cli.print(await cli.operate('effects.decide', { id, record, notDone, reason, ...answer }), ({ state }) => [
        `${record} of ${id} is settled as ${state}; the message goes on`,
      ])
    })
}
