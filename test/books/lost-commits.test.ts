import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { isMariadb } from '../../adapters/database/mysql-settings.js'
import { Writer } from '../../adapters/database/writer.js'
import { add, shop } from './mysql-shop.js'

// The link to the server breaks in the middle of a commit: nobody is told what is not so, and nobody waits for what is left.

/**
 * Passes on between the hub and the server; each question goes by `asked` first, each answer by `answered`. What is lost
 * is gone for the hub alone: the server waits for more.
 */
async function between(
  t: Test,
  url: string,
  watch: {
    asked?: (bytes: Buffer, cut: () => void, lose: () => void) => void
    answered?: (bytes: Buffer, cut: () => void) => void
  },
) {
  const to = new URL(url)
  const sockets = new Set<Socket>()
  const listener = createServer((client) => {
    const server = connect(Number(to.port), to.hostname)
    let isLost = false
    const cut = () => {
      client.destroy()
      if (!isLost) server.destroy()
    }
    const lose = () => {
      isLost = true
      client.destroy()
    }
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', cut).on('close', cut)
    }
    client.on('data', (bytes) => {
      watch.asked?.(bytes, cut, lose)
      if (!client.destroyed) server.write(bytes)
    })
    server.on('data', (bytes) => {
      watch.answered?.(bytes, cut)
      if (!client.destroyed) client.write(bytes)
    })
  })
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    listener.close()
  })
  const through = new URL(url)
  through.port = String((listener.address() as { port: number }).port)
  return through.href
}

t.test('a commit whose answer is lost finds out whether it took place', async (t) => {
  const { url, names } = await shop(t)
  let losing: 'question' | 'answer' | undefined
  let asked = false
  const through = await between(t, url, {
    asked(bytes, cut) {
      if (losing === undefined || !bytes.includes('COMMIT')) return
      if (losing === 'question') cut()
      else asked = true
    },
    answered(_bytes, cut) {
      if (asked) cut()
    },
  })
  const { connection } = await shop(t, through)
  const writer = new Writer(connection('writes'), 1_000)
  const commit = (n: number, name: string, lose: typeof losing) =>
    writer.transaction(async (on) => {
      await on.run(add, [n, name])
      losing = lose
      asked = false
      // What comes after the loss gets through.
      if (lose !== undefined)
        setTimeout(() => {
          losing = undefined
          asked = false
        }, 50)
    })
  await commit(1, 'first', undefined)
  await commit(2, 'answered', 'answer')
  await t.rejects(commit(3, 'unheard', 'question'), { code: 'HUB_BOOKS_LOST' })
  await commit(4, 'last', undefined)
  t.strictSame(await names(), ['first', 'answered', 'last'])
})

t.test('what a lost connection has open is ended, so that nobody waits for it', { timeout: 60_000 }, async (t) => {
  const { url, names, beside } = await shop(t)
  let losing: string | undefined
  const through = await between(t, url, {
    asked(bytes, _cut, lose) {
      if (losing === undefined || !bytes.includes(losing)) return
      losing = undefined
      lose()
    },
  })
  const { connection } = await shop(t, through)
  const lost = { code: 'HUB_BOOKS_LOST' }
  const [[version]] = (await beside.rows('SELECT VERSION()', [])) as [[string]]
  for (const word of ['SLEEP', 'COMMIT']) {
    const writing = connection('writes')
    const writer = new Writer(writing, 1_000)
    // MariaDB would end it by itself after five seconds.
    if (isMariadb(version)) await writing.exec('SET SESSION idle_transaction_timeout = 600')
    const before = writing.id
    const writes = writer.transaction(async (on) => {
      await on.run(add, [1, 'gone'])
      losing = word
      await on.rows('SELECT SLEEP(0)', [])
    })
    await t.rejects(writes, lost, word)
    if (word === 'SLEEP') t.equal(writing.id, before, 'others may cut it as long as there is no other')
    await writer.transaction(async (on) => {
      await on.run(add, [word.length, 'kept'])
    })
  }
  t.strictSame(await names(), ['kept', 'kept'])
})

t.test('books that were emptied under a process tell still whether a commit took place', async (t) => {
  const { url, names, beside } = await shop(t)
  let losing = false
  let asked = false
  const through = await between(t, url, {
    asked(bytes) {
      if (losing && bytes.includes('COMMIT')) asked = true
    },
    answered(_bytes, cut) {
      if (!asked) return
      asked = losing = false
      cut()
    },
  })
  const { connection } = await shop(t, through)
  const writing = connection('writes')
  const writer = new Writer(writing, 1_000)
  await writer.transaction(async (on) => {
    await on.run(add, [1, 'first'])
  })
  await beside.exec("DELETE FROM hub_state WHERE name <> 'last-seq'")
  await writer.transaction(async (on) => {
    await on.run(add, [2, 'answered'])
    losing = true
  })
  t.equal(losing, false)
  t.strictSame(await names(), ['first', 'answered'])
  await beside.exec('DELETE FROM hub_state')
  const none = writer.transaction(async (on) => {
    await on.run(add, [3, 'without a pen'])
  })
  await t.rejects(none, { code: 'HUB_BOOKS_PEN', instruction: { retry: 'retry', effect: 'not-done' } })
  await beside.exec("INSERT INTO hub_state VALUES ('last-seq', 7)")
  await writer.transaction(async (on) => {
    await on.run(add, [4, 'last'])
  })
  t.strictSame(await names(), ['first', 'answered', 'last'])
})

t.test('nobody is told of a commit that nobody can know of', async (t) => {
  const { url } = await shop(t)
  let armed = false
  let down = false
  const through = await between(t, url, {
    asked(bytes, cut) {
      if (armed && bytes.includes('COMMIT')) down = true
      if (down) cut()
    },
  })
  const { connection } = await shop(t, through)
  const writing = connection('writes')
  await writing.ready()
  armed = true
  const writer = new Writer(writing, 1_000)
  const committing = writer.transaction(async (on) => {
    await on.run(add, [1, 'a'])
  })
  const told = t.rejects(committing, { code: 'HUB_BOOKS_UNKNOWN', instruction: { effect: 'unknown' } })
  await wait(300)
  writing.giveUp()
  await told
})
