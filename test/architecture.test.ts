import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import t from 'tap'
import { packageManifest } from './architecture/manifest.js'
import { RULES, sentence, violations } from './architecture/violations.js'

// Section "Floors" of the house rules, held on the real tree. That each rule bites is shown in architecture/bite.test.ts.

const NOT_OURS = /^(\..*|node_modules|dist(\..*)?|data|scripts)$/

/** Every TypeScript file of the checkout, wherever it lies. */
function sources(): ReadonlyMap<string, string> {
  const tops = readdirSync('.', { withFileTypes: true }).filter(({ name }) => !NOT_OURS.test(name))
  const paths = tops.flatMap((top) =>
    top.isDirectory()
      ? readdirSync(top.name, { recursive: true, encoding: 'utf8' }).map(
          (name) => `${top.name}/${name.split(sep).join('/')}`,
        )
      : [top.name],
  )
  const typescript = paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  return new Map(typescript.map((path) => [path, readFileSync(path, 'utf8')]))
}

const house = sources()

const SENTENCES: Readonly<Record<string, string>> = {
  stands: 'every file stands on a floor or in the garden',
  looksDown: 'a file imports from lower floors and its own folder, never upward, sideways or from the garden',
  onlyTheRoofKnowsAll: 'only hub.ts knows every floor',
  noCycles: 'no import leads back to where it came from',
  packsKeepApart: 'a pack imports its own and what is shared, and what is shared knows no pack',
  discoveredOnly: 'what is found by suffix is imported by nobody',
  flowsKnowConnections: 'flows import connections, never the adapter behind one',
  librariesAtHome: 'each library is imported in its one home',
  queriesOnly: 'drivers and dialects stay in adapters/database; everybody else has the query builder',
  lowerFloorsDoNoIo: 'bus, schemas, fixed-width, xml, registers and flows do no input or output',
  onlyAdaptersCallOut: 'only adapters call out',
  flowsComputeOnly: 'flows take time and chance from what they are told',
  importsAreWritten: 'only discovery imports by a name made at run time',
  importsAreSpelled: 'imports are spelled one way',
  filesFit: 'no hand-written file has more than 400 lines',
  roomsAreNotCupboards: 'small files are the exception',
  noBarrels: 'everything is imported from the file that defines it',
  suffixesKeepTheirPlace: 'what is found by suffix lies in its place and is called like its file',
  testsLieBeside: 'a test lies beside the file it tests',
  tablesNameTheirOwner: 'table names begin with their owner',
  portsOnlyDeclare: 'ports only declare',
}

for (const [name, rule] of Object.entries(RULES)) {
  t.test(SENTENCES[name] ?? name, async (t) => {
    t.same(violations(house, { [name]: rule }).map(sentence), [])
  })
}

t.test('every rule has its sentence', async (t) => {
  t.same(Object.keys(RULES).sort(), Object.keys(SENTENCES).sort())
})

t.test('the walk found the house', async (t) => {
  for (const file of ['hub.ts', 'bus/flow.ts', 'bin/dromedary.ts', 'test/architecture.test.ts'])
    t.ok(house.has(file), file)
})

t.test('every public path of the package leads to a file that is built', async (t) => {
  const { exports, bin } = packageManifest()
  const paths = [...Object.values(exports), ...Object.values(bin)].flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  )
  t.ok(paths.length > 1)
  for (const path of paths.filter((path) => !path.includes('*') && path.includes('dist/'))) t.ok(existsSync(path), path)
  t.ok(Object.hasOwn(exports, './testing'), 'dromedary/testing is the test kit')
})
