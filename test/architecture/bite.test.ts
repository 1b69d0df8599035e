import t from 'tap'
import { RULES, violations } from './violations.js'

type Files = Readonly<Record<string, string>>

/** For each rule: houses that break it, with the file that is to blame, and houses that keep it. */
interface Case {
  readonly breaks: readonly (readonly [says: string, files: Files, blamed: string])[]
  readonly keeps: readonly (readonly [says: string, files: Files])[]
}

const importing = (...targets: readonly string[]) => targets.map((target) => `import '${target}'\n`).join('')
const empty = 'export const a = 1\n'

const CASES: Readonly<Record<string, Case>> = {
  stands: {
    breaks: [['a folder nobody planned', { 'lib/a.ts': empty }, 'lib/a.ts']],
    keeps: [
      [
        'floors, roof, door and garden',
        { 'bus/a.ts': empty, 'roof/a.ts': empty, 'hub.ts': empty, 'bin/a.ts': empty, 'test/a.ts': empty },
      ],
    ],
  },
  looksDown: {
    breaks: [
      ['upward', { 'bus/a.ts': importing('../flows/p/b.js') }, 'bus/a.ts'],
      [
        'upward for a type',
        { 'adapters/x/a.ts': "import type { B } from '../../registers/b.js'\n" },
        'adapters/x/a.ts',
      ],
      ['upward in a dynamic import', { 'bus/a.ts': "const b = await import('../adapters/b.js')\n" }, 'bus/a.ts'],
      [
        'upward in double quotes over several lines',
        { 'bus/a.ts': 'import {\n  b,\n} from "../adapters/b.js"\n' },
        'bus/a.ts',
      ],
      ['sideways', { 'schemas/a.ts': importing('../fixed-width/b.js') }, 'schemas/a.ts'],
      ['sideways on the top floor', { 'cron/a.ts': importing('../routes/b.js') }, 'cron/a.ts'],
      ['at the roof', { 'routes/a.ts': importing('../hub.js') }, 'routes/a.ts'],
      ['at the roof from under it', { 'roof/a.ts': importing('../hub.js') }, 'roof/a.ts'],
      ['at the door', { 'hub.ts': importing('./bin/a.js') }, 'hub.ts'],
      ['into the garden', { 'flows/p/a.ts': importing('../../test/kit/b.js') }, 'flows/p/a.ts'],
      ['at a test', { 'bus/a.ts': importing('./b.test.js') }, 'bus/a.ts'],
      [
        'from the door into another corner of the garden',
        { 'bin/commands/demo.ts': importing('../../sandbox/bank.js') },
        'bin/commands/demo.ts',
      ],
      ['from elsewhere at the demo', { 'bin/other.ts': importing('../sandbox/demo.js') }, 'bin/other.ts'],
    ],
    keeps: [
      ['downward', { 'flows/p/a.ts': importing('../../bus/b.js', '../../registers/c.js') }],
      ['the own folder', { 'adapters/x/a.ts': importing('../y/b.js') }],
      [
        'the garden looks anywhere',
        { 'test/a.ts': importing('../hub.js', '../bin/b.js'), 'bus/a.test.ts': importing('../adapters/b.js') },
      ],
      [
        'the demo brings its stand-ins',
        { 'bin/commands/demo.ts': "const demo = await import('../../sandbox/demo.js')\n" },
      ],
    ],
  },
  onlyTheRoofKnowsAll: {
    breaks: [
      [
        'a command that knows every floor',
        {
          'bin/a.ts': importing(
            '../bus/a.js',
            '../xml/a.js',
            '../adapters/a.js',
            '../registers/a.js',
            '../flows/a.js',
            '../cron/a.js',
          ),
        },
        'bin/a.ts',
      ],
    ],
    keeps: [
      [
        'the roof',
        {
          'hub.ts': importing(
            './bus/a.js',
            './xml/a.js',
            './adapters/a.js',
            './registers/a.js',
            './flows/a.js',
            './cron/a.js',
          ),
        },
      ],
      ['a command that knows some', { 'bin/a.ts': importing('../bus/a.js', '../xml/a.js', '../hub.js') }],
    ],
  },
  noCycles: {
    breaks: [
      ['two files', { 'bus/a.ts': importing('./b.js'), 'bus/b.ts': importing('./a.js') }, 'bus/a.ts'],
      ['itself', { 'bus/a.ts': importing('./a.js') }, 'bus/a.ts'],
      [
        'three, one of them for a type only',
        {
          'bus/a.ts': importing('./b.js'),
          'bus/b.ts': "import type { C } from './c.js'\n",
          'bus/c.ts': "export { a } from './a.js'\n",
        },
        'bus/a.ts',
      ],
    ],
    keeps: [
      [
        'a diamond',
        {
          'bus/a.ts': importing('./b.js', './c.js'),
          'bus/b.ts': importing('./d.js'),
          'bus/c.ts': importing('./d.js'),
          'bus/d.ts': empty,
        },
      ],
    ],
  },
  packsKeepApart: {
    breaks: [
      ['flows of another pack', { 'flows/p/a.ts': importing('../q/b.js'), 'flows/q/b.ts': empty }, 'flows/p/a.ts'],
      [
        'registers of another pack',
        { 'flows/p/a.ts': importing('../../registers/q/b.js'), 'registers/q/b.ts': empty },
        'flows/p/a.ts',
      ],
      [
        'schemas of another pack',
        { 'routes/p/a.ts': importing('../../schemas/q/b.js'), 'flows/q/b.ts': empty, 'flows/p/c.ts': empty },
        'routes/p/a.ts',
      ],
      [
        'a shared file that knows a pack',
        { 'schemas/a.ts': importing('./q/b.js'), 'flows/q/b.ts': empty },
        'schemas/a.ts',
      ],
    ],
    keeps: [
      [
        'its own',
        {
          'flows/p/a.ts': importing('../../registers/p/b.js', './c.js'),
          'registers/p/b.ts': empty,
          'flows/p/c.ts': empty,
        },
      ],
      [
        'the page of contacts knows every pack’s settings',
        { 'adapters/connections.ts': importing('../schemas/p/b.js'), 'flows/p/a.ts': empty },
      ],
      [
        'what is shared',
        { 'flows/p/a.ts': importing('../../schemas/money.js', '../shared/b.js', '../../schemas/identifiers/c.js') },
      ],
      ['the roof knows packs', { 'hub.ts': importing('./registers/p/b.js'), 'registers/p/b.ts': empty }],
    ],
  },
  discoveredOnly: {
    breaks: [
      ['a flow imports a flow', { 'flows/p/a.flow.ts': importing('./b.flow.js') }, 'flows/p/a.flow.ts'],
      ['a register imports migrations', { 'registers/p/a.ts': importing('./b.migrations.js') }, 'registers/p/a.ts'],
      ['the roof imports an operation', { 'hub.ts': importing('./routes/p/a.operation.js') }, 'hub.ts'],
    ],
    keeps: [['a test imports its flow', { 'flows/p/a.flow.test.ts': importing('./a.flow.js') }]],
  },
  flowsKnowConnections: {
    breaks: [['an adapter', { 'flows/p/a.ts': importing('../../adapters/paytrail/create.js') }, 'flows/p/a.ts']],
    keeps: [
      [
        'connections',
        { 'flows/p/a.ts': importing('../../adapters/connections.js', '../../adapters/x/p.connections.js') },
      ],
      ['other floors know adapters', { 'registers/a.ts': importing('../adapters/database/migrations.js') }],
    ],
  },
  librariesAtHome: {
    breaks: [
      ['a database driver in a register', { 'registers/a.ts': importing('libsql') }, 'registers/a.ts'],
      ['a web server in a flow', { 'flows/p/a.ts': importing('fastify') }, 'flows/p/a.ts'],
      ['a client library in the bus', { 'bus/a.ts': importing('undici') }, 'bus/a.ts'],
      ['a second home', { 'adapters/paytrail/a.ts': importing('undici') }, 'adapters/paytrail/a.ts'],
      ['a path inside a scoped package', { 'bus/a.ts': importing('@fastify/swagger/lib/x.js') }, 'bus/a.ts'],
      ['a library nobody placed', { 'adapters/x/a.ts': importing('left-pad') }, 'adapters/x/a.ts'],
    ],
    keeps: [
      [
        'at home',
        {
          'adapters/database/a.ts': importing('libsql', 'kysely'),
          'bus/a.ts': importing('typebox', 'ajv', 'node:crypto'),
        },
      ],
      ['the garden takes what it needs', { 'test/a.ts': importing('undici', 'tap') }],
    ],
  },
  queriesOnly: {
    breaks: [
      ['a dialect', { 'registers/p/a.ts': "import { SqliteDialect } from 'kysely'\n" }, 'registers/p/a.ts'],
      ['everything', { 'registers/p/a.ts': "import * as kysely from 'kysely'\n" }, 'registers/p/a.ts'],
      [
        'a database of its own',
        { 'registers/p/a.ts': "import { Kysely } from 'kysely'\nconst db = new Kysely(x)\n" },
        'registers/p/a.ts',
      ],
    ],
    keeps: [
      ['the query builder', { 'registers/p/a.ts': "import { type Kysely, type Selectable, sql } from 'kysely'\n" }],
    ],
  },
  lowerFloorsDoNoIo: {
    breaks: [
      ['files in the bus', { 'bus/a.ts': importing('node:fs') }, 'bus/a.ts'],
      ['sockets in the bus', { 'bus/a.ts': "const net = await import('node:net')\n" }, 'bus/a.ts'],
      ['files in a layout', { 'fixed-width/a.ts': importing('node:fs/promises') }, 'fixed-width/a.ts'],
      ['a process in a flow', { 'flows/p/a.ts': importing('node:child_process') }, 'flows/p/a.ts'],
    ],
    keeps: [
      ['what computes', { 'bus/a.ts': importing('node:crypto', 'node:zlib', 'node:timers/promises') }],
      ['adapters may', { 'adapters/files/a.ts': importing('node:fs') }],
    ],
  },
  onlyAdaptersCallOut: {
    breaks: [
      ['a flow', { 'flows/p/a.ts': "const a = () => fetch('http://x')\n" }, 'flows/p/a.ts'],
      ['the bus', { 'bus/a.ts': 'new WebSocket(a)\n' }, 'bus/a.ts'],
    ],
    keeps: [
      ['a method of that name', { 'flows/p/a.ts': 'const a = db.fetch(1)\n' }],
      ['a comment', { 'flows/p/a.ts': "// fetch('x')\n" }],
      ['an adapter', { 'adapters/x/a.ts': 'fetch(1)\n' }],
    ],
  },
  flowsComputeOnly: {
    breaks: [
      ['the clock', { 'flows/p/a.ts': 'const a = () => Date.now()\n' }, 'flows/p/a.ts'],
      ['the clock again', { 'flows/p/a.ts': 'const a = () => new Date()\n' }, 'flows/p/a.ts'],
      ['chance', { 'flows/p/a.ts': 'const a = () => crypto.randomUUID()\n' }, 'flows/p/a.ts'],
      ['the environment', { 'flows/p/a.ts': 'const a = process.env.HUB_X\n' }, 'flows/p/a.ts'],
    ],
    keeps: [
      ['a date from what it was given', { 'flows/p/a.ts': 'const a = new Date(told.now)\n' }],
      ['a sentence about it', { 'flows/p/a.ts': "// Date.now()\nconst a = 'Date.now()'\n" }],
    ],
  },
  importsAreWritten: {
    breaks: [['a computed import', { 'flows/p/a.ts': 'await import(name)\n' }, 'flows/p/a.ts']],
    keeps: [
      ['discovery', { 'roof/files.ts': 'await import(name)\n' }],
      ['a written one', { 'flows/p/a.ts': "await import('./b.js')\n" }],
    ],
  },
  importsAreSpelled: {
    breaks: [
      ['a builtin without its prefix', { 'adapters/x/a.ts': importing('fs/promises') }, 'adapters/x/a.ts'],
      ['a relative import without extension', { 'bus/a.ts': importing('./b') }, 'bus/a.ts'],
      ['the house by its own name', { 'bus/a.ts': importing('dromedary/testing') }, 'bus/a.ts'],
    ],
    keeps: [['as they are', { 'bus/a.ts': importing('./b.js', 'node:crypto', 'typebox') }]],
  },
  filesFit: {
    breaks: [['401 lines', { 'bus/a.ts': 'a\n'.repeat(401) }, 'bus/a.ts']],
    keeps: [
      [
        '400 lines, and what a program wrote',
        { 'bus/a.ts': 'a\n'.repeat(400), 'test/generated/b.ts': 'a\n'.repeat(900) },
      ],
    ],
  },
  roomsAreNotCupboards: {
    breaks: [
      [
        'more small files than large ones',
        { 'routes/a.ts': 'a\n', 'routes/b.ts': 'a\n'.repeat(9), 'routes/c.ts': 'a\n'.repeat(60) },
        'routes/a.ts',
      ],
    ],
    keeps: [
      ['one in three', { 'routes/a.ts': 'a\n', 'routes/b.ts': 'a\n'.repeat(60), 'routes/c.ts': 'a\n'.repeat(60) }],
      [
        'what is small by nature',
        { 'bus/steps/a.ts': 'a\n', 'flows/p/a.flow.ts': 'a\n', 'cron/errors.ts': 'a\n', 'bus/a.test.ts': 'a\n' },
      ],
    ],
  },
  noBarrels: {
    breaks: [
      [
        'a file of re-exports',
        { 'bus/index.ts': "// all\nexport { a } from './a.js'\nexport type { B } from './b.js';\n" },
        'bus/index.ts',
      ],
      ['imported and exported again', { 'bus/index.ts': "import { a } from './a.js'\nexport { a }\n" }, 'bus/index.ts'],
      ['everything of another file', { 'bus/a.ts': "export * from './b.js'\nexport const c = 1\n" }, 'bus/a.ts'],
    ],
    keeps: [
      ['a file that defines', { 'bus/a.ts': "import { b } from './b.js'\nconst a = b\nexport { a }\n" }],
      ['a file that only runs', { 'bin/a.ts': "import './b.js'\n" }],
    ],
  },
  suffixesKeepTheirPlace: {
    breaks: [
      ['a flow on the wrong floor', { 'routes/p/a.flow.ts': "export default flow('p/a')\n" }, 'routes/p/a.flow.ts'],
      ['a flow without a pack', { 'flows/a.flow.ts': "export default flow('a')\n" }, 'flows/a.flow.ts'],
      ['a flow of another name', { 'flows/p/a.flow.ts': "export default flow('p/b')\n" }, 'flows/p/a.flow.ts'],
      ['a flow nobody can load', { 'flows/p/a.flow.ts': "export const a = flow('p/a')\n" }, 'flows/p/a.flow.ts'],
      [
        'an operation of another name',
        { 'routes/p/a.operation.ts': "export default operation({ run: { name: 'p/a' }, name: 'p/b' })\n" },
        'routes/p/a.operation.ts',
      ],
      ['a job of another name', { 'cron/p/a.job.ts': "export default job('p/b', {})\n" }, 'cron/p/a.job.ts'],
      [
        'migrations under another name',
        { 'registers/p/a.migrations.ts': 'export const tables = 1\n' },
        'registers/p/a.migrations.ts',
      ],
      [
        'a copybook’s layout of another name',
        { 'fixed-width/layouts/a.layout.ts': "export default layoutOfCopybook('b', TEXT)\n" },
        'fixed-width/layouts/a.layout.ts',
      ],
      ['a layout in a pack', { 'flows/p/a.layout.ts': "export default layout('a')\n" }, 'flows/p/a.layout.ts'],
    ],
    keeps: [
      [
        'each in its place',
        {
          'flows/p/a.flow.ts': "export default flow('p/a')\n",
          'routes/p/a.operation.ts': "export default operation({ summary: x({ name: 'no' }), name: 'p/a' })\n",
          'cron/p/a.job.ts': "export default job('p/a', {})\n",
          'fixed-width/layouts/a.layout.ts': "export default layout('a', {})\n",
        },
      ],
    ],
  },
  testsLieBeside: {
    breaks: [['a test of nothing', { 'bus/a.test.ts': empty, 'bus/b.ts': empty }, 'bus/a.test.ts']],
    keeps: [
      [
        'beside its file',
        { 'bus/a.test.ts': empty, 'bus/a.ts': empty, 'flows/p/b.flow.ts': empty, 'flows/p/b.test.ts': empty },
      ],
      ['a suite', { 'test/stories/a.test.ts': empty }],
      ['a test of a whole folder', { 'bus/steps/steps.test.ts': empty }],
    ],
  },
  tablesNameTheirOwner: {
    breaks: [
      [
        'a pack’s table without its name',
        { 'registers/study-fees/a.ts': "db.schema.createTable('orders')\n" },
        'registers/study-fees/a.ts',
      ],
      [
        'in plain SQL',
        { 'registers/study-fees/a.ts': 'const a = `create table if not exists orders (id)`\n' },
        'registers/study-fees/a.ts',
      ],
      [
        'the engine’s',
        { 'adapters/database/a.ts': "const a = 'CREATE TABLE message (id)'\n" },
        'adapters/database/a.ts',
      ],
    ],
    keeps: [
      [
        'with its owner',
        {
          'registers/study-fees/a.ts': "const a = 'create table study_fees_orders (id)'\n",
          'adapters/database/a.ts': "const a = 'create table hub_message (id)'\n",
        },
      ],
    ],
  },
  portsOnlyDeclare: {
    breaks: [['an implementation', { 'bus/ports/a.ts': 'export class A {}\n' }, 'bus/ports/a.ts']],
    keeps: [['a contract', { 'bus/ports/a.ts': 'export interface A {}\n' }]],
  },
}

for (const [name, rule] of Object.entries(RULES)) {
  t.test(`the rule ${name} bites, and only where it should`, async (t) => {
    const { breaks = [], keeps = [] } = CASES[name] ?? {}
    t.ok(breaks.length > 0 && keeps.length > 0, 'has cases both ways')
    const found = (files: Files) => violations(new Map(Object.entries(files)), { [name]: rule })
    for (const [says, files, blamed] of breaks) {
      const [first, ...others] = found(files)
      t.match(first, { rule: name, file: blamed }, says)
      t.same(others, [], `${says}: told once`)
    }
    for (const [says, files] of keeps) t.same(found(files), [], says)
  })
}
