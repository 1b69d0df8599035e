import { sizeText } from '../../bus/history.js'
import type { ResultOf } from '../../roof/operator.js'
import type { AddCommand } from '../cli.js'
import { table } from '../table.js'

const HELP = `
What is kept of messages that have ended is set with HUB_HISTORY_KEEP (all, failures, sample:5%), HUB_HISTORY_FOR and
HUB_HISTORY_BUDGET, and for single flows or packs with HUB_HISTORY_FLOWS. A running hub removes the rest by itself, a
little at a time. Dead letters and messages that live are never removed.

Examples:
  dromedary history                what the history takes, by flow, and what it may take
  dromedary history --tables       also which tables take the room (reads the whole file)
  dromedary history prune          remove now what may go, and give the room back to the disk`

function linesOfHistory({ budgetBytes, bytes, full, rule, flows, unused, file }: ResultOf<'history.show'>): string[] {
  return [
    `history ${sizeText(bytes)} of ${sizeText(budgetBytes)} (${(full * 100).toFixed(1)} %); keeps ${rule}`,
    `books   ${sizeText(file.bytes)} on the disk, ${sizeText(file.freeBytes)} of it free`,
    '',
    ...table(
      ['flow', 'kept', 'dropped', 'ended only', 'dead letters', 'bodies', 'traces', 'all', 'oldest', 'rule'],
      flows.map((flow) => [
        flow.flow,
        String(flow.kept),
        String(flow.dropped),
        String(flow.known),
        String(flow.deadLetters),
        sizeText(flow.bodyBytes),
        sizeText(flow.traceBytes),
        sizeText(flow.bytes),
        flow.oldest,
        `${flow.rule}${flow.budgetBytes === undefined ? '' : `, ${sizeText(flow.budgetBytes)}`}`,
      ]),
    ),
    ...(unused.length === 0 ? [] : ['', `no message went by the rule of: ${unused.join(', ')}`]),
  ]
}

/** `history`, `history prune`. */
export const history: AddCommand = (program, cli) => {
  const group = program
    .command('history')
    .description('what ended messages take on the disk, and what they may take')
    .addHelpText('after', HELP)
    .option('--tables', 'also how large each table is; reads the whole file of the books', false)
    .action(async ({ tables }: { tables: boolean }) => {
      const use = await cli.operate('history.show', {})
      if (!tables) return cli.print(use, linesOfHistory)
      const sizes = await sizesOf(cli)
      cli.print({ ...use, tables: sizes }, (found) => [
        ...linesOfHistory(found),
        '',
        ...table(
          ['table or index', 'bytes', 'of', 'pages', 'full'],
          sizes.map((one) => [
            one.name,
            sizeText(one.bytes),
            one.table,
            String(one.pages),
            `${Math.round(one.full * 100)} %`,
          ]),
        ),
      ])
    })
  group
    .command('prune')
    .description('remove now what is past its time or above the budget')
    .action(async () => {
      cli.print(await cli.operate('history.prune', {}), ({ rows, historyBytes, fileBytes }) => [
        `${rows} rows removed; history from ${sizeText(historyBytes.from)} to ${sizeText(historyBytes.to)}, ` +
          `books from ${sizeText(fileBytes.from)} to ${sizeText(fileBytes.to)}`,
      ])
    })
}

/** Reads the books in this process, beside a hub that may be running on it. */
async function sizesOf(cli: Parameters<AddCommand>[1]) {
  const [{ readConfiguration }, { placeOfBooks }, { sourcesOf }, { tableSizes }] = await Promise.all([
    import('../../roof/configuration.js'),
    import('../../roof/doctor.js'),
    import('../sources.js'),
    import('../../adapters/database/table-sizes.js'),
  ])
  return tableSizes(placeOfBooks(readConfiguration(sourcesOf(cli).sources, [])))
}
