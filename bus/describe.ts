import { createHash } from 'node:crypto'
import type { TSchema } from 'typebox'
import { allSteps } from './all-steps.js'
import type { FlowNode, Nodes } from './node.js'
import type { PartsNode } from './step.js'
import { stepOf } from './steps.js'
import { schemaPrint } from './validate.js'

function describeSteps(nodes: Nodes, indent: string): string[] {
  return nodes.flatMap((node) => {
    const step = stepOf(node)
    const lines = [`${indent}${node.kind} ${step.describe(node)}`]
    for (const [name, steps] of Object.entries(step.branches?.(node) ?? {}))
      lines.push(`${indent}  ├ ${name}`, ...describeSteps(steps, `${indent}  │  `))
    const parts = node as PartsNode
    if (parts.partSteps !== undefined) {
      lines.push(...describeSteps(parts.partSteps, `${indent}  `))
      lines.push(`${indent}  aggregate ${parts.oneGroup ? 'into one group' : 'by group'}`)
    }
    return lines
  })
}

/** The flow as a tree of lines, as `dromedary check` prints it: the business, not the plumbing. */
export function describeFlow({ id, from, door, steps }: FlowNode): readonly string[] {
  const lines = [id, `  from ${from.uri}`]
  if (door.order !== undefined)
    lines.push(
      `  inOrderBy ${door.order.keyOf.name || '(anonymous)'}, after a dead letter ${door.order.afterDeadLetter}`,
    )
  if (Object.keys(door.knownBy).length > 0) lines.push(`  knownBy ${Object.keys(door.knownBy).join(', ')}`)
  const after = door.thenTo?.uri ?? 'dead letters'
  const { retry } = door
  lines.push(
    retry === undefined
      ? `  onFailure then ${after}`
      : `  onFailure ${retry.attempts} tries, first after ${retry.delayMs} ms, then ${after}`,
  )
  return [...lines, ...describeSteps(steps, '  ')]
}

const prints = new WeakMap<FlowNode, string>()

/** The schemas a flow judges bodies by, which its tree does not tell. */
function schemasOf({ from, door, steps }: FlowNode): readonly string[] {
  const said = 'name' in from ? [from.schema, from.request, from.answer] : []
  const inSteps = [...allSteps(steps)].map((step) => (step as { schema?: TSchema }).schema)
  return [...said, ...door.validates, ...inSteps].flatMap((schema) => (schema === undefined ? [] : schemaPrint(schema)))
}

/** A short fingerprint of a flow's shape, its retries and its schemas, stored with each message it begins. */
export function flowPrint(flow: FlowNode): string {
  let print = prints.get(flow)
  if (print === undefined) {
    print = createHash('sha256')
      .update([...describeFlow(flow), JSON.stringify(flow.door.retry ?? null), ...schemasOf(flow)].join('\n'))
      .digest('hex')
      .slice(0, 12)
    prints.set(flow, print)
  }
  return print
}
