import t from 'tap'
import { build, decide, describe, ends, Order, refusal } from '../../test/patterns/step-kit.js'
import type { Nodes } from '../node.js'
import { beginDecode, beginSplit, finishParts } from './split.js'

const policy = { ifPartFails: 'fail-the-whole' } as const
const rowsOf = ({ rows }: { rows: number[] }) => rows
const lines = {
  name: 'lines',
  async *read(bytes: AsyncIterable<Uint8Array>) {
    for await (const chunk of bytes) yield* Buffer.from(chunk).toString().split('\n')
  },
}
const bytesOf = async function* (body: { text: string }) {
  yield Buffer.from(body.text)
}
const all = { by: () => 'all', into: (_: string, rows: AsyncIterable<unknown>) => ({ rows }) }
const finished = (begun = beginSplit([rowsOf, policy]), partSteps: Nodes = [], options: unknown = all) =>
  finishParts(begun, partSteps, [options])

t.test('split takes a reader, or a function that gives the parts', async (t) => {
  t.throws(() => beginSplit([undefined, policy]), refusal(/split takes the parts of a body as a function/))
  for (const no of [ends.take, ends.park])
    t.throws(() => beginSplit([no, policy]), refusal(/split takes a reader of a connection/))
  t.match(beginSplit([ends.rows, policy]), { kind: 'split', name: 'partner.rows', parts: { from: 'reader' } })
  t.match(beginSplit([rowsOf, policy]), { kind: 'split', name: 'rowsOf', parts: { from: 'function', of: rowsOf } })
})

t.test('decode takes a decoder, and where the bytes are', async (t) => {
  for (const no of [undefined, 'lines', { name: 'lines' }, { read: () => [] }])
    t.throws(() => beginDecode([no, bytesOf, policy]), refusal(/decode takes a decoder/))
  t.throws(() => beginDecode([lines, 'bytes', policy]), refusal(/decode takes where the bytes are as a function/))
  t.match(beginDecode([lines, bytesOf, policy]), { kind: 'decode', name: 'lines', parts: { from: 'bytes' } })
})

t.test('both say what one bad part does', async (t) => {
  for (const none of [undefined, {}, { ifPartFails: 'ignore' }]) {
    t.throws(() => beginSplit([rowsOf, none]), refusal(/split says what one bad part does: ifPartFails is/))
    t.throws(() => beginDecode([lines, bytesOf, none]), refusal(/decode says what one bad part does: ifPartFails is/))
  }
})

t.test('neither stands without its aggregate', async (t) => {
  t.throws(() => build('split', [rowsOf, policy]), refusal(/split is finished by aggregate/))
  t.throws(() => build('decode', [lines, bytesOf, policy]), refusal(/decode is finished by aggregate/))
})

t.test('aggregate takes the name of a part’s group and what makes the group', async (t) => {
  t.throws(() => finished(undefined, [], null), refusal(/aggregate takes the name of a part’s group as a function/))
  t.throws(() => finished(undefined, [], { by: () => 'all' }), refusal(/aggregate takes what makes the group/))
})

t.test('a group whose name depends on no part is known as the only one', async (t) => {
  t.equal(finished().oneGroup, true)
  t.equal(finished(undefined, [], { ...all, by: (row: number) => String(row) }).oneGroup, false)
})

t.test('they describe where the parts come from and what a bad one does', async (t) => {
  t.equal(describe(finished()), 'rowsOf, fail-the-whole')
  const decoding = finished(beginDecode([lines, bytesOf, { ifPartFails: 'dead-letter-the-part' }]))
  t.equal(describe(decoding), 'lines, dead-letter-the-part')
})

t.test('the runtime is asked to stream the body through the steps on its parts', async (t) => {
  const node = finished(undefined, [build('validate', [Order])])
  const body = { rows: [1, 2] }
  t.strictSame(decide(node, body), { do: 'stream', node, body })
  t.strictSame(node.partSteps.map(describe), ['Order'])
})

t.test('a decoder reads the bytes that the body gives, and only when it is read', async (t) => {
  let opened = 0
  const node = finished(
    beginDecode([
      lines,
      (body: { text: string }) => {
        opened++
        return bytesOf(body)
      },
      policy,
    ]),
  )
  t.equal(opened, 0)
  if (node.parts.from !== 'bytes') return t.fail('no bytes')
  const read: unknown[] = []
  for await (const part of node.parts.read({ text: 'a\nb' })) read.push(part)
  t.strictSame(read, ['a', 'b'])
})
