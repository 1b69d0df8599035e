import t from 'tap'
import { openBooks } from '../../adapters/database/books.js'
import { type CrashOrder, callsIn, crashFolder, startCrashHub } from '../kit/crash.js'
import { until } from '../kit/event.js'

// Processes that start and die on a busy machine take their time.
t.setTimeout(300_000)

t.test(
  'a hub that is killed again and again loses nothing, changes nothing twice, pays nothing twice and keeps the order',
  async (t) => {
    const folder = crashFolder(t)
    const accepted = new Set<string>()
    const all = Array.from({ length: 600 }, (_, n): CrashOrder => ({ id: `o-${n}`, account: `a-${n % 7}`, n }))
    let next = 0
    for (let kills = 0; kills < 12; kills++) {
      const hub = await startCrashHub(folder)
      // What was not answered may or may not have been accepted: it is sent again, as a caller would.
      for (const order of all.slice(0, next)) if (!accepted.has(order.id)) hub.send(order)
      const upTo = next + 40
      for (; next < upTo; next++) hub.send(all[next]!)
      await until('some answers', () => hub.accepted.size >= 1 + ((kills * 7) % 30), 30_000)
      await new Promise((resolve) => setTimeout(resolve, (kills * 13) % 40))
      await hub.kill()
      for (const id of hub.accepted) accepted.add(id)
    }
    const last = await startCrashHub(folder)
    for (const order of all) if (!accepted.has(order.id)) last.send(order)
    await until('all accepted', () => all.every(({ id }) => accepted.has(id) || last.accepted.has(id)), 60_000)
    await last.idle()
    await last.stop()

    const books = await openBooks({ folder })
    t.teardown(() => books.close())
    const rows = await books
      .read<{ crash_order: { id: string; account: string; n: number; at: number } }>()
      .selectFrom('crash_order')
      .selectAll()
      .orderBy('at')
      .execute()
    t.equal(rows.length, all.length, 'no accepted order is lost and no change happened twice')
    const paid = callsIn(folder, 'pay')
    t.equal(new Set(paid).size, all.length)
    t.equal(paid.length, all.length, 'no effect was repeated')
    t.equal(new Set(callsIn(folder, 'tell')).size, all.length, 'every announcement arrived')
    t.equal(await books.store.countDeadLetters(), 0)
    const outOfOrder = [0, 1, 2, 3, 4, 5, 6].filter((account) => {
      const seen = rows.filter((row) => row.account === `a-${account}`).map(({ n }) => n)
      return seen.some(
        (n, index) =>
          index > 0 && n < seen[index - 1]! && accepted.has(`o-${n}`) && acceptedBefore(n, seen[index - 1]!),
      )
    })
    t.strictSame(outOfOrder, [])

    /** Orders of one round are accepted together, in the order sent; across rounds the earlier answered one comes first. */
    function acceptedBefore(earlier: number, later: number): boolean {
      return Math.floor(earlier / 40) === Math.floor(later / 40)
    }
  },
)
