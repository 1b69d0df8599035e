import t from 'tap'
import type { StepRecord } from '../ports/unit.js'
import { Recorded } from './recorded.js'

t.test('those who ask together are answered by one reading, each with its own', async (t) => {
  const readings: (readonly string[])[] = []
  const record = { messageId: 'b', name: 'call x#1' } as StepRecord
  const recorded = new Recorded({
    records: async (ids) => {
      readings.push(ids)
      return new Map([['b', [record]]])
    },
  })
  t.strictSame(await Promise.all(['a', 'b', 'c'].map((id) => recorded.of(id))), [[], [record], []])
  t.strictSame(await recorded.of('b'), [record])
  t.strictSame(readings, [['a', 'b', 'c'], ['b']])
})

t.test('a reading that fails fails those who asked for it, and no others', async (t) => {
  let broken = true
  const recorded = new Recorded({
    records: async () => {
      if (broken) throw new Error('disk')
      return new Map()
    },
  })
  const asked = [recorded.of('a'), recorded.of('b')]
  for (const each of asked) await t.rejects(each, { message: 'disk' })
  broken = false
  t.strictSame(await recorded.of('a'), [])
})
