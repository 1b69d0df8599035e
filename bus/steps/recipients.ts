import type { Declared } from '../ends.js'
import { HubError, neverSent } from '../errors.js'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { functionIn, HUB_FLOW_SHAPE, inletIn, nameOf } from './shared.js'

export interface MulticastNode extends StepNode {
  readonly kind: 'multicast'
  readonly inlets: readonly Declared[]
}

/** Multicast: the same body goes to every one of these channels, all in one commit. See docs/patterns/multicast.md. */
export const multicast: Step<MulticastNode> = {
  kind: 'multicast',
  ends: 'may',
  build([given]) {
    const inlets = Object.freeze(((given ?? []) as unknown[]).map((inlet) => inletIn('multicast', inlet)))
    if (inlets.length === 0) throw HUB_FLOW_SHAPE('multicast takes at least one channel; got none')
    return { kind: 'multicast', name: inlets.map(({ uri }) => uri).join(', '), inlets }
  },
  describe: ({ name }) => name,
  decide: ({ inlets }, { body }) => ({ do: 'announce', announcements: inlets.map((inlet) => ({ inlet, body })), body }),
}

export interface RecipientsNode extends StepNode {
  readonly kind: 'recipients'
  readonly of: (body: unknown) => readonly string[]
  readonly among: Readonly<Record<string, Declared>>
}

export const HUB_RECIPIENT_UNKNOWN = (step: string, got: unknown, allowed: readonly string[]) =>
  new HubError(
    'HUB_RECIPIENT_UNKNOWN',
    `${step} named ${JSON.stringify(got)}, which is none of ${allowed.join(', ')}`,
    neverSent,
  )

/** Recipient list: the body goes to those that a function names among the wired ones, each once, all in one commit. See docs/patterns/recipients.md. */
export const recipients: Step<RecipientsNode> = {
  kind: 'recipients',
  ends: 'may',
  build([of, among]) {
    const wired: Record<string, Declared> = {}
    for (const [name, inlet] of Object.entries((among ?? {}) as object))
      wired[name] = inletIn(`recipients ${name}`, inlet)
    if (Object.keys(wired).length === 0) throw HUB_FLOW_SHAPE('recipients takes channels by name; got none')
    const select = functionIn('recipients', 'who receives', of) as RecipientsNode['of']
    return { kind: 'recipients', name: nameOf(select), of: select, among: Object.freeze(wired) }
  },
  describe: ({ name, among }) => `${name} among ${Object.keys(among).join(', ')}`,
  decide({ of, among, name }, { body }) {
    const named = [...new Set(of(body))]
    const announcements = named.map((recipient) => {
      // The types already tie the names to the wiring; this guards callers that cast.
      if (!Object.hasOwn(among, recipient))
        throw HUB_RECIPIENT_UNKNOWN(`recipients ${name}`, recipient, Object.keys(among))
      return { inlet: among[recipient]!, body }
    })
    return { do: 'announce', announcements, body }
  },
}
