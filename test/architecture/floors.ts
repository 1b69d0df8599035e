// The house, floor by floor (house rules, section "Floors"): who may look at whom.
import type { Source } from './source.js'

export interface Violation {
  readonly rule: string
  readonly file: string
  readonly line?: number
  readonly says: string
}
export type Tree = ReadonlyMap<string, Source>
export type Rule = (tree: Tree) => readonly Violation[]

const FLOORS = [
  ['bus'],
  ['schemas', 'fixed-width', 'xml', 'csv'],
  ['adapters'],
  ['registers'],
  ['flows'],
  ['routes', 'cron', 'console'],
  ['roof'],
  ['hub.ts'],
  ['bin'],
]
const GARDEN = ['test', 'sandbox', 'bench', 'docs']
const ROOF = 'hub.ts'

/** The one place where the house looks into the garden: the demo brings its stand-ins along. */
const GARDEN_GATES: readonly (readonly [from: string, to: string])[] = [['bin/commands/demo.ts', 'sandbox/demo.ts']]

export const topOf = (path: string) => path.split('/')[0]!
export const isTest = (path: string) => path.endsWith('.test.ts')
export const inGarden = (path: string) => GARDEN.includes(topOf(path)) || isTest(path)
/** 0 to 5 are the floors; 6 is under the roof, 7 the roof itself, 8 the door; -1 stands nowhere. */
export const floorOf = (path: string) => FLOORS.findIndex((floor) => floor.includes(topOf(path)))

/** Product files with each of their imports inside the project. */
export function* edges(tree: Tree): Generator<{ from: string; to: string; line: number }> {
  for (const { path, imports } of tree.values()) {
    for (const { target, line } of imports) if (target !== undefined) yield { from: path, to: target, line }
  }
}

/** Every file stands somewhere. */
export const stands: Rule = (tree) =>
  [...tree.keys()]
    .filter((file) => floorOf(file) < 0 && !GARDEN.includes(topOf(file)))
    .map((file) => ({ rule: 'stands', file, says: 'stands on no floor' }))

/** A file imports from lower floors and from its own folder. */
export const looksDown: Rule = (tree) =>
  [...edges(tree)].flatMap(({ from, to, line }) => {
    const wrong = (says: string) => [{ rule: 'looksDown', file: from, line, says: `${says} ${to}` }]
    if (inGarden(from)) return []
    if (GARDEN_GATES.some(([gate, garden]) => gate === from && garden === to)) return []
    if (inGarden(to)) return wrong('looks into the garden:')
    const [own, other] = [floorOf(from), floorOf(to)]
    if (own < 0 || topOf(from) === topOf(to) || other < own) return []
    return wrong(other === own ? 'looks sideways at' : 'looks up at')
  })

/** Only the roof knows every floor. */
export const onlyTheRoofKnowsAll: Rule = (tree) =>
  [...tree.values()].flatMap(({ path, imports }) => {
    if (path === ROOF || inGarden(path)) return []
    const seen = new Set(imports.flatMap(({ target }) => (target === undefined ? [] : [floorOf(target)])))
    const all = [0, 1, 2, 3, 4, 5].every((floor) => seen.has(floor))
    return all ? [{ rule: 'onlyTheRoofKnowsAll', file: path, says: `knows every floor, as only ${ROOF} may` }] : []
  })

/** No import leads back to where it came from; an import of types counts. */
export const noCycles: Rule = (tree) => {
  const found: Violation[] = []
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (file: string) => {
    const seen = trail.indexOf(file)
    if (seen >= 0) {
      const says = `imports itself: ${[...trail.slice(seen), file].join(' → ')}`
      found.push({ rule: 'noCycles', file, says })
      return
    }
    if (done.has(file)) return
    trail.push(file)
    for (const { target } of tree.get(file)?.imports ?? []) if (target !== undefined) visit(target)
    trail.pop()
    done.add(file)
  }
  for (const file of tree.keys()) visit(file)
  return found
}

const SHARED = 'shared'
const PACK_FLOORS = ['flows', 'registers', 'schemas', 'routes', 'cron']

/** Businesses: the folders of `flows/` and `registers/`. */
export const packsOf = (tree: Tree): ReadonlySet<string> =>
  new Set(
    [...tree.keys()].flatMap((path) => {
      const [top, pack, file] = path.split('/')
      return file !== undefined && pack !== SHARED && (top === 'flows' || top === 'registers') ? [pack!] : []
    }),
  )

/** The pack a file belongs to, or undefined for what is shared. */
export function packOf(path: string, packs: ReadonlySet<string>): string | undefined {
  const [top, pack, file] = path.split('/')
  return file !== undefined && PACK_FLOORS.includes(top!) && packs.has(pack!) ? pack : undefined
}

/** One page lists the contacts of all packs, so it knows what each pack is configured with. */
const PAGE_OF_CONTACTS = 'adapters/connections.ts'

/** A pack's files import their own pack's and shared ones; what is shared knows no pack. */
export const packsKeepApart: Rule = (tree) => {
  const packs = packsOf(tree)
  return [...edges(tree)].flatMap(({ from, to, line }) => {
    if (inGarden(from) || floorOf(from) > 5 || from === PAGE_OF_CONTACTS) return []
    const [own, other] = [packOf(from, packs), packOf(to, packs)]
    if (other === undefined || own === other) return []
    const says = own === undefined ? `is shared but knows the pack ${other}: ${to}` : `reaches into ${other}: ${to}`
    return [{ rule: 'packsKeepApart', file: from, line, says }]
  })
}

const BY_SUFFIX = /\.(flow|operation|route|job|migrations)\.ts$/

/** What is found by suffix is imported by nobody, so that flows know each other only through channels. */
export const discoveredOnly: Rule = (tree) =>
  [...edges(tree)].flatMap(({ from, to, line }) =>
    !inGarden(from) && BY_SUFFIX.test(to)
      ? [{ rule: 'discoveredOnly', file: from, line, says: `imports ${to}, which is found by its suffix` }]
      : [],
  )

/** Flows know the outside by its contacts: they import connections, never the adapter behind one. */
export const flowsKnowConnections: Rule = (tree) =>
  [...edges(tree)].flatMap(({ from, to, line }) => {
    if (topOf(from) !== 'flows' || inGarden(from) || topOf(to) !== 'adapters') return []
    if (/(^|[./])connections\.ts$/.test(to)) return []
    return [{ rule: 'flowsKnowConnections', file: from, line, says: `imports ${to} instead of a connection` }]
  })
