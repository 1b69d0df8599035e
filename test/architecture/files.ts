// What a file is: how long, where by its suffix, named like its id, defining what it exports, writing to its own tables.
import { inGarden, isTest, packOf, packsOf, type Rule, topOf, type Violation } from './floors.js'
import { idGivenTo, textsGivenTo } from './source.js'

const MOST_LINES = 400
const isGenerated = (path: string) => /(^|\/)(generated|fixtures)\//.test(path)

/** A file that no longer fits is a room that wants dividing. */
export const filesFit: Rule = (tree) =>
  [...tree.values()]
    .filter(({ path, lines }) => lines > MOST_LINES && !isGenerated(path))
    .map(({ path, lines }) => ({ rule: 'filesFit', file: path, says: `has ${lines} lines; ${MOST_LINES} at most` }))

const FEWEST_LINES = 50
const SMALL_BY_NATURE =
  /(^|\/)(errors|channels|connections)\.ts$|\.\w+\.ts$|^(bus\/steps|schemas|bin)\/|^(hub\.ts|roof\/views\.ts)$/

/**
 * Small files are the exception: of those that are not small by nature (one step, one command, one schema, a folder's
 * errors or channels, what is found by suffix) at most one in three stays below fifty lines.
 */
export const roomsAreNotCupboards: Rule = (tree) => {
  const rooms = [...tree.values()].filter(({ path }) => !inGarden(path) && !SMALL_BY_NATURE.test(path))
  const cupboards = rooms.filter(({ lines }) => lines < FEWEST_LINES)
  if (cupboards.length * 3 <= rooms.length) return []
  const smallest = cupboards.reduce((least, file) => (file.lines < least.lines ? file : least))
  const says = `is the smallest of ${cupboards.length} files under ${FEWEST_LINES} lines among ${rooms.length}`
  return [{ rule: 'roomsAreNotCupboards', file: smallest.path, says }]
}

/** Everything is imported from the file that defines it. */
export const noBarrels: Rule = (tree) =>
  [...tree.values()].flatMap(({ path, imports, onlyReExports }): Violation[] => {
    if (onlyReExports) return [{ rule: 'noBarrels', file: path, says: 'only exports again what others define' }]
    return imports
      .filter(({ kind, names }) => kind === 'export' && names.includes('*'))
      .map(({ specifier, line }) => ({
        rule: 'noBarrels',
        file: path,
        line,
        says: `exports all of ${specifier} again`,
      }))
  })

