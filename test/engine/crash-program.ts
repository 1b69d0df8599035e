/*
 * A hub of its own in a process that a test kills. Its partner writes every call to a file, so that the judge has a
 * record that no crash of the hub can touch. Lines on standard input are orders; a line on standard output says that an
 * order was accepted.
 */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Kysely, sql } from 'kysely'
import { Type } from 'typebox'
import { openBooks } from '../../adapters/database/books.js'
import { defineAdapter } from '../../bus/adapter.js'
import { flowNodeOf } from '../../bus/builder.js'
import { connectionsOf } from '../../bus/connections.js'
import { booksOf, channel, deadLetters, schema, topic } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { Engine } from '../../bus/runtime/engine.js'

const folder = process.argv[2]!

interface Tables {
  crash_order: { id: string; account: string; n: number; at: number }
}
const Order = schema(
  Type.Object({ id: Type.String(), account: Type.String(), n: Type.Integer(), poison: Type.Optional(Type.Boolean()) }),
)
type Order = { id: string; account: string; n: number; poison?: boolean }
const orders = channel('crash/orders', Order)
const settled = topic('crash/settled', Order)

const partner = defineAdapter({
  name: 'file',
  summary: 'Writes each call to a file.',
  options: Type.Object({}),
  open: async () => join(folder, 'calls.txt'),
  ends: ({ callable }) => ({
    pay: callable<Order, { paid: string }>('pay', {
      inDoubt: 'ask',
      async perform(file, { id }, { key }) {
        appendFileSync(file, `pay ${id} ${key}\n`)
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 3))
        return { paid: id }
      },
      // What stands in the file took place.
      async ask(file, { id }, { key }) {
        const { readFileSync } = await import('node:fs')
        const done = readFileSync(file, 'utf8').includes(`pay ${id} ${key}\n`)
        return done ? { state: 'answered', answer: { paid: id } } : { state: 'not-done' }
      },
    }),
    tell: callable<Order, null>('tell', {
      inDoubt: 'resend',
      async perform(file, { id }, { key }) {
        appendFileSync(file, `tell ${id} ${key}\n`)
        return null
      },
    }),
  }),
})('partner')

async function settle(order: Order, tx: Kysely<Tables>) {
  await sql`insert into crash_order (id, account, n, at) select ${order.id}, ${order.account}, ${order.n}, count(*) from crash_order`.execute(
    tx,
  )
  return order
}

const policy = { retry: { attempts: 50, delay: '5ms' }, thenTo: deadLetters } as const
const flows = [
  flow('crash/settle')
    .from(orders)
    .inOrderBy(({ account }) => account, { afterDeadLetter: 'go-on' })
    .onFailure(policy)
    .transform(function poisoned(order) {
      if (order.poison === true) process.kill(process.pid, 'SIGKILL')
      return order
    })
    .call(partner.pay, { ask: (order) => order, into: (order) => order })
    .change({
      in: booksOf<Kysely<Tables>>(),
      once: ({ id }) => id,
      announces: [settled],
      apply: async (order, tx, announce) => {
        await settle(order, tx)
        announce(settled, order)
      },
    }),
  flow('crash/tell').from(settled).onFailure(policy).delay('2ms').call(partner.tell).drop('told'),
].map(flowNodeOf)

const books = await openBooks({ folder })
await books.store.commit([
  {
    apply: async (tx) => {
      await sql`create table if not exists crash_order (id text primary key, account text not null, n integer not null, at integer not null)`.execute(
        tx as Kysely<Tables>,
      )
      return { writes: {} }
    },
  },
])
const engine = new Engine({
  store: books.store,
  flows,
  connections: connectionsOf(flows),
  optionsOf: () => ({}),
  open: { dataFolder: folder, books: books.read(), log: () => {} },
})
await engine.start()
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'idle') {
    const waiting = async () => (await books.store.counts()).reduce((sum, { count }) => sum + count, 0)
    while ((await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    process.stdout.write('idle\n')
  } else if (line === 'stop') break
  else {
    const order = JSON.parse(line) as Order
    void engine.send(orders, order, { once: order.id }).then(() => process.stdout.write(`accepted ${order.id}\n`))
  }
}
await engine.close(5_000)
await books.close()
// Standard input is still open and would keep the process.
process.exit(0)
