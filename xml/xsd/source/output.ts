import type { Xsd } from '../xsd.js'

/** A type that is written by hand and takes the place of one of the schema. */
export interface OwnType {
  /** The module that exports it, as the generated file imports it. */
  readonly from: string
  readonly name: string
  /** The TypeScript type of its values. */
  readonly type: string
}
export interface SourceOptions {
  /** The root element, or several that shall stand in one file; needed where the schema declares several. */
  readonly root?: string | readonly string[]
  /** Where the hub's `xml/` lies: `dromedary/xml` in a project of your own, unless told. Modules end in `suffix`. */
  readonly library?: string
  readonly suffix?: string
  /** Types of your own, by the name of the schema's type that each takes the place of. */
  readonly own?: Readonly<Record<string, OwnType>>
  /** Types, or elements of types as `Type.Element`, that concern a person. */
  readonly personal?: readonly string[]
  /** What stands first in the file; says where the schema is from. */
  readonly banner?: string
}

const MODULES: Readonly<Record<string, readonly string[]>> = {
  numbers: ['decimal', 'integer', 'bigInteger'],
  schema: [
    'any',
    'anyAttributes',
    'atLeastOnce',
    'attribute',
    'all',
    'choice',
    'element',
    'empty',
    'fixed',
    'group',
    'lazy',
    'many',
    'mixed',
    'nillable',
    'optional',
    'personal',
    'sequence',
    'valued',
  ],
  simple: ['text', 'token', 'oneOf', 'bool', 'base64', 'list'],
  time: ['date', 'dateTime', 'time', 'year', 'yearMonth'],
}
/** Names that a type may not take: TypeScript's own, and those that the generated file imports. */
const TAKEN = new Set(
  'Array BigInt Boolean Date Error Function Map Number Object Promise Readonly Record Set String Symbol Uint8Array Several XmlType'.split(
    ' ',
  ),
)

/** The file that is being made: its types and constants in order, and what they need from elsewhere. */
export class Output {
  readonly #schema: Xsd
  readonly #options: SourceOptions
  readonly #names = new Set<string>(TAKEN)
  readonly #uses = new Set<string>()
  readonly #owns = new Map<string, OwnType>()
  readonly #chunks: string[] = []

  constructor(schema: Xsd, options: SourceOptions) {
    this.#schema = schema
    this.#options = options
  }

  all(): string {
    return `${this.#head()}\n${this.#chunks.join('\n')}`
  }

  add(chunk: string): void {
    this.#chunks.push(chunk)
  }

  holds(code: string): boolean {
    return this.#chunks.some((chunk) => chunk.includes(code))
  }

  #head(): string {
    const {
      banner = `The schema ${this.#schema.name}, generated from its XSD.`,
      library = 'dromedary/xml',
      suffix = '',
    } = this.#options
    const lines = [
      ...banner.split('\n').map((line) => `// ${line}`),
      '// Generated: change what it is made from, not this file.',
    ]
    for (const [module, names] of Object.entries(MODULES)) {
      const used = names.filter((name) => this.#uses.has(name))
      const types = module === 'schema' ? [...(this.#uses.has('Several') ? ['type Several'] : []), 'type XmlType'] : []
      if (used.length + types.length > 0)
        lines.push(`import { ${[...used, ...types].join(', ')} } from '${library}/${module}${suffix}'`)
    }
    const modules = new Map<string, string[]>()
    for (const { from, name } of this.#owns.values()) modules.set(from, [...(modules.get(from) ?? []), name])
    for (const [from, names] of modules)
      lines.push(`import { ${[...new Set(names)].sort().join(', ')} } from '${from}'`)
    if (this.#uses.has('OneOf'))
      lines.push(
        '',
        '/** One of several: an object with exactly one of the properties. */',
        'type OneOf<T> = {',
        '  [K in keyof T]: { readonly [P in K]: T[P] } & { readonly [P in Exclude<keyof T, K>]?: never }',
        '}[keyof T]',
      )
    return `${lines.join('\n')}\n`
  }

  /** Functions and types that the file calls by these names. */
  use(...names: readonly string[]): void {
    for (const name of names) this.#uses.add(name)
  }

  /** A name that nothing has yet, in the form of a type's. */
  named(wanted: string): string {
    const plain = wanted.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^[a-z]/, (first) => first.toUpperCase())
    let name = /^[A-Z_]/.test(plain) ? plain : `T${plain}`
    if (TAKEN.has(name)) name = `${name}Type`
    for (let again = 2; this.#names.has(name); again++) name = `${plain}_${again}`
    this.#names.add(name)
    return name
  }

  /** A type written by hand that takes the place of one of the schema. */
  own(local: string): { readonly name: string; readonly type: string } | undefined {
    const own = this.#options.own?.[local]
    if (own !== undefined) this.#owns.set(local, own)
    return own
  }
}
