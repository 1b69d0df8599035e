import t from 'tap'
import { latch, until } from '../../test/kit/event.js'
import type { LivingMessage } from '../ports/message.js'
import type { Startable } from './lane.js'
import { Suspects } from './suspects.js'

type Use = ConstructorParameters<typeof Suspects>[0]

const startable = (id: string, more: Partial<LivingMessage> = {}): Startable => ({
  message: { id, flow: 'shop/pay', seq: 1, starts: 0, partition: 0, ...more } as LivingMessage,
  fresh: false,
})

/** Suspects of a process that has died with everything up to seq 10 under way. */
function suspects(more: Partial<Use> = {}) {
  const ran: string[] = []
  const marked: string[] = []
  const all = new Suspects({
    store: {
      async markStarted(ids) {
        marked.push(...ids)
      },
    },
    quiet: async () => {},
    run: async ({ message }) => void ran.push(message.id),
    park: async () => {},
    isAsked: ({ causeId }) => causeId !== undefined,
    owns: () => true,
    now: () => Date.now() - 60_000,
    trouble: () => {},
    ...more,
  })
  all.suspect('all', 10)
  return { all, ran, marked }
}

t.test('what cannot be marked while the books are away is marked and run when they are back', async (t) => {
  const troubles: unknown[] = []
  let isAway = true
  const { all, ran } = suspects({
    store: {
      async markStarted() {
        if (isAway) throw new Error('away')
      },
    },
    now: () => Date.now(),
    trouble: (error) => {
      troubles.push(error)
      isAway = troubles.length < 2
    },
  })
  t.same(all.guard([startable('a'), startable('b', { starts: 1 })]), [])
  await until('both to run', () => ran.length === 2)
  t.equal(troubles.length, 2)
  t.equal(all.count, 0)
})

t.test('what a running flow asks for runs at once, though a suspect waits to run alone', async (t) => {
  const quiet = latch()
  const { all, ran, marked } = suspects({ quiet: () => quiet.opened, now: () => Date.now() })
  all.guard([startable('suspect', { starts: 1 })])
  await new Promise((resolve) => setImmediate(resolve))
  const asked = startable('asked', { seq: -1, causeId: 'running' })
  t.same(all.guard([startable('other', { seq: 11 })]), [], 'everything else waits')
  t.same(all.guard([asked]), [asked])
  t.same(all.guard([startable('asked before', { seq: 3, causeId: 'elsewhere' })]), [])
  await until('the other question', () => ran.includes('asked before'))
  t.same(marked, ['asked before'], 'it may have killed the process')
  quiet.open()
  await until('all', () => ran.length === 3)
  t.same(ran, ['asked before', 'suspect', 'other'])
})

t.test('what another process runs by now gets no mark', async (t) => {
  const { all, ran, marked } = suspects({ owns: (partition) => partition === 0, now: () => Date.now() })
  all.guard([startable('ours'), startable('theirs', { partition: 1 })])
  await until('both to end here', () => ran.length === 2)
  t.same(marked, ['ours'])
})

t.test('what is held of a partition that is lost never begins, not even when its mark is being written', async (t) => {
  const written = latch()
  const { all, ran } = suspects({ store: { markStarted: () => written.opened }, now: () => Date.now() })
  all.guard([
    startable('marked', { partition: 1 }),
    startable('alone', { partition: 1, starts: 1 }),
    startable('stays'),
  ])
  await new Promise((resolve) => setImmediate(resolve))
  t.same(
    all
      .letGo(1)
      .map(({ message }) => message.id)
      .sort(),
    ['alone', 'marked'],
  )
  written.open()
  await until('the other one', () => ran.length === 1)
  t.same(ran, ['stays'])
})
