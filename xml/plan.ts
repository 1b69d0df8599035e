import type { SimpleType } from './schema.js'

export interface AttributePlan {
  /** The property of the value; undefined where the attribute always says the same and is no part of it. */
  readonly key: string | undefined
  readonly name: string
  readonly local: string
  readonly uri: string
  readonly of: SimpleType | undefined
  readonly fixed: string | undefined
  readonly required: boolean
  readonly personal: boolean
}

/** What an element holds, ready to be read and written. */
export interface TypePlan {
  readonly kind: 'simple' | 'elements' | 'mixed' | 'empty'
  readonly simple: SimpleType | undefined
  /** The value is an object, and its text the property `value`. */
  readonly valued: boolean
  readonly attributes: ReadonlyMap<string, AttributePlan>
  readonly required: number
  readonly anyAttributes: string | undefined
  readonly group: GroupPlan | undefined
  /** The properties that its value may have. */
  readonly keys: ReadonlySet<string>
  /** Makes the object of its properties. */
  readonly make: () => Record<string, unknown>
  readonly personal: boolean
  /** The namespace around what stands below. */
  readonly namespace: string
}

export interface ElementPlan {
  readonly local: string
  readonly uri: string
  readonly id: number
  readonly type: TypePlan
  readonly nillable: boolean
}

/** One thing of a sequence, choice or xs:all: an element, a nested group, or a wildcard. */
export interface Particle {
  /** The property. */
  readonly key: string
  readonly index: number
  readonly min: number
  readonly max: number
  readonly list: boolean
  readonly element: ElementPlan | undefined
  readonly group: GroupPlan | undefined
  /** Of a wildcard: the namespaces it takes. */
  readonly admits: ((uri: string) => boolean) | undefined
  /** Puts a value into the property. */
  readonly set: (holder: Record<string, unknown>, value: unknown) => void
}

export interface GroupPlan {
  readonly kind: 'sequence' | 'choice' | 'all'
  readonly particles: readonly Particle[]
  /** By the number of a name: the particles that may begin with it, in order. */
  readonly starts: ReadonlyMap<number, readonly Particle[]>
  readonly wild: readonly Particle[]
  /** The numbers of the particles' names, in their order; NO_NAME where there is no one name. */
  readonly ids: readonly number[]
  /** Makes the object of its properties. */
  readonly make: () => Record<string, unknown>
  /** For each index the first particle from there on that must stand; their count if none must. */
  readonly needed: readonly number[]
  readonly keys: ReadonlySet<string>
  /** It may be without any element. */
  readonly nullable: boolean
}

/** Stands for the number of a name where there is no one name. */
export const NO_NAME = -2
