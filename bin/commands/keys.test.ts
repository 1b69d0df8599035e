import t from 'tap'
import { why } from './keys.js'

t.test('the list says in words why a key is held', async (t) => {
  const due = '2026-03-02T12:00:00.000Z'
  const failure = { code: 'HUB_DOWN', reason: 'the partner is down' }
  t.equal(why({ state: 'waiting', due }), `it waits until ${due}`)
  t.equal(why({ state: 'waiting' }), 'it waits')
  t.equal(
    why({ state: 'retrying', due, ...failure }),
    `it is tried again at ${due} after HUB_DOWN: the partner is down`,
  )
  t.equal(why({ state: 'in-doubt', ...failure }), 'HUB_DOWN: the partner is down')
  t.equal(why({ state: 'splitting' }), 'its parts have not all ended')
  t.equal(why({ state: 'dead-letter', ...failure }), 'HUB_DOWN: the partner is down')
})
