import { Cursor, type Holder } from './groups.js'
import type { ElementPlan, GroupPlan, Particle, TypePlan } from './plan.js'
import type { Scope } from './scope.js'

const NOTHING: GroupPlan = {
  kind: 'sequence',
  particles: [],
  starts: new Map(),
  wild: [],
  ids: [],
  make: () => ({}),
  needed: [0],
  keys: new Set(),
  nullable: true,
}

/** One open element. There is one frame for each depth, and each is used for every element of that depth. */
export class Frame {
  /** What may stand in it. `raw` is XML kept as it is. */
  content: 'text' | 'elements' | 'raw' | 'empty' | 'nil' = 'elements'
  /** Its name for errors, and its property. */
  name = ''
  key = ''
  /** Undefined of the root. */
  particle: Particle | undefined
  /** What its value is part of; undefined of the root, and of an element that is out of place. */
  holder: Holder | undefined
  /** The how manieth of its list. */
  nth = 1
  /** Undefined of an element of any kind. */
  type: TypePlan | undefined
  value: Holder | undefined
  text = ''
  readonly cursor = new Cursor(NOTHING, {})
  scope: Scope | undefined
  /** The white space that stood before an element of this depth last: most documents are indented. */
  white = ''
  /** It is streamed, or what is streamed stands within it. */
  onPath = false
  problemsBefore = 0

  place(name: string, particle: Particle | undefined, holder: Holder | undefined, nth: number, scope: Scope): void {
    this.name = name
    this.key = particle?.key ?? name
    this.particle = particle
    this.holder = holder
    this.nth = nth
    this.scope = scope
    this.type = undefined
    this.value = undefined
    this.text = ''
  }

  begin({ type }: ElementPlan): void {
    this.type = type
    this.content = CONTENT[type.kind]
    if (type.group !== undefined) {
      this.value = type.make()
      this.cursor.reset(type.group, this.value)
    } else if (type.valued) this.value = type.make()
  }
}

const CONTENT = { simple: 'text', elements: 'elements', mixed: 'raw', empty: 'empty' } as const
