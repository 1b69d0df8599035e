import t from 'tap'
import { milliseconds } from './duration.js'

t.test('a duration is a number with its unit', async (t) => {
  t.equal(milliseconds('250ms'), 250)
  t.equal(milliseconds('1.5s'), 1_500)
  t.equal(milliseconds('10m'), 600_000)
  t.equal(milliseconds('24h'), 86_400_000)
  t.equal(milliseconds('400d'), 400 * 86_400_000)
})

t.test('anything else is refused with what came', async (t) => {
  for (const text of ['', '5', 's', '-5s', '5 s', '1e3s', '5w', 'ten minutes'])
    t.throws(() => milliseconds(text), { code: 'HUB_DURATION', message: new RegExp(`got "${text}"`) })
})
