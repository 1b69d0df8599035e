import type { StepNode } from './node.js'
import type { Step } from './step.js'
import { call } from './steps/call.js'
import { change } from './steps/change.js'
import { choose, chooseAndMeet } from './steps/choose.js'
import { claimCheck } from './steps/claim-check.js'
import { collect } from './steps/collect.js'
import { compensate } from './steps/compensate.js'
import { delay } from './steps/delay.js'
import { deliver } from './steps/deliver.js'
import { drop } from './steps/drop.js'
import { encode } from './steps/encode.js'
import { enrich } from './steps/enrich.js'
import { filter } from './steps/filter.js'
import { publish } from './steps/publish.js'
import { multicast, recipients } from './steps/recipients.js'
import { reply } from './steps/reply.js'
import { resequence } from './steps/resequence.js'
import { decode, split } from './steps/split.js'
import { splitEach } from './steps/split-each.js'
import { throttle } from './steps/throttle.js'
import { to } from './steps/to.js'
import { transform } from './steps/transform.js'
import { validate } from './steps/validate.js'
import { waitFor } from './steps/wait-for.js'
import { wireTap } from './steps/wire-tap.js'

/** Every step a flow may hold, by its kind. */
export const steps: Readonly<Record<string, Step<StepNode>>> = Object.freeze(
  Object.fromEntries(
    [
      call,
      change,
      choose,
      chooseAndMeet,
      claimCheck,
      collect,
      compensate,
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
      resequence,
      split,
      splitEach,
      throttle,
      to,
      transform,
      validate,
      waitFor,
      wireTap,
    ].map((step) => [step.kind, step as unknown as Step<StepNode>]),
  ),
)

/** Steps that only the hub's own flows hold. */
const own: Readonly<Record<string, Step<StepNode>>> = Object.freeze({ deliver: deliver as unknown as Step<StepNode> })

export function stepOf(node: StepNode): Step<StepNode> {
  return steps[node.kind] ?? own[node.kind]!
}
