import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { plainEnvironment } from '../spawned.js'

const HOUSE = resolve('.')

t.test('a hub can live in a project of its own that depends on this one', async (t) => {
  const project = mkdtempSync(join(tmpdir(), 'dromedary-own-'))
  t.teardown(() => rmSync(project, { recursive: true, force: true }))
  const flows = join(project, 'dist', 'flows', 'shop')
  mkdirSync(flows, { recursive: true })
  mkdirSync(join(project, 'node_modules'))
  symlinkSync(HOUSE, join(project, 'node_modules', 'dromedary'))
  symlinkSync(join(HOUSE, 'node_modules', 'typebox'), join(project, 'node_modules', 'typebox'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(flows, 'channels.js'),
    `import { Type } from 'typebox'
import { channel, schema } from 'dromedary/bus/ends'
export const orders = channel('shop/orders', schema(Type.Object({ orderId: Type.String() })))
`,
  )
  writeFileSync(
    join(flows, 'take-order.flow.js'),
    `import { flow } from 'dromedary/bus/flow'
import { orders } from './channels.js'
export default flow('shop/take-order').from(orders).drop('only an example')
`,
  )
  const command = join('node_modules', 'dromedary', 'dist', 'bin', 'dromedary.js')
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, 'check', '--root', 'dist'], {
    cwd: project,
    env: plainEnvironment(),
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr)
  t.match(stdout, /^shop\/take-order$/m)
  t.match(stdout, /^hub\/message-fate$/m, 'what every hub offers is there')
  t.notMatch(stdout, /study-fees/, 'and the packs of this project are not')
})
