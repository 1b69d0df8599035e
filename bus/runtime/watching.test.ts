import t from 'tap'
import { encodeBody } from '../codec.js'
import { HubError } from '../errors.js'
import type { LivingMessage } from '../ports/message.js'
import type { Unit, UnitResult, Writes } from '../ports/unit.js'
import type { RunEnded, Watch } from '../ports/watch.js'
import type { Came } from './shop.js'
import { Watching } from './watching.js'

const message = { id: 'm-1', correlationId: 'c-1', flow: 'f', tries: 0, acceptedAt: 900, seq: 1 } as LivingMessage
const committed: UnitResult = { state: 'committed', seqs: [] }

function watching(watch: Watch) {
  const said: string[] = []
  let at = 0
  return {
    said,
    watching: new Watching(
      watch,
      { now: () => 1_000 },
      (_level, sentence) => void said.push(sentence),
      () => at++,
    ),
  }
}

/** The end of a run that commits these units, as whoever watches is told. */
async function endOf(came: Came, ...units: Unit[]): Promise<RunEnded> {
  const told: RunEnded[] = []
  const { watching: one } = watching({ run: () => ({ ended: (ended) => void told.push(ended) }) })
  await one.run({ message, fresh: false }, async () => {
    const { done } = one.following(units)
    done(units.map(() => committed))
    return came
  })
  return told[0]!
}

const traces = (steps: unknown): Pick<Writes, 'traces'> => ({
  traces: [{ messageId: 'm-1', flow: 'f', run: 1, startedAt: 0, endedAt: 1, outcome: '', steps: encodeBody(steps) }],
})
const record = { messageId: 'm-1', name: 'call bank.pay#1', kind: 'effect', attempts: 1, at: 0 } as const

t.test('a run that is tried again tells code, step and when, as they were committed', async (t) => {
  const writes: Writes = {
    moves: [{ id: 'm-1', state: 'retrying', due: 77, tries: 1, code: 'HUB_X' }],
    records: [{ ...record, state: 'not-done', code: 'HUB_X' }],
    ...traces([{ step: 'validate Order' }]),
  }
  const ended = await endOf({ is: 'waiting', due: 77 }, { writes })
  t.match(ended, { outcome: 'retry', code: 'HUB_X', step: 'call bank.pay#1', due: 77, ms: Number })
  t.same(ended.steps(), [{ step: 'validate Order' }])
})

t.test('a step that failed while computing is found in the trace', async (t) => {
  const end = { message, outcome: 'dead-letter', code: 'HUB_STEP_FAILED', tries: 1, at: 0 } as const
  const steps = [{ step: 'transform a' }, { step: 'transform b', came: 'failed' }]
  const came: Came = { is: 'dead-letter', error: new Error(), holdsKey: false, stored: true }
  const ended = await endOf(came, { writes: { ends: [end], ...traces(steps) } })
  t.match(ended, { outcome: 'dead-letter', code: 'HUB_STEP_FAILED', step: 'transform b' })
})

t.test('a run that waits has not failed, and what a commit refused is not told', async (t) => {
  t.match(await endOf({ is: 'waiting', due: 5 }, { writes: traces([]) }), { outcome: 'waiting', code: undefined })
  let letters = 0
  const { watching: one } = watching({ deadLetter: () => void letters++ })
  const end = { message, outcome: 'dead-letter', code: 'HUB_X', tries: 1, at: 0 } as const
  const { done } = one.following([{ writes: { ends: [end] } }, { writes: { ends: [end] } }])
  done([committed, { state: 'refused', refused: 'fence', messageId: 'm-1' }])
  t.equal(letters, 1)
})

t.test('what is written inside a commit is told when the commit stands, once', async (t) => {
  const letters: string[] = []
  const { watching: one } = watching({ deadLetter: ({ code, byRun }) => void letters.push(`${code} ${byRun}`) })
  const end = { message, outcome: 'dead-letter', code: 'HUB_X', tries: 1, at: 0 } as const
  const writes = { ends: [end] }
  const applied: Unit = { apply: async () => ({ writes }) }
  const met: Unit = { meets: [{ gate: 'g', key: 'k', decide: () => ({ writes }) }] }
  const { units, done } = one.following([applied, met])
  // Books that begin their transaction again do all of it again.
  for (let time = 0; time < 2; time++) {
    await units[0]!.apply!({})
    units[1]!.meets![0]!.decide([])
  }
  t.same(letters, [])
  done([committed, committed])
  t.same(letters, ['HUB_X false', 'HUB_X false'])
})

t.test('an effect is told with what its error says, and handed the context of its own span', async (t) => {
  const told: unknown[] = []
  const effect = () => ({ traceparent: 'effect', ended: (ended: unknown) => void told.push(ended) })
  const { watching: one } = watching({ run: () => ({ traceparent: 'run', effect }) })
  const begun = { connection: 'bank', end: 'pay', step: 'call bank.pay', attempt: 1, lookUp: false }
  await one.run({ message, fresh: true }, async () => {
    t.equal(await one.effect(message, begun, async (traceparent) => traceparent), 'effect')
    const refused = new HubError('HUB_X', 'no', { retry: 'retry', effect: 'not-done' })
    await t.rejects(
      one.effect(message, begun, async () => {
        throw refused
      }),
      refused,
    )
    t.equal(one.contextOf('g', 'm-1', 'call'), 'run', 'what it makes belongs under it')
    return { is: 'done' }
  })
  t.match(told, [{ outcome: 'answered' }, { outcome: 'not-done', code: 'HUB_X' }])
  t.equal(one.contextOf('g', 'm-1', 'call'), 'call', 'when it is over its message speaks for itself')
})

t.test('only a first run tells its hand-off, and a question is accepted by being begun', async (t) => {
  const told: (number | undefined)[] = []
  const accepted: string[] = []
  const { watching: one } = watching({
    accepted: (flow, count) => void accepted.push(`${count} for ${flow}`),
    run: ({ handOffMs }) => void told.push(handOffMs),
  })
  const done = async (): Promise<Came> => ({ is: 'done' })
  await one.run({ message, fresh: true }, done)
  await one.run({ message, fresh: false }, done)
  await one.run({ message: { ...message, tries: 2 }, fresh: true }, done)
  await one.run({ message: { ...message, seq: -1 }, fresh: true }, done)
  t.same(told, [100, undefined, undefined, 100])
  t.same(accepted, ['1 for f'])
})

t.test('whoever watches and throws disturbs nobody, and is told of once', async (t) => {
  const broken = () => {
    throw new Error('a bug')
  }
  const { watching: one, said } = watching({
    accepted: broken,
    made: broken,
    committed: broken,
    run: () => ({ ended: broken, effect: broken }),
  })
  one.accepted([message])
  t.equal(one.contextOf('f', undefined, 'call'), 'call')
  const came = await one.run({ message, fresh: true }, async () => {
    const begun = { connection: 'bank', end: 'pay', step: 's', attempt: 1, lookUp: false }
    t.equal(await one.effect(message, begun, async () => 7), 7)
    one.following([{}]).done([committed])
    return { is: 'done' }
  })
  t.same(came, { is: 'done' })
  t.equal(said.length, 1)
})

t.test('a run that the books could not take is told as such, and still throws', async (t) => {
  const told: RunEnded[] = []
  const { watching: one } = watching({ run: () => ({ ended: (ended) => void told.push(ended) }) })
  const lost = new Error('disk')
  await t.rejects(
    one.run({ message, fresh: false }, async () => {
      throw lost
    }),
    lost,
  )
  t.match(told, [{ outcome: 'unwritten' }])
})
