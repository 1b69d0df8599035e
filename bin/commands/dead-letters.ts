import type { AddCommand } from '../cli.js'
import { limit } from '../limit.js'
import { table } from '../table.js'

const HELP = `
A dead letter is a message that the hub gave up on. Nothing is lost: replay sends it through its flow again under its
own id, and what a partner has answered already is not sent a second time. Drop ends it, with a reason for the records.
A dead letter that holds its key keeps later messages of that key waiting until it is replayed or dropped.

Examples:
  dromedary dead-letters list
  dromedary replay 0199a5c2-7d1e-7c55-9a51-2f4b1f9f0c11
  dromedary dead-letters drop 0199a5c2-7d1e-7c55-9a51-2f4b1f9f0c11 --reason "paid at the desk"`

/** `dead-letters list|drop` and `replay`. */
export const deadLetters: AddCommand = (program, cli) => {
  const group = program
    .command('dead-letters')
    .description('what the hub gave up on: list it, or drop one')
    .addHelpText('after', HELP)
  group
    .command('list')
    .description('list dead letters, newest first')
    .option('--limit <count>', 'how many', limit, 20)
    .option('--after <page>', 'the next page, as the page before named it')
    .action(async ({ limit, after }: { limit: number; after?: string }) => {
      const found = await cli.operate('deadLetters.list', { limit, ...(after === undefined ? {} : { after }) })
      cli.print(found, ({ total, rows, next }) => [
        ...table(
          ['message', 'given up', 'flow', 'tries', 'holds key', 'why'],
          rows.map(({ id, at, flow, tries, holdsKey, code, reason }) => [
            id,
            at,
            flow,
            String(tries),
            holdsKey ? 'yes' : 'no',
            `${code}: ${reason}`,
          ]),
        ),
        ...(next === undefined ? [] : [`${total} in all; more: --after ${next}`]),
      ])
    })
  group
    .command('drop <id>')
    .description('end a dead letter for good and free its key')
    .requiredOption('--reason <words>', 'why; it stays in the records')
    .action(async (id: string, { reason }: { reason: string }) => {
      cli.print(await cli.operate('deadLetters.drop', { id, reason }), () => [`${id} is dropped`])
    })
  program
    .command('replay <id...>')
    .description('send dead letters through their flows again')
    .addHelpText('after', HELP)
    .action(async (ids: readonly string[]) => {
      const done = await cli.operating(async (operate) => {
        const replayed = []
        for (const id of ids) replayed.push(await operate('deadLetters.replay', { id }))
        return replayed
      })
      cli.print(done, () => ids.map((id) => `${id} is on its way again; "dromedary messages ${id}" shows how it goes`))
    })
}
