import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { plainEnvironment } from '../spawned.js'

const HOUSE = resolve('.')

const CHANNELS = `import { Type } from 'typebox'
import { channel, schema, topic } from 'dromedary/bus/ends'
const Order = schema(Type.Object({ orderId: Type.String() }))
export const orders = channel('shop/orders', Order)
export const taken = topic('shop/taken', Order)
`
const FLOW = `import { flow } from 'dromedary/bus/flow'
import { orders, taken } from './channels.js'
export default flow('shop/take-order').from(orders).delay('1d').publish(taken)
`
/** The test of that flow under the runner that Node brings along. */
const TEST = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crashEverywhere, trialOf } from 'dromedary/testing'
import { orders, taken } from './channels.js'
import takeOrder from './take-order.flow.js'

test('an order is announced a day later', async (t) => {
  const trial = await trialOf(t, takeOrder)
  const { messageId } = await trial.send(orders, { orderId: 'o-1' })
  await trial.assertWaiting(messageId)
  await trial.clock.advance('1d')
  await trial.assertDone(messageId)
  assert.deepEqual(await trial.announced(taken), [{ orderId: 'o-1' }])
})
test('and is so wherever the hub dies', async () => {
  const { kills } = await crashEverywhere(takeOrder, {
    load: async (trial) => void (await trial.send(orders, { orderId: 'o-1' })),
    check: (trial) => trial.announced(taken),
  })
  assert.ok(kills >= 6)
})
`

function ownProject(t: { teardown(work: () => void): unknown }) {
  const project = mkdtempSync(join(tmpdir(), 'dromedary-own-'))
  t.teardown(() => rmSync(project, { recursive: true, force: true }))
  const flows = join(project, 'dist', 'flows', 'shop')
  mkdirSync(flows, { recursive: true })
  mkdirSync(join(project, 'node_modules'))
  symlinkSync(HOUSE, join(project, 'node_modules', 'dromedary'))
  symlinkSync(join(HOUSE, 'node_modules', 'typebox'), join(project, 'node_modules', 'typebox'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(flows, 'channels.js'), CHANNELS)
  writeFileSync(join(flows, 'take-order.flow.js'), FLOW)
  writeFileSync(join(flows, 'take-order.flow.test.js'), TEST)
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, args, { cwd: project, env: plainEnvironment(), encoding: 'utf8' })
  return { run, flows }
}

t.test('a hub can live in a project of its own that depends on this one', async (t) => {
  const command = join('node_modules', 'dromedary', 'dist', 'bin', 'dromedary.js')
  const { stdout, stderr, status } = ownProject(t).run(command, 'check', '--root', 'dist')
  t.equal(status, 0, stderr)
  t.match(stdout, /^shop\/take-order$/m)
  t.match(stdout, /^hub\/message-fate$/m, 'what every hub offers is there')
  t.notMatch(stdout, /study-fees/, 'and the packs of this project are not')
})

t.test('its flows are tried with the test kit, under whatever test runner it likes', async (t) => {
  const { run, flows } = ownProject(t)
  const { stdout, stderr, status } = run(join(flows, 'take-order.flow.test.js'))
  t.equal(status, 0, `${stdout}${stderr}`)
  t.match(stdout, 'an order is announced a day later')
  const kit = join(HOUSE, 'dist', 'test', 'kit')
  for (const name of readdirSync(kit).filter((name) => /\.(js|d\.ts)$/.test(name) && !name.includes('.test.')))
    t.notMatch(readFileSync(join(kit, name), 'utf8'), /from 'tap'/, `${name} asks for no test runner`)
})
