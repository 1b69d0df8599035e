import fc from 'fast-check'
import t from 'tap'
import { integer, text } from './column.js'
import { csv } from './csv.js'
import type { Problem } from './problem.js'

const two = csv('two', { summary: 's', columns: { a: text(), b: integer() }, mostCharacters: 200 })

/** Pieces of any sizes. */
function* cut(file: Uint8Array, sizes: readonly number[]) {
  let at = 0
  for (let turn = 0; at < file.length; turn++) {
    const size = sizes[turn % sizes.length]!
    yield file.subarray(at, at + size)
    at += size
  }
}

async function told(file: Uint8Array, sizes: readonly number[]) {
  const problems: Problem[] = []
  const records: unknown[] = []
  for await (const record of two.read(cut(file, sizes), { onProblem: (problem) => problems.push(problem) }))
    records.push(record)
  return { problems, records }
}

const piece = fc.constantFrom(
  'a',
  'b',
  ',',
  '"',
  '""',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '1',
  '-',
  'x'.repeat(150),
  'é',
  '\ufeff',
)
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })

t.test('whatever a file holds, it is records or problems, the same however it is cut', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.boolean(), sizes, async (pieces, headed, some) => {
      const file = Buffer.from(`${headed ? 'a,b\r\n' : ''}${pieces.join('')}`)
      const whole = await told(file, [file.length + 1])
      t.strictSame(await told(file, some), whole)
      const { problemCount, problems } = await two.check(cut(file, some))
      t.equal(problemCount, whole.problems.length)
      t.strictSame(problems, whole.problems)
    }),
    { numRuns: 150 },
  )
})

t.test('bytes of any kind are refused in words', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), sizes, async (bytes, some) => {
      const { problems } = await told(Buffer.concat([Buffer.from('a,b\n'), bytes]), some)
      for (const { code, line } of problems) t.ok(code.startsWith('HUB_CSV_') && line >= 1)
    }),
    { numRuns: 150 },
  )
})

t.test('the first problem is thrown wherever it is found, at the end too', async (t) => {
  for (const [file, code] of [
    ['a,b\n1,x', 'HUB_CSV_VALUE'],
    ['a,b\n"1', 'HUB_CSV_QUOTES'],
    ['a,c', 'HUB_CSV_HEADER'],
    ['a,b\n1', 'HUB_CSV_FIELDS'],
  ] as const) {
    for (const size of [1, 3, 100]) {
      const read = async () => {
        for await (const _ of two.read(cut(Buffer.from(file), [size])));
      }
      await t.rejects(read(), { code }, `${JSON.stringify(file)} by ${size}`)
    }
  }
})
