import { announcer, announcing } from '../adapters/rabbitmq/announcements.js'
import { type Incoming, incoming } from '../adapters/rabbitmq/incoming.js'
import type { ConnectionHandle, OpenUse } from '../bus/adapter.js'
import { connectionOf } from '../bus/adapter.js'
import type { Declared } from '../bus/ends.js'
import type { Hub } from '../bus/hub.js'
import { nearest } from '../bus/nearest.js'
import type { FlowNode } from '../bus/node.js'
import { parseJson } from '../routes/json-body.js'
import type { Discovery } from './discover.js'
import { HUB_AMQP_INLET } from './errors.js'
import type { HubSettings } from './hub-settings.js'

/** What the hub has beside its own flows for applications that speak AMQP. */
export interface AmqpParts {
  /** The hub's own flows that bring announced topics to the broker. */
  readonly flows: readonly FlowNode[]
  readonly connections: readonly ConnectionHandle[]
  /** Options of a connection that is not configured under a name of its own. */
  optionsOf(connection: Pick<ConnectionHandle, 'name'>): unknown
  /** Takes what applications publish to opened channels, when there are any. */
  incoming(hub: Hub, self: string, log: OpenUse['log']): Incoming | undefined
}

/** Throws HUB_AMQP_INLET for a channel or topic that this hub has not. */
export function amqpOf({ inlets }: Pick<Discovery, 'inlets'>, settings: HubSettings): AmqpParts {
  const { amqpUrl: url, amqpPrefix: prefix, amqpChannels, amqpAnnouncements, bodyBytes } = settings
  const channels = named(inlets, 'channel', 'HUB_AMQP_CHANNELS', amqpChannels)
  const topics = named(inlets, 'topic', 'HUB_AMQP_ANNOUNCEMENTS', amqpAnnouncements)
  const handle = connectionOf(announcer)!
  return {
    flows: announcing(topics),
    connections: topics.length === 0 ? [] : [handle],
    optionsOf: ({ name }) => (name === handle.name ? { url, prefix } : undefined),
    incoming: (hub, self, log) =>
      channels.length === 0
        ? undefined
        : incoming({
            url: url!,
            prefix,
            self,
            channels: channels.map(({ name }) => name),
            hub,
            log,
            parse: parseJson,
            mostBytes: bodyBytes,
          }),
  }
}

function named(
  inlets: readonly Declared[],
  kind: 'channel' | 'topic',
  variable: string,
  list: string | undefined,
): readonly Declared[] {
  const known = inlets.filter((inlet) => inlet.kind === kind)
  return [...new Set(list?.split(','))].map((name) => {
    const found = known.find((inlet) => inlet.name === name)
    if (found !== undefined) return found
    const names = known.map((inlet) => inlet.name)
    throw HUB_AMQP_INLET(variable, kind, name, nearest(name, names))
  })
}
