import t from 'tap'
import { archive, build, decide, describe, ends, order, price, refusal } from '../../test/patterns/step-kit.js'
import { wireTap } from './wire-tap.js'

t.test('a wire tap sends to a channel of ours, not to a partner and not to a question', async (t) => {
  for (const no of [undefined, ends.take, price])
    t.throws(() => build('wireTap', [no]), refusal(/wireTap sends to a channel, topic or signal/))
})

t.test('a wire tap is called like its channel', async (t) => {
  t.equal(describe(build('wireTap', [archive])), 'channel:shop/archive')
})

t.test('a copy is announced and the message goes on untouched', async (t) => {
  const decided = decide(build('wireTap', [archive]), order)
  t.strictSame(decided, { do: 'announce', announcements: [{ inlet: archive, body: order }], body: order })
  t.equal((decided as { body: unknown }).body, order)
})

t.test('no flow ends with a wire tap', async (t) => {
  t.equal(wireTap.ends, 'no')
})
