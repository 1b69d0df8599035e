import t from 'tap'
import { aligned } from './alignment.js'

/** Pairs as `ab`, what stands alone as `a-` and `-b`. */
function lay(left: string, right: string, open = false): string {
  const cost = (i: number, j: number) => (left[i] === right[j] ? 0 : left[i]!.toLowerCase() === right[j] ? 0.5 : 3)
  return aligned(left.length, right.length, cost, open)
    .map(
      (step) =>
        `${step.left === undefined ? '-' : left[step.left]}${step.right === undefined ? '-' : right[step.right]}`,
    )
    .join(' ')
}

t.test('what is alike is paired, what is like pairs too, and the rest stands alone', async (t) => {
  t.equal(lay('abc', 'abc'), 'aa bb cc')
  t.equal(lay('abc', 'axbc'), 'aa -x bb cc')
  t.equal(lay('abc', 'ac'), 'aa b- cc')
  t.equal(lay('aBc', 'abc'), 'aa Bb cc')
  t.equal(lay('', 'ab'), '-a -b')
  t.equal(lay('ab', ''), 'a- b-')
})

t.test('where more follows, what is left over at an end waits', async (t) => {
  t.equal(lay('abcd', 'xyabcd', true), '-x -y aa bb cc dd')
  t.equal(lay('abcdef', 'cdefgh', true), 'a- b- cc dd ee ff')
})
