import { readFileSync } from 'node:fs'
import t from 'tap'
import { connectionOf } from '../bus/adapter.js'
import * as contacts from './connections.js'

const connections = Object.values(contacts).map((ends) => connectionOf(ends)!)

t.test('everything on the page is a connection, and each name stands there once', async (t) => {
  t.ok(connections.every(Boolean))
  const names = connections.map(({ name }) => name)
  t.same([...new Set(names)], names)
  t.same(names.sort(), ['bank-files', 'ledger', 'mail', 'nordea', 'paytrail', 'study-fees'])
})

t.test('the page of every adapter tells each of its settings, with its default', async (t) => {
  for (const { adapter, options } of connections) {
    if (adapter === 'settings') continue // a pack tells its own
    const page = readFileSync(`docs/adapters/${adapter}.md`, 'utf8')
    const { properties } = options as unknown as { properties: Record<string, { default?: unknown }> }
    const rows = [...page.matchAll(/^\| `HUB_<NAME>_([A-Z_]+)` \|.*\| (.*) \|$/gm)].map(([, name, value]) => [
      name,
      value,
    ])
    t.same(
      rows.map(([name]) => name),
      Object.keys(properties).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()),
      adapter,
    )
    for (const [index, { default: value }] of Object.values(properties).entries()) {
      const told = rows[index]![1]!
      if (value === undefined) t.match(told, /^(must be set|—)$/, `${adapter} ${rows[index]![0]}`)
      else t.equal(told, `\`${value}\``, `${adapter} ${rows[index]![0]}`)
    }
  }
})

t.test('no secret of a connection has a default', async (t) => {
  for (const { options, name } of connections) {
    const { properties } = options as unknown as { properties: Record<string, Record<string, unknown>> }
    for (const [property, shape] of Object.entries(properties)) {
      if (shape['x-secret'] || /key$|secret|password/i.test(property)) {
        t.match(shape, { 'x-secret': true }, `${name} ${property} is masked`)
        t.notOk('default' in shape, `${name} ${property}`)
      }
    }
  }
})
