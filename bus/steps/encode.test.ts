import t from 'tap'
import { build, decided, describe, order, refusal } from '../../test/patterns/step-kit.js'

const textOf = async (bytes: AsyncIterable<Uint8Array>) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
type WithBytes = { readonly bytes: AsyncIterable<Uint8Array> }

function counting() {
  const seen: unknown[] = []
  const codec = {
    name: 'csv',
    async *write(file: { orderId: string; cents: number }) {
      seen.push(file)
      yield Buffer.from(`${file.orderId};`)
      yield Buffer.from(`${file.cents}\n`)
    },
  }
  return { codec, seen }
}

t.test('encode takes a codec: a name and a way to write', async (t) => {
  for (const no of [undefined, 'csv', { name: 'csv' }, { write: () => [] }, { name: 1, write: () => [] }])
    t.throws(() => build('encode', [no]), refusal(/encode takes a codec/))
})

t.test('encode is called like its codec', async (t) => {
  t.equal(describe(build('encode', [counting().codec])), 'csv')
})

t.test('the body goes on with its bytes beside it', async (t) => {
  const { body } = decided(build('encode', [counting().codec]), order, 'go-on')
  const { bytes, ...rest } = body as WithBytes
  t.strictSame(rest, order)
  t.equal(await textOf(bytes), 'o-1;3500\n')
})

t.test('nothing is written before somebody reads', async (t) => {
  const { codec, seen } = counting()
  const { bytes } = decided(build('encode', [codec]), order, 'go-on').body as WithBytes
  t.equal(seen.length, 0)
  await textOf(bytes)
  t.strictSame(seen, [order])
})

t.test('whoever reads the bytes a second time gets all of them again, never an empty file', async (t) => {
  const { bytes } = decided(build('encode', [counting().codec]), order, 'go-on').body as WithBytes
  for await (const _ of bytes) break
  t.equal(await textOf(bytes), 'o-1;3500\n')
  t.equal(await textOf(bytes), 'o-1;3500\n')
})

t.test('bytes made from a stream cannot be made twice, so a second reading is refused', async (t) => {
  const parts = (async function* () {
    yield order
  })()
  const { bytes } = decided(build('encode', [counting().codec]), { ...order, parts }, 'go-on').body as WithBytes
  t.equal(await textOf(bytes), 'o-1;3500\n')
  await t.rejects(textOf(bytes), {
    code: 'HUB_STREAM_READ',
    message: /the stream that csv writes was read before in this run/,
    instruction: { retry: 'retry', effect: 'not-done' },
  })
})

t.test('what a codec tells besides its bytes stays within reach', async (t) => {
  const reporting = { name: 'csv', write: () => Object.assign(counting().codec.write(order), { report: 'one record' }) }
  const { bytes } = decided(build('encode', [reporting]), order, 'go-on').body as WithBytes
  t.equal((bytes as { report?: string }).report, 'one record')
  t.equal(await textOf(bytes), 'o-1;3500\n')
})
