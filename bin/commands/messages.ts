import { InvalidArgumentError } from 'commander'
import type { ResultOf } from '../../roof/operator.js'
import type { AddCommand } from '../cli.js'
import { limit } from '../limit.js'
import { table } from '../table.js'

const HELP = `
Bodies are printed only with --body, and then without what their schema calls personal or does not describe.

Examples:
  dromedary messages                              the newest 20
  dromedary messages --state dead-letter --limit 100
  dromedary messages --key order=10042            all messages of one order
  dromedary messages --since 2026-03-02 --until 2026-03-02T12:00:00+02:00   accepted in that time
  dromedary messages 0199a5c2-7d1e-7c55-9a51-2f4b1f9f0c11   one message with its runs, step by step
  dromedary messages 0199a5c2-7d1e-7c55-9a51-2f4b1f9f0c11 --body`

const STATES = [
  ...(['ready', 'waiting', 'retrying', 'in-doubt', 'gathering', 'splitting', 'held'] as const),
  ...(['done', 'dropped', 'dead-letter'] as const),
] as const
type State = (typeof STATES)[number]

function state(text: string): State {
  if (!(STATES as readonly string[]).includes(text))
    throw new InvalidArgumentError(`It is one of ${STATES.join(', ')}.`)
  return text as State
}

function key(text: string): { name: string; value: string } {
  const found = /^([^=]+)=(.+)$/.exec(text)
  if (found === null) throw new InvalidArgumentError('Write name=value, such as order=10042.')
  return { name: found[1]!, value: found[2]! }
}

/** A day, which begins at midnight in UTC, or a moment with its offset. */
function moment(text: string): string {
  const whole = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(whole) || Number.isNaN(Date.parse(whole)))
    throw new InvalidArgumentError('Write a day such as 2026-03-02, or a moment such as 2026-03-02T12:00:00+02:00.')
  return new Date(whole).toISOString()
}

interface Options {
  readonly flow?: string
  readonly state?: State
  readonly key?: { readonly name: string; readonly value: string }
  readonly correlation?: string
  readonly since?: string
  readonly until?: string
  readonly after?: string
  readonly limit: number
  readonly body: boolean
}

function linesOfBody(body: unknown): string[] {
  if (body === undefined) return []
  return ['body', ...(JSON.stringify(body, null, 2) ?? 'nothing').split('\n').map((line) => `  ${line}`)]
}

function linesOfMessage(message: ResultOf<'messages.show'>): string[] {
  const { runs, body, ...facts } = message
  return [
    ...Object.entries(facts).map(([name, value]) => `${name.padEnd(14)} ${String(value)}`),
    ...linesOfBody(body),
    ...runs.flatMap(({ run, startedAt, ms, outcome, steps }) => [
      `run ${run}  ${startedAt}  ${ms} ms  ${outcome}`,
      ...steps.map(
        (walked) =>
          `  ${walked.step}${walked.came === undefined ? '' : ` → ${walked.came}`}${walked.ms === undefined ? '' : ` (${walked.ms} ms)`}`,
      ),
    ]),
  ]
}

/** `messages`: the newest, or one with its way. */
export const messages: AddCommand = (program, cli) => {
  program
    .command('messages [id]')
    .description('list messages, newest first, or show the way of one')
    .option('--flow <flow>', 'only those of one flow')
    .option('--state <state>', `only those in one state: ${STATES.join(', ')}`, state)
    .option('--key <name=value>', 'only those known by this business key', key)
    .option('--correlation <id>', 'only those of one correlation')
    .option('--since <time>', 'only those accepted then or later', moment)
    .option('--until <time>', 'only those accepted before', moment)
    .option('--limit <count>', 'how many', limit, 20)
    .option('--after <page>', 'the next page, as the page before named it')
    .option('--body', 'of one message that lives or is a dead letter: its body too, masked', false)
    .addHelpText('after', HELP)
    .action(
      async (id: string | undefined, { flow, state, key, correlation, since, until, after, limit, body }: Options) => {
        if (id !== undefined) {
          const message = await cli.operate('messages.show', { id, ...(body && { body }) })
          cli.print(message, linesOfMessage)
          if (body && message.body === undefined) cli.shell.err('its body is not shown: the message has ended')
          return
        }
        const found = await cli.operate('messages.list', {
          limit,
          ...(flow === undefined ? {} : { flow }),
          ...(state === undefined ? {} : { state }),
          ...(key === undefined ? {} : { businessKey: key }),
          ...(correlation === undefined ? {} : { correlationId: correlation }),
          ...(since === undefined ? {} : { since }),
          ...(until === undefined ? {} : { until }),
          ...(after === undefined ? {} : { after }),
        })
        cli.print(found, ({ rows, next }) => [
          ...table(
            ['message', 'accepted', 'flow', 'state', 'why'],
            rows.map((row) => [
              row.id,
              row.acceptedAt,
              row.flow,
              row.state,
              row.reason ?? row.lastCode ?? row.code ?? '',
            ]),
          ),
          ...(next === undefined ? [] : [`more: --after ${next}`]),
        ])
      },
    )
}
