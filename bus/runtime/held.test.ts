import { check, integer, property } from 'fast-check'
import t from 'tap'
import { HeldKeys } from './held.js'

t.test('a key that is held is never said to be free, whatever comes and goes beside it', async (t) => {
  // Few slots and many keys, so that neighbours push each other on; every removal closes a gap.
  const { failed, counterexample } = check(
    property(integer(), integer({ min: 1, max: 2_000 }), (seed, steps) => {
      const held = new HeldKeys(seed)
      const model = new Map<string, string[]>()
      let random = seed
      const next = (below: number) => {
        random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff
        return random % below
      }
      for (let step = 0; step < steps; step++) {
        const name = `f\u0000${next(150)}`
        const holder = `m${next(3)}`
        const holders = model.get(name) ?? []
        if (next(5) < 3) {
          held.add(name, holder)
          model.set(name, [...holders, holder])
        } else {
          const there = holders.indexOf(holder)
          if (held.remove(name, holder) !== there >= 0 && holders.length < 32) return false
          if (there >= 0) model.set(name, holders.toSpliced(there, 1))
        }
      }
      return [...model].every(([name, holders]) => holders.length === 0 || held.has(name))
    }),
    { numRuns: 200 },
  )
  t.notOk(failed, `seed and steps ${counterexample}`)
})

t.test('when all have gone nothing is held, and the table is small again', async (t) => {
  const held = new HeldKeys(7)
  for (let n = 0; n < 50_000; n++) held.add(`k${n}`, `m${n}`)
  t.equal(held.size, 50_000)
  t.ok(held.bytes <= 50_000 * 22, `${held.bytes / 50_000} bytes a key`)
  let lost = 0
  for (let n = 0; n < 50_000; n++) if (!held.remove(`k${n}`, `m${n}`)) lost++
  t.equal(lost, 0)
  t.ok(held.isEmpty)
  t.ok(held.bytes <= 1_024)
})

t.test('a free key is taken for a held one once in thousands at most', async (t) => {
  const held = new HeldKeys(99)
  for (let n = 0; n < 200_000; n++) held.add(`shop/orders\u0000order-${n}`, `m${n}`)
  let wrong = 0
  for (let n = 200_000; n < 300_000; n++) if (held.has(`shop/orders\u0000order-${n}`)) wrong++
  t.ok(wrong < 50, `${wrong} of 100,000`)
})

t.test('many holders of one key do not slow the others down, and the key stays held', async (t) => {
  const held = new HeldKeys(3)
  for (let n = 0; n < 100_000; n++) held.add('one', `m${n}`)
  t.ok(held.size <= 32)
  for (let n = 0; n < 100_000; n++) held.remove('one', `m${n}`)
  t.ok(held.has('one'), 'who asks the books is told the truth')
  t.notOk(held.has('other'))
  t.ok(held.hasHolder('one', 'm5'))
})

t.test('a holder takes away only its own entry', async (t) => {
  const held = new HeldKeys(5)
  held.add('a', 'm1')
  t.notOk(held.remove('a', 'm2'))
  t.notOk(held.remove('b', 'm1'))
  t.ok(held.has('a'))
  t.notOk(held.hasHolder('a', 'm2'))
  t.ok(held.remove('a', 'm1'))
  t.notOk(held.has('a'))
})
