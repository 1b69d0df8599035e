import type { Content } from './complex.js'

/** A type of the schema as the file will have it. */
export interface Made {
  readonly name: string
  /** TypeScript types for reading and writing; the same where lists make no difference. */
  readonly reads: string
  readonly writes: string
}
/** A property of a type, as the file will have it. */
export interface Slot {
  readonly property: string
  readonly code: string
  readonly reads: string
  readonly writes: string
  readonly maybeReads: boolean
  readonly maybeWrites: boolean
}

/** The name of a type's constant. */
export const constant = (name: string) =>
  `${name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (first) => first.toLowerCase())}Xml`
export const capital = (local: string) => `${local.charAt(0).toUpperCase()}${local.slice(1)}`
export const propertyCode = (property: string) => (/^[A-Za-z_]\w*$/.test(property) ? property : `'${property}'`)
export const plainSlot = (property: string, code: string, type: string): Slot => ({
  property,
  code,
  reads: type,
  writes: type,
  maybeReads: false,
  maybeWrites: false,
})
export const fieldsCode = (slots: readonly Slot[]) =>
  `{\n${slots.map(({ property, code }) => `  ${propertyCode(property)}: ${code},`).join('\n')}\n}`
export const inlineType = (slots: readonly Slot[], side: 'reads' | 'writes') =>
  `{ ${slots.map((slot) => `readonly ${propertyCode(slot.property)}${(side === 'reads' ? slot.maybeReads : slot.maybeWrites) ? '?' : ''}: ${slot[side]}`).join('; ')} }`

/** The namespace of the first element of a content. */
export function firstElement({ parts }: Content): string | undefined {
  for (const part of parts) {
    if (part.is === 'element') return part.namespace
    if (part.is === 'group') {
      const found = firstElement(part.of)
      if (found !== undefined) return found
    }
  }
  return undefined
}
