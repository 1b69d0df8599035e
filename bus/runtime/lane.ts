import type { FlowNode } from '../node.js'
import type { LivingMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'
import { Inbox } from './inbox.js'
import { Inboxes } from './inboxes.js'

/** A message that may be started, with what only memory knows of it. */
export interface Startable {
  readonly message: LivingMessage
  /** Just accepted by this process: it cannot have records. */
  readonly fresh: boolean
}

/** One flow's messages on their way to their runs. */
export interface Lane {
  readonly flow: FlowNode
  readonly inbox: Inbox | Inboxes
  /** Those whose turn has come otherwise: due again, next of their key, replayed, asked. */
  readonly first: Startable[]
  readonly limit: number
  running: number
  /** Questions to the books whose turn it is under a key. */
  asking: number
  paused: boolean
}

/** `parted`: partitions are gained and lost; before that there is nothing. */
export function newLane(
  flow: FlowNode,
  store: Pick<Store, 'ready'>,
  { limit, behind, paused, parted }: { limit: number; behind: boolean; paused: boolean; parted: boolean },
): Lane {
  const inbox = parted ? new Inboxes(flow.id, store) : new Inbox(flow.id, store, behind)
  return { flow, inbox, first: [], limit, running: 0, asking: 0, paused }
}

/** Takes what is to run next of a partition out of its lane. */
export function takenBack({ first }: Pick<Lane, 'first'>, partition: number): readonly Startable[] {
  const all = first.splice(0)
  first.push(...all.filter(({ message }) => message.partition !== partition))
  return all.filter(({ message }) => message.partition === partition)
}

/** A lane as people see it. */
export function stateOf({ flow, paused, inbox, first, running }: Lane) {
  return { id: flow.id, paused, waiting: inbox.length + first.length, running }
}

/** Whether something is ready that nothing but its limit keeps from running. */
export function hasMore({ paused, inbox, first }: Lane): boolean {
  return !paused && (first.length > 0 || inbox.length > 0 || !inbox.complete)
}
