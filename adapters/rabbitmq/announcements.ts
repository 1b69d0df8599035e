import { type Declared, HUB_NAME } from '../../bus/ends.js'
import type { FlowNode, RetryPolicyNode } from '../../bus/node.js'
import { to } from '../../bus/steps/to.js'
import { rabbitmq } from './rabbitmq.js'

/** Name of the connection that announcements go over; its settings are HUB_AMQP_URL and HUB_AMQP_PREFIX. */
export const announcer = rabbitmq('amqp')

/** About three weeks: a broker that is away for a holiday costs nothing but time. Then it is a dead letter. */
const PATIENCE: RetryPolicyNode = { attempts: 5_000, delayMs: 1_000, factor: 2, maxDelayMs: 6 * 60_000 }

/**
 * The hub's own flows that bring topics to other applications: each announcement is a message of such a flow, durable
 * before it is published, and tried until the broker has confirmed it. Throws HUB_NAME for what is no topic.
 */
export function announcing(topics: readonly Declared[]): readonly FlowNode[] {
  return topics.map((topic) => {
    if (topic.kind !== 'topic') throw HUB_NAME('topic', topic.uri)
    const step = Object.freeze(to.build([announcer.announce(topic.name)], neverBranches))
    return Object.freeze({
      id: `${topic.name} over amqp`,
      from: topic,
      door: Object.freeze({ validates: [], knownBy: {}, retry: PATIENCE }),
      steps: Object.freeze([step]),
    })
  })
}

const neverBranches = (): never => {
  throw new TypeError('an announcement has one step')
}
