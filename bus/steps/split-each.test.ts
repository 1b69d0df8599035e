import t from 'tap'
import { branchesOf, build, decided, describe, ends, order, refusal } from '../../test/patterns/step-kit.js'
import type { BuildBranch } from '../step.js'
import { splitEach } from './split-each.js'

function lines() {
  return [1, 2]
}
const steps = Object.freeze([Object.freeze({ kind: 'transform', name: 'x' })])
const branch: BuildBranch = () => steps
const whole = {
  key: (line: number) => String(line),
  ifPartFails: 'fail-the-whole',
  each: (part: unknown) => part,
  into: (body: unknown) => body,
}

t.test('it says what one bad part does, what names a part, what each does and what comes of all', async (t) => {
  const refuse = (how: object, words: RegExp) =>
    t.throws(() => build('splitEach', [lines, { ...whole, ...how }], branch), refusal(words))
  refuse({ ifPartFails: 'ignore' }, /ifPartFails is dead-letter-the-part or fail-the-whole/)
  refuse({ key: 'line' }, /the key of a part/)
  refuse({ each: undefined }, /what each part does/)
  refuse({ into: undefined }, /what joins the whole and the outcomes/)
  t.throws(() => build('splitEach', [7, whole], branch), refusal(/the parts of a body/))
  t.throws(() => build('splitEach', [ends.take, whole], branch), refusal(/takes a reader/))
})

t.test('the parts come from a function or a reader, which name it', async (t) => {
  t.equal(describe(build('splitEach', [lines, whole], branch)), 'lines, fail-the-whole')
  t.equal(describe(build('splitEach', [ends.rows, whole], branch)), 'partner.rows, fail-the-whole')
})

t.test('its branch holds the steps of each part', async (t) => {
  const node = build('splitEach', [lines, whole], branch)
  t.strictSame(branchesOf(node), { each: steps })
  const split = decided(node, order, 'split-each')
  t.equal(split.body, order)
  t.equal(split.node, node)
})

t.test('no flow ends with it', async (t) => {
  t.equal(splitEach.ends, 'no')
})
