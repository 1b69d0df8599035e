import { HubError, neverSent } from '../errors.js'
import type { Nodes, StepNode } from '../node.js'
import type { BuildBranch, Step } from '../step.js'
import { functionIn, HUB_FLOW_SHAPE, nameOf } from './shared.js'

export interface ChooseNode extends StepNode {
  readonly kind: 'choose' | 'chooseAndMeet'
  readonly select: (body: unknown) => string
  readonly branches: Readonly<Record<string, Nodes>>
}

export const HUB_BRANCH_MISSING = (step: string, got: unknown, allowed: readonly string[]) =>
  new HubError(
    'HUB_BRANCH_MISSING',
    `${step} selected ${JSON.stringify(got)}, which is none of its branches ${allowed.join(', ')}`,
    neverSent,
  )

function build<K extends ChooseNode['kind']>(
  kind: K,
  [by, ways]: readonly unknown[],
  branch: BuildBranch,
): ChooseNode & { readonly kind: K } {
  if (typeof ways !== 'object' || ways === null || Object.keys(ways).length === 0)
    throw HUB_FLOW_SHAPE(`${kind} takes branches by name; got none`)
  const branches: Record<string, Nodes> = {}
  for (const [name, way] of Object.entries(ways)) branches[name] = branch(functionIn(kind, `branch ${name}`, way), name)
  if (typeof by === 'string')
    return {
      kind,
      name: by,
      select: (body) => (body as Record<string, string>)[by]!,
      branches: Object.freeze(branches),
    }
  const select = functionIn(kind, 'a selector', by) as (body: unknown) => string
  return { kind, name: nameOf(select), select, branches: Object.freeze(branches) }
}

function follow(node: ChooseNode, body: unknown, meets: boolean) {
  const branch = node.select(body)
  // The types already make branches total; this guards callers that cast and bodies that lie about their schema.
  if (typeof branch !== 'string' || !Object.hasOwn(node.branches, branch))
    throw HUB_BRANCH_MISSING(`${node.kind} ${node.name}`, branch, Object.keys(node.branches))
  return { do: 'follow', branch, steps: node.branches[branch]!, meets } as const
}

/** Content-based router: follows exactly one branch, and the flow ends there. See docs/patterns/choose.md. */
export const choose: Step<ChooseNode & { readonly kind: 'choose' }> = {
  kind: 'choose',
  ends: 'must',
  build: (args, branch) => build('choose', args, branch),
  describe: ({ name }) => name,
  branches: (node) => node.branches,
  decide: (node, { body }) => follow(node, body, false),
}

/** Content-based router whose branches meet again: each goes on with a body, or ends. See docs/patterns/choose.md. */
export const chooseAndMeet: Step<ChooseNode & { readonly kind: 'chooseAndMeet' }> = {
  kind: 'chooseAndMeet',
  ends: 'no',
  build: (args, branch) => build('chooseAndMeet', args, branch),
  describe: ({ name }) => name,
  branches: (node) => node.branches,
  decide: (node, { body }) => follow(node, body, true),
}
