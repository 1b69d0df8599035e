import type { StepNode } from './node.js'
import type { Step } from './step.js'
import { call } from './steps/call.js'
import { change } from './steps/change.js'
import { choose, chooseAndMeet } from './steps/choose.js'
import { delay } from './steps/delay.js'
import { drop } from './steps/drop.js'
import { encode } from './steps/encode.js'
import { enrich } from './steps/enrich.js'
import { filter } from './steps/filter.js'
import { publish } from './steps/publish.js'
import { multicast, recipients } from './steps/recipients.js'
import { reply } from './steps/reply.js'
import { decode, split } from './steps/split.js'
import { to } from './steps/to.js'
import { transform } from './steps/transform.js'
import { validate } from './steps/validate.js'
import { wireTap } from './steps/wire-tap.js'

/** Every step a flow may hold, by its kind. */
export const steps: Readonly<Record<string, Step<StepNode>>> = Object.freeze(
  Object.fromEntries(
    [
      call,
      change,
      choose,
      chooseAndMeet,
      decode,
      delay,
      drop,
      encode,
      enrich,
      filter,
      multicast,
      publish,
      recipients,
      reply,
      split,
      to,
      transform,
      validate,
      wireTap,
    ].map((step) => [step.kind, step as unknown as Step<StepNode>]),
  ),
)

/** Steps whose types stand in flow.ts and whose runtime is still to come; the builder refuses them by name. */
export const notYet: readonly string[] = [
  'splitEach',
  'collect',
  'resequence',
  'throttle',
  'waitFor',
  'claimCheck',
  'compensate',
]

export function stepOf(node: StepNode): Step<StepNode> {
  return steps[node.kind]!
}
