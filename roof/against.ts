import { nameOfBooks } from '../adapters/database/beside.js'
import { glance } from '../adapters/database/glance.js'
import { deliveries } from '../bus/deliveries.js'
import type { FlowNode } from '../bus/node.js'
import { unfit } from '../bus/runtime/fits.js'

/** Messages of one flow that no longer fit for one reason. */
export interface UnfitMessages {
  readonly flow: string
  readonly code: string
  /** Of the first of them. */
  readonly sentence: string
  readonly count: number
  /** The first ids, oldest first. */
  readonly messages: readonly { readonly id: string; readonly state: string; readonly acceptedAt: string }[]
}

/** What present flows and schemas make of the messages in some books. */
export interface Against {
  readonly books: string
  /** Living messages and dead letters that were looked at. */
  readonly messages: number
  readonly unfit: readonly UnfitMessages[]
}

const SHOWN = 20

/**
 * Looks through the books of a hub, which may be running: every living message and dead letter that the present flows and
 * schemas no longer fit. Nothing is run and nothing is written. Throws HUB_BOOKS_IO, HUB_BOOKS_NEWER.
 */
export async function against(flows: readonly FlowNode[], books: string): Promise<Against> {
  const byId = new Map([...flows, ...deliveries(flows)].map((flow) => [flow.id, flow]))
  const found = new Map<string, { -readonly [Key in keyof UnfitMessages]: UnfitMessages[Key] }>()
  let messages = 0
  for await (const { message, records, isDeadLetter } of glance(books)) {
    messages++
    const why = unfit(byId.get(message.flow), message, records)
    // What has killed a process or met a bug is a dead letter already; that it still would is no news.
    if (why === undefined || (isDeadLetter && why.code === 'HUB_STEP_FAILED')) continue
    const name = `${message.flow} ${why.code}`
    const group = found.get(name) ?? { flow: message.flow, ...why, count: 0, messages: [] }
    found.set(name, group)
    group.count++
    if (group.count <= SHOWN)
      group.messages = [
        ...group.messages,
        {
          id: message.id,
          state: isDeadLetter ? 'dead-letter' : message.state,
          acceptedAt: new Date(message.acceptedAt).toISOString(),
        },
      ]
  }
  return { books: nameOfBooks(books), messages, unfit: [...found.values()] }
}

/** What people read. */
export function linesOfAgainst({ books, messages, unfit: groups }: Against): string[] {
  const head = `Messages in ${books} (${messages})`
  if (groups.length === 0) return [head, '', 'all of them fit the present flows and schemas', '']
  return [
    head,
    '',
    ...groups.flatMap(({ flow, code, sentence, count, messages: shown }) => [
      `${flow}: ${count} no longer fit, ${code}`,
      `  ${sentence}`,
      ...shown.map(({ id, state, acceptedAt }) => `  ${id}  ${state}  accepted ${acceptedAt}`),
      ...(count > shown.length ? [`  … and ${count - shown.length} more`] : []),
      '',
    ]),
  ]
}
