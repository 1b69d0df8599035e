import type { Declared } from '../ends.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { inletIn } from './shared.js'

export interface WireTapNode extends StepNode {
  readonly kind: 'wireTap'
  readonly inlet: Declared
}

/** Wire tap: a copy goes to a channel, in the next commit of this message, and the message itself goes on untouched. See docs/patterns/wire-tap.md. */
export const wireTap: Step<WireTapNode> = {
  kind: 'wireTap',
  ends: 'no',
  build: ([inlet]) => ({ kind: 'wireTap', name: inletIn('wireTap', inlet).uri, inlet: inletIn('wireTap', inlet) }),
  describe: ({ name }) => name,
  decide: ({ inlet }, { body }) => ({ do: 'announce', announcements: [{ inlet, body }], body }),
}
