import type { Compiled } from './compile.js'
import { LINE_ENDS, type Machine } from './definition.js'
import type { PlanRecord } from './plan.js'

/** How a record is written once more in the place where one stands, which is most of what a large file is. */
export interface Again {
  readonly name: string
  readonly record: PlanRecord
  readonly index: number
  readonly write: Compiled['write'][number]
  /** Units of it with its line end, and how many there must be room for. */
  readonly length: number
  readonly room: number
}

/** By place of the frame; undefined where writing the same once more concerns a total, a rule, or another record. */
export function againOf({ plan, compiled, lines, rules }: Machine): readonly (Again | undefined)[] {
  return plan.frame.positions.map(({ index, next }) => {
    const edge = next.find(({ to }) => to === index)
    const record = plan.at[index]!
    if (edge === undefined || !edge.plain || edge.doubtful || rules.size > 0 || record.part !== undefined)
      return undefined
    const length = record.length + LINE_ENDS[lines.write].length
    const write = compiled.write[record.index]!
    return { name: record.name, record, index: record.index, write, length, room: record.most + 2 }
  })
}