interface Suffix {
  readonly suffix: string
  /** Where such files lie; `*` is one folder's name. */
  readonly place: RegExp
  readonly says: string
  /** Exported under this name; by default unless told. */
  readonly named?: string
  /** The functions whose first argument is the id, and what that id must be. */
  readonly makers?: readonly string[]
  readonly idOf?: (path: string) => string
}
const withoutSuffix = (path: string) => path.replace(/\.\w+\.ts$/, '')
const afterFolder = (path: string) => withoutSuffix(path).split('/').slice(1).join('/')
const SUFFIXES: readonly Suffix[] = [
  { suffix: '.flow.ts', place: /^flows\/[^/]+\/[^/]+$/, says: 'flows/<pack>/', makers: ['flow'], idOf: afterFolder },
  {
    suffix: '.operation.ts',
    place: /^routes\/[^/]+\/[^/]+$/,
    says: 'routes/<pack>/',
    makers: ['operation'],
    idOf: afterFolder,
  },
  { suffix: '.route.ts', place: /^routes\//, says: 'routes/' },
  { suffix: '.migrations.ts', place: /^registers\/[^/]+\/[^/]+$/, says: 'registers/<pack>/', named: 'migrations' },
  { suffix: '.job.ts', place: /^cron\/[^/]+\/[^/]+$/, says: 'cron/<pack>/', makers: ['job'], idOf: afterFolder },
  {
    suffix: '.layout.ts',
    place: /^fixed-width\/layouts\/[^/]+$/,
    says: 'fixed-width/layouts/',
    makers: ['layout', 'layoutOfCopybook'],
    idOf: (path) => withoutSuffix(path).split('/').at(-1)!,
  },
]

/** What is found by suffix lies where it is looked for, exports one thing by default, and is called like its file. */
export const suffixesKeepTheirPlace: Rule = (tree) =>
  [...tree.values()].flatMap((source): Violation[] => {
    const { path } = source
    const found = SUFFIXES.find(({ suffix }) => path.endsWith(suffix))
    if (!found || inGarden(path)) return []
    const wrong = (says: string, line?: number) => ({
      rule: 'suffixesKeepTheirPlace',
      file: path,
      says,
      ...(line ? { line } : {}),
    })
    const violations: Violation[] = []
    if (!found.place.test(path)) violations.push(wrong(`a ${found.suffix} lies in ${found.says}`))
    const wanted = found.named ? ['export', 'const', found.named] : ['export', 'default']
    const exports = source.tokens.some((_, at) =>
      wanted.every((word, offset) => source.tokens[at + offset]?.value === word),
    )
    if (!exports) violations.push(wrong(found.named ? `exports no ${found.named}` : 'has no default export'))
    if (found.makers && found.idOf) {
      const made = found.makers.map((maker) => idGivenTo(source, maker)).find((id) => id !== undefined)
      const id = found.idOf(path)
      if (made?.text !== id) violations.push(wrong(`is named "${made?.text ?? ''}" and must be "${id}"`, made?.line))
    }
    return violations
  })

/** A test lies beside the file it tests; suites lie in test/. */
export const testsLieBeside: Rule = (tree) =>
  [...tree.keys()].flatMap((path) => {
    if (!isTest(path) || topOf(path) === 'test') return []
    const tested = path.replace(/\.test\.ts$/, '')
    const folder = path.split('/').slice(0, -1).join('/')
    const beside = [...tree.keys()].some((other) => other !== path && other.startsWith(`${tested}.`) && !isTest(other))
    // A test named like its folder is about all of the folder.
    const ofFolder = folder.split('/').at(-1) === tested.split('/').at(-1)
    return beside || ofFolder ? [] : [{ rule: 'testsLieBeside', file: path, says: 'tests no file that lies beside it' }]
  })

const ENGINE = 'hub'
const RAW_TABLE = /create\s+table\s+(?:if\s+not\s+exists\s+)?["'`]?(?!if\s)(\w+)/gi

/** Table names begin with their owner: the pack, or `hub` for the engine's. */
export const tablesNameTheirOwner: Rule = (tree) => {
  const packs = packsOf(tree)
  return [...tree.values()].flatMap((source): Violation[] => {
    if (inGarden(source.path)) return []
    const owner = (packOf(source.path, packs) ?? ENGINE).replaceAll('-', '_')
    const raw = source.tokens.flatMap(({ kind, value, line }) =>
      kind === 'text' ? [...value.matchAll(RAW_TABLE)].map((match) => ({ text: match[1]!, line })) : [],
    )
    return [...textsGivenTo(source, 'createTable'), ...raw]
      .filter(({ text }) => !text.startsWith(`${owner}_`))
      .map(({ text, line }) => ({
        rule: 'tablesNameTheirOwner',
        file: source.path,
        line,
        says: `makes the table ${text}, whose name must begin with ${owner}_`,
      }))
  })
}

/** A port says what is owed; whoever keeps it lives in an adapter. */
export const portsOnlyDeclare: Rule = (tree) =>
  [...tree.values()]
    .filter(({ path }) => path.startsWith('bus/ports/') && !isTest(path))
    .flatMap(({ path, tokens }) =>
      tokens
        .filter(({ kind, value }) => kind === 'word' && value === 'class')
        .map(({ line }) => ({
          rule: 'portsOnlyDeclare',
          file: path,
          line,
          says: 'implements what a port only declares',
        })),
    )
