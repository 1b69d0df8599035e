import { Writable } from 'node:stream'
import t from 'tap'
import { openLog, watchingLog } from './log.js'

function logged(level: string) {
  const lines: Record<string, unknown>[] = []
  const to = new Writable({
    write(chunk, _, done) {
      for (const line of String(chunk).trimEnd().split('\n')) lines.push(JSON.parse(line))
      done()
    },
  })
  return { lines, watch: watchingLog(openLog(level, to)) }
}

const begun = { messageId: 'm-1', correlationId: 'c-1', flow: 'shop/take', tries: 1 }
const steps = () => []

t.test('a run that failed is one line with message, flow, step and code', async (t) => {
  const { lines, watch } = logged('info')
  const failed = { ms: 12.34, code: 'HUB_DEADLINE', step: 'call bank.pay', steps }
  watch.run!(begun)!.ended!({ ...failed, outcome: 'retry', due: 1_000 })
  watch.run!(begun)!.ended!({ ...failed, outcome: 'in-doubt' })
  watch.run!({ ...begun, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` })!.ended!({
    ...failed,
    outcome: 'dead-letter',
  })
  const about = {
    messageId: 'm-1',
    correlationId: 'c-1',
    flow: 'shop/take',
    step: 'call bank.pay',
    code: 'HUB_DEADLINE',
  }
  t.match(lines, [
    { ...about, level: 40, outcome: 'retry', tries: 2, ms: 12.3, due: '1970-01-01T00:00:01.000Z' },
    { ...about, level: 40, outcome: 'in-doubt' },
    { ...about, level: 50, outcome: 'dead-letter', traceId: 'a'.repeat(32) },
  ])
  t.ok(lines.every(({ msg }) => typeof msg === 'string' && msg.length > 10))
})

t.test('a run that went well is a line at debug only', async (t) => {
  const ended = { outcome: 'done', ms: 1, steps }
  const info = logged('info')
  info.watch.run!(begun)!.ended!(ended)
  t.same(info.lines, [])
  const debug = logged('debug')
  debug.watch.run!(begun)!.ended!(ended)
  t.match(debug.lines, [{ level: 20, messageId: 'm-1', outcome: 'done' }])
})

t.test('a dead letter is told once, whoever made it', async (t) => {
  const { lines, watch } = logged('info')
  const letter = { messageId: 'm-1', correlationId: 'c-1', flow: 'shop/take', code: 'HUB_BODY_REFUSED' }
  watch.deadLetter!({ ...letter, byRun: true })
  watch.deadLetter!({ ...letter, byRun: false })
  t.equal(lines.length, 1)
  t.match(lines[0], { level: 50, ...letter, outcome: 'dead-letter' })
})

t.test('an operator who pauses a flow leaves a line', async (t) => {
  const { lines, watch } = logged('info')
  watch.paused!('shop/take', true)
  watch.paused!('shop/take', false)
  t.match(lines, [
    { flow: 'shop/take', msg: 'a flow was paused' },
    { flow: 'shop/take', msg: 'a flow goes on' },
  ])
})
