import { normalized } from './escape.js'
import type { Frame } from './frame.js'
import type { AttributePlan, ElementPlan } from './plan.js'
import { type ProblemCode, shown } from './problem.js'
import type { NameScope, SimpleType } from './schema.js'
import { XSI_NAMESPACE } from './scope.js'
import type { Attributes } from './tokens.js'

/** Tells a problem below the element that is open. */
export type Say = (code: ProblemCode, below: string, expected: string, found: string) => void

const NIL = `{${XSI_NAMESPACE}}nil`
/** What a sender says about where its schema lies. The reader has its own, so these are passed over. */
const HINTS = [`{${XSI_NAMESPACE}}schemaLocation`, `{${XSI_NAMESPACE}}noNamespaceSchemaLocation`]

/** The attributes of an element that begins, into its value. */
export function readAttributes(frame: Frame, element: ElementPlan, attributes: Attributes, say: Say): void {
  const { type } = element
  let required = 0
  let others: Record<string, string> | undefined
  for (let i = 0; i < attributes.count; i++) {
    const name = attributes.keys[i]!
    const value = attributes.values[i]!
    const plan = type.attributes.get(name)
    if (plan !== undefined) {
      if (plan.required) required++
      readAttribute(frame, plan, value, say)
    } else if (name === NIL && element.nillable) readNil(frame, value, say)
    else if (type.anyAttributes !== undefined) others = { ...others, [name]: value }
    else if (!HINTS.includes(name))
      say('HUB_XML_ATTRIBUTE', `/@${attributes.names[i]!.slice(0, 100)}`, 'no such attribute', 'one')
  }
  if (frame.content === 'nil') {
    if (attributes.count > 1) say('HUB_XML_ATTRIBUTE', '/@xsi:nil', 'no attribute beside it', 'others')
    return
  }
  if (type.anyAttributes !== undefined) frame.value![type.anyAttributes] = others ?? {}
  if (required === type.required) return
  const present = attributes.keys.slice(0, attributes.count)
  for (const { name, local, required } of type.attributes.values())
    if (required && !present.includes(name)) say('HUB_XML_ATTRIBUTE', `/@${local}`, 'one', 'none')
}

function readAttribute({ value: holder, scope }: Frame, plan: AttributePlan, text: string, say: Say): void {
  const { key, local, fixed, of, personal } = plan
  if (fixed !== undefined) {
    if (normalized(text, 'collapse') !== fixed)
      say('HUB_XML_VALUE', `/@${local}`, JSON.stringify(fixed), shown(text, personal))
    else if (key !== undefined) holder![key] = fixed
    return
  }
  const value = parsed(of!, text, scope!)
  if (value === undefined) say('HUB_XML_VALUE', `/@${local}`, of!.holds, shown(text, personal))
  else holder![key!] = value
}

function readNil(frame: Frame, value: string, say: Say): void {
  const said = normalized(value, 'collapse')
  if (said === 'true' || said === '1') frame.content = 'nil'
  else if (said !== 'false' && said !== '0') say('HUB_XML_VALUE', '/@xsi:nil', 'true or false', shown(value, false))
}

/** The value of a text, its white space being as its type says; undefined if it has none. */
export function parsed(type: SimpleType, text: string, scope: NameScope): unknown {
  if (type.whitespace === 'preserve') return type.parse(text, scope)
  // No value of a solid type has white space, so that text which is one needs no looking through.
  const value = type.solid ? type.parse(text, scope) : undefined
  return value === undefined ? type.parse(normalized(text, type.whitespace), scope) : value
}
