import t from 'tap'
import { latch, until } from '../kit/event.js'

import { asked, hubs, inquiries, items } from './many-hubs.js'

// What a process still runs when it leaves, or when others come.

t.test('a process that leaves lives until its last run has ended, however short its lease is', async (t) => {
  const { all, came, said, latches, shared } = await hubs(t, 2, 600)
  await shared()
  const [leaver, stays] = all as [(typeof all)[number], (typeof all)[number]]
  const keys = Array.from({ length: 8 }, (_, n) => `l${n}`)
  const held = latch()
  for (const key of keys) latches.set(key, held)
  const sent = await Promise.all(keys.map((key) => stays.engine.send(items, { key, no: 0 })))
  await until('all effects to be under way', () => came.length === keys.length)
  const partitions = new Set(leaver.engine.membership!.owned)
  const busy = came.filter(({ at }) => at === leaver.name).length
  t.ok(busy > 0, `it runs ${busy} of them`)
  const closed = leaver.close(20_000)
  const membership = () => stays.engine.membership!
  await until('the other one to have what is quiet', () => membership().owned.length >= 16 - busy)
  const began = membership().beats
  await until('some leases to be over', () => membership().beats > began + 20)
  t.equal(membership().members, 2)
  t.ok(membership().owned.length < 16, 'what it runs is its own')
  held.open()
  await closed
  for (const { messageId } of sent)
    await until('each to end', async () => (await stays.engine.fate(messageId))?.state === 'done')
  await until('the other one to have everything', () => membership().owned.length === 16 && membership().members === 1)
  t.equal(came.length, keys.length, 'nothing was done twice')
  t.same((await stays.books.store.inDoubt({ limit: 10 })).rows, [], 'nothing is in doubt')
  t.ok(partitions.size >= 7)
  t.same(said, [])
})

t.test('who asks under a key of a partition that is given away is run on by its next owner, at once', async (t) => {
  const { all, came, said, latches, shared } = await hubs(t, 2, 1_000)
  await shared()
  const [leaver, stays] = all as [(typeof all)[number], (typeof all)[number]]
  const keys = Array.from({ length: 8 }, (_, n) => `q${n}`)
  const held = latch()
  for (const key of keys) latches.set(key, held)
  const sent = await Promise.all(keys.map((key) => stays.engine.send(inquiries, { key, no: 0 })))
  await until('all effects to be under way', () => came.length === keys.length)
  const busy = new Set(came.filter(({ at }) => at === leaver.name).map(({ key }) => key))
  t.ok(busy.size > 0, `it runs ${busy.size} of them`)
  const began = performance.now()
  const closed = leaver.close(20_000)
  await until('the other one to have what is quiet', () => stays.engine.membership!.owned.length >= 16 - busy.size)
  latches.clear()
  held.open()
  await closed
  t.ok(performance.now() - began < 15_000, 'the questions did not keep it')
  for (const { messageId } of sent)
    await until('each to end', async () => (await stays.engine.fate(messageId))?.state === 'done')
  for (const key of keys)
    t.same(
      came.filter((one) => one.key === key).map(({ no }) => no),
      [0, 1],
      'once before and once with the answer',
    )
  for (const key of busy) t.equal(came.find((one) => one.key === key && one.no === 1)?.at, stays.name)
  t.match(await stays.engine.ask(asked, { key: 'q0', no: 5 }), { answer: { no: 6 } }, 'its key is free')
  t.same(said, [])
})
