import type { TSchema } from 'typebox'
import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { fitting, schemaName } from '../validate.js'
import { HUB_FLOW_SHAPE } from './shared.js'

export interface ValidateNode extends StepNode {
  readonly kind: 'validate'
  readonly schema: TSchema
}

/** Refuses a body that does not fit a schema; the body itself is neither coerced nor stripped. See docs/patterns/validate.md. */
export const validate: Step<ValidateNode> = {
  kind: 'validate',
  ends: 'no',
  build([schema]) {
    if (typeof schema !== 'object' || schema === null) throw HUB_FLOW_SHAPE('validate takes a schema')
    return { kind: 'validate', name: schemaName(schema as TSchema), schema: schema as TSchema }
  },
  describe: ({ name }) => name,
  decide: ({ schema, name }, { body }) => ({ do: 'go-on', body: fitting(schema, body, name) }),
}
