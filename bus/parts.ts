import type { FlowNode, Nodes } from './node.js'
import type { EachNode } from './step.js'
import { stepOf } from './steps.js'
import { again, labelOf, met } from './walk.js'

/** Where a part of a message begins: the steps of its split, and the path that their records have. */
export interface PartStart {
  readonly steps: Nodes
  readonly path: string
}

/** The steps of the parts of a split, found by the record it has in its message; undefined when the flow has none there. */
export function partStart({ steps }: FlowNode, record: string): PartStart | undefined {
  return find(steps, '', record)
}

function find(nodes: Nodes, path: string, record: string): PartStart | undefined {
  const frame = { seen: new Map<string, number>() }
  for (const node of nodes) {
    const { step } = labelOf(node)
    const times = met(frame, step)
    const isEach = node.kind === 'splitEach'
    const own = `${path}${step}${isEach ? `#${times}` : again(times)}`
    if (isEach && own === record) return { steps: (node as EachNode).each, path: `${own}/each/` }
    for (const [name, steps] of Object.entries(stepOf(node).branches?.(node) ?? {})) {
      const found = find(steps, `${own}/${name}/`, record)
      if (found !== undefined) return found
    }
  }
  return undefined
}
