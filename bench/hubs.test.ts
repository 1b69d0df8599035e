import { join } from 'node:path'
import t from 'tap'
import { Hubs } from './hubs.js'

/** A hub process that is none: it says at once that it has accepted everything, and then does `next`. */
function hubsOf(tap: Pick<typeof t, 'testdir' | 'teardown'>, next: string, withinMs = 60_000): Hubs {
  const folder = tap.testdir({
    'hub.mjs': `
      process.on('message', ({ do: what }) => {
        if (what !== 'run') return
        process.send({ done: what, answer: null }, () => { ${next} })
      })
      process.on('disconnect', () => process.exit(0))
    `,
  })
  const hubs = new Hubs(1, { program: join(folder, 'hub.mjs'), withinMs })
  tap.teardown(() => hubs.end())
  return hubs
}

const LOAD = { messages: 2, callers: 2, underWay: 2 }

t.test('a round fails when a hub process ends after it has accepted everything', async (t) => {
  const hubs = hubsOf(t, 'process.exit(7)')
  await t.rejects(hubs.run(LOAD, {}), /^a hub process ended with 7/)
})

t.test('a round in which messages never reach the sink fails', async (t) => {
  const hubs = hubsOf(t, '', 300)
  await t.rejects(hubs.run(LOAD, {}), { message: 'after 300 ms only 0 of 2 messages had reached the sink' })
})
