import t from 'tap'
import { archive, build, decide, describe, ends, order, paid, price, refusal } from '../../test/patterns/step-kit.js'

t.test('multicast takes at least one channel, and only channels', async (t) => {
  for (const none of [undefined, []])
    t.throws(() => build('multicast', [none]), refusal(/multicast takes at least one channel; got none/))
  for (const no of [ends.take, price])
    t.throws(() => build('multicast', [[paid, no]]), refusal(/multicast sends to a channel, topic or signal/))
})

t.test('multicast describes itself by all its channels', async (t) => {
  t.equal(describe(build('multicast', [[paid, archive]])), 'topic:shop/paid, channel:shop/archive')
})

t.test('multicast announces one body to all of them, in their order, and goes on with it', async (t) => {
  t.strictSame(decide(build('multicast', [[paid, archive]]), order), {
    do: 'announce',
    announcements: [
      { inlet: paid, body: order },
      { inlet: archive, body: order },
    ],
    body: order,
  })
})

const among = { ledger: paid, archive }
const named = (...names: unknown[]) => build('recipients', [() => names, among])

t.test('recipients takes a function, and channels by name', async (t) => {
  for (const none of [undefined, {}])
    t.throws(() => build('recipients', [() => [], none]), refusal(/recipients takes channels by name; got none/))
  t.throws(() => build('recipients', [() => [], { mail: ends.take }]), refusal(/recipients mail sends to a channel/))
  t.throws(() => build('recipients', [['ledger'], among]), refusal(/recipients takes who receives as a function/))
})

t.test('recipients describes who chooses, and among whom', async (t) => {
  const node = build('recipients', [function interestedIn() {}, among])
  t.equal(describe(node), 'interestedIn among ledger, archive')
})

t.test('the body is announced to those that are named, each once', async (t) => {
  t.strictSame(decide(named('archive', 'ledger', 'archive'), order), {
    do: 'announce',
    announcements: [
      { inlet: archive, body: order },
      { inlet: paid, body: order },
    ],
    body: order,
  })
})

t.test('a list without names announces nothing, and the message goes on', async (t) => {
  t.strictSame(decide(named(), order), { do: 'announce', announcements: [], body: order })
})

t.test('a name that is not wired is refused, also one that every object has', async (t) => {
  for (const unknown of ['bank', 'toString', '__proto__'])
    t.throws(() => decide(named('ledger', unknown), order), {
      code: 'HUB_RECIPIENT_UNKNOWN',
      message: `recipients (anonymous) named "${unknown}", which is none of ledger, archive`,
      instruction: { retry: 'give-up', effect: 'not-done' },
    })
})
