import type { AddCommand } from '../cli.js'
import { limit } from '../limit.js'
import { table } from '../table.js'

const HELP = `
In a flow that keeps an order, a message that waits, is tried again or is in doubt holds its key: later messages of that
key stay behind it, others go on. A dead letter holds its key too where the flow says hold-the-key. Replaying or dropping
it frees the key; with free the later messages go on and the dead letter stays for whoever looks into it.

Examples:
  dromedary keys list
  dromedary keys list --flow shop/orders
  dromedary keys free shop/orders order-10042 --reason "the later ones do not build on it"`

interface Holder {
  readonly state: string
  readonly due?: string
  readonly code?: string
  readonly reason?: string
}

/** Why a key is held, in words. */
export function why({ state, due, code, reason }: Holder): string {
  const failure = code === undefined ? '' : `${code}: ${reason ?? ''}`
  switch (state) {
    case 'waiting':
      return due === undefined ? 'it waits' : `it waits until ${due}`
    case 'retrying':
      return `it is tried again${due === undefined ? '' : ` at ${due}`}${failure === '' ? '' : ` after ${failure}`}`
    case 'splitting':
      return 'its parts have not all ended'
    default:
      return failure
  }
}

/** `keys list|free`. */
export const keys: AddCommand = (program, cli) => {
  const group = program
    .command('keys')
    .description('order keys that are held: list them, or free one from a dead letter')
    .addHelpText('after', HELP)
  group
    .command('list')
    .description('list held keys with the message that holds each')
    .option('--flow <flow>', 'of this flow only')
    .option('--limit <count>', 'how many', limit, 20)
    .option('--after <page>', 'the next page, as the page before named it')
    .action(async ({ flow, limit, after }: { flow?: string; limit: number; after?: string }) => {
      const asked = { limit, ...(flow === undefined ? {} : { flow }), ...(after === undefined ? {} : { after }) }
      cli.print(await cli.operate('keys.list', asked), ({ rows, next }) => [
        ...table(
          ['key', 'flow', 'message', 'state', 'since', 'why'],
          rows.map((row) => [row.key, row.flow, row.id, row.state, row.since, why(row)]),
        ),
        ...(next === undefined ? [] : [`more: --after ${next}`]),
      ])
    })
  group
    .command('free <flow> <key>')
    .description('let later messages of a key go on although a dead letter holds it')
    .requiredOption('--reason <words>', 'why they may; it stays in the records')
    .action(async (flow: string, key: string, { reason }: { reason: string }) => {
      cli.print(await cli.operate('keys.free', { flow, key, reason }), ({ freed }) => [
        `${key} of ${flow} is free; ${freed.join(', ')} stays a dead letter`,
      ])
    })
}
