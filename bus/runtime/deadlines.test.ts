import t from 'tap'
import { Deadlines } from './deadlines.js'

const never = () => new Promise<never>(() => {})
const soon = () => new Promise<void>((resolve) => setImmediate(resolve))

t.test('work that comes back in time gives its answer, and its failure', async (t) => {
  const deadlines = new Deadlines(new AbortController().signal)
  t.equal(await deadlines.within('bank.pay', 1_000, async () => 7), 7)
  await t.rejects(
    deadlines.within('bank.pay', 1_000, async () => {
      throw new Error('no')
    }),
    { message: 'no' },
  )
  await t.rejects(
    deadlines.within('bank.pay', 1_000, () => {
      throw new Error('at once')
    }),
    { message: 'at once' },
  )
})

t.test('work that does not come back is left at its time, and told', async (t) => {
  const deadlines = new Deadlines(new AbortController().signal)
  const began = performance.now()
  let signal: AbortSignal | undefined
  let late: boolean | undefined
  let goOn = () => {}
  const left = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await t.rejects(
    deadlines.within('bank.pay', 30, (cut) => {
      signal = cut.signal
      return never()
    }),
    { code: 'HUB_DEADLINE', message: 'bank.pay gave no answer within 30 ms' },
  )
  t.ok(performance.now() - began >= 29)
  t.equal(signal!.aborted, true)
  await t.rejects(
    deadlines.within('bank.pay', 5, async (cut) => {
      await left
      late = cut.isCut && cut.signal.aborted
    }),
    { code: 'HUB_DEADLINE' },
  )
  goOn()
  await soon()
  t.equal(late, true, 'who looks only afterwards is told too')
})

t.test('each is due at its own time, whatever is done before, between and after it', async (t) => {
  const deadlines = new Deadlines(new AbortController().signal)
  const left: string[] = []
  const slow = (name: string, ms: number) =>
    deadlines.within(name, ms, never).catch(() => {
      left.push(name)
    })
  // Over before a timer can look, however busy the machine is.
  const quick = () => deadlines.within('quick', 40, async () => {})
  const all = [slow('second', 40), quick(), slow('first', 20), quick(), slow('second too', 40)]
  for (let n = 0; n < 3_000; n++) all.push(quick())
  await Promise.all(all)
  t.strictSame(left, ['first', 'second', 'second too'])
})

t.test('a hub that stops cuts off all that is under way, and lets nothing begin', async (t) => {
  const stopping = new AbortController()
  const deadlines = new Deadlines(stopping.signal)
  let begun = false
  const running = [10_000, 10_000, 20_000].map((ms) => deadlines.within('bank.pay', ms, never))
  stopping.abort()
  for (const each of running) await t.rejects(each, { code: 'HUB_DEADLINE', message: /the hub is stopping/ })
  await t.rejects(
    deadlines.within('bank.pay', 10_000, async () => {
      begun = true
    }),
    { code: 'HUB_DEADLINE' },
  )
  t.equal(begun, false)
})

t.test('on a clock that is moved by hand each has a timer of its own, taken back when it is over', async (t) => {
  const timers = new Set<() => void>()
  const deadlines = new Deadlines(new AbortController().signal, (_ms, work) => {
    timers.add(work)
    return () => void timers.delete(work)
  })
  await deadlines.within('quick', 10, soon)
  t.equal(timers.size, 0)
  const waiting = deadlines.within('slow', 10, never)
  for (const due of timers) due()
  await t.rejects(waiting, { code: 'HUB_DEADLINE' })
})
