import t from 'tap'
import { drained, type Patience, patient } from './streams.js'

/** A promise that is kept from outside. */
function latch<T = void>() {
  let open!: (value: T) => void
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

const never = new Promise<never>(() => {})

/** Timers that are moved by hand. */
function given() {
  const stop = new AbortController()
  const timers = new Set<() => void>()
  const of: Patience = {
    what: 'split rows',
    ms: 1_000,
    stop: stop.signal,
    chance: {
      after: (_ms, work) => {
        const timer = () => {
          timers.delete(timer)
          work()
        }
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
  }
  const quarters = (times: number) => {
    for (let n = 0; n < times; n++) for (const timer of [...timers]) timer()
  }
  return { of, stop, timers, quarters }
}

async function* numbers(...all: (number | Promise<number>)[]) {
  for (const one of all) yield await one
}

t.test('a stream that gives its parts in time goes through as it is', async (t) => {
  const { of, timers } = given()
  const seen: number[] = []
  for await (const one of patient(() => numbers(1, 2, 3), of)) seen.push(one)
  t.strictSame(seen, [1, 2, 3])
  t.equal(timers.size, 0, 'no timer is left')
})

t.test('a stream that gives nothing for its time is ended, whatever it does with its signal', async (t) => {
  const { of, quarters, timers } = given()
  let signal: AbortSignal | undefined
  const parts = patient((given) => {
    signal = given
    return numbers(1, never)
  }, of)[Symbol.asyncIterator]()
  t.strictSame(await parts.next(), { done: false, value: 1 })
  const second = parts.next()
  quarters(4)
  t.equal(signal?.aborted, false)
  quarters(1)
  await t.rejects(second, { code: 'HUB_DEADLINE', message: 'split rows gave no answer within 1000 ms' })
  t.equal(signal?.aborted, true)
  t.match(await parts.next(), { done: true })
  t.equal(timers.size, 0)
})

t.test('the time in which nobody asks for a part is not counted', async (t) => {
  const { of, quarters } = given()
  const parts = patient(() => numbers(1, 2), of)[Symbol.asyncIterator]()
  await parts.next()
  quarters(20)
  t.strictSame(await parts.next(), { done: false, value: 2 })
})

t.test('each part has the whole time for itself', async (t) => {
  const { of, quarters } = given()
  const [first, second] = [latch<number>(), latch<number>()]
  const parts = patient(() => numbers(first.opened, second.opened), of)[Symbol.asyncIterator]()
  const one = parts.next()
  quarters(3)
  first.open(1)
  t.strictSame(await one, { done: false, value: 1 })
  const two = parts.next()
  quarters(3)
  second.open(2)
  t.strictSame(await two, { done: false, value: 2 })
})

t.test('a reader that leaves ends its source, whose clean-up may take as long as a part', async (t) => {
  const { of, quarters, timers } = given()
  let closed = false
  async function* closing() {
    try {
      yield 1
      yield 2
    } finally {
      closed = true
    }
  }
  for await (const _ of patient(() => closing(), of)) break
  t.equal(closed, true)
  t.equal(timers.size, 0)
  const stuck = { next: async () => ({ done: false as const, value: 1 }), return: () => never }
  const parts = patient(() => ({ [Symbol.asyncIterator]: () => stuck }), of)[Symbol.asyncIterator]()
  await parts.next()
  const left = parts.return!()
  quarters(5)
  await t.rejects(left, { code: 'HUB_DEADLINE' })
})

t.test('a stopping hub waits for no part', async (t) => {
  const { of, stop } = given()
  const parts = patient(() => numbers(never), of)[Symbol.asyncIterator]()
  const first = parts.next()
  stop.abort()
  await t.rejects(first, { code: 'HUB_DEADLINE', message: /the hub is stopping/ })
})

t.test(
  'whoever watches is told of the first word, and may say what the reader sees instead of a failure',
  async (t) => {
    const told: string[] = []
    const watching = {
      answered: () => void told.push('answered'),
      failed: (error: unknown) => {
        told.push('failed')
        return new Error(`seen: ${(error as Error).message}`)
      },
      left: () => void told.push('left'),
    }
    const broken = () => {
      throw new Error('no source')
    }
    await t.rejects(patient(broken, given().of, watching)[Symbol.asyncIterator]().next(), {
      message: 'seen: no source',
    })
    for await (const _ of patient(() => numbers(1), given().of, watching)) break
    t.strictSame(told, ['failed', 'answered', 'left'])
  },
)

t.test('the streams of a change are read before it, and one that gives nothing ends it', async (t) => {
  const { of, quarters } = given()
  const body = (await drained({ rows: numbers(1, 2), name: 'x' }, of)) as { rows: AsyncIterable<number>; name: string }
  const seen: number[] = []
  for await (const row of body.rows) seen.push(row)
  for await (const row of body.rows) seen.push(row)
  t.strictSame([body.name, seen], ['x', [1, 2, 1, 2]])
  const stuck = drained({ rows: numbers(never) }, of)
  quarters(5)
  await t.rejects(stuck, { code: 'HUB_DEADLINE', message: /the stream rows of a change/ })
})
