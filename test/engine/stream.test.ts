import t from 'tap'
import { Type } from 'typebox'
import { booksOf, channel, deadLetters, schema } from '../../bus/ends.js'
import { type Codec, type Decoder, flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { endsOf, Partner } from '../kit/outside.js'

const Batch = schema(Type.Object({ day: Type.String(), rows: Type.Array(Type.Integer()) }))
type Batch = { day: string; rows: number[] }
const batches = channel('shop/batches', Batch)
const Row = schema(Type.Object({ row: Type.Integer({ minimum: 0 }) }))
const rowsOf = ({ rows }: Batch) => rows.map((row) => ({ row }))

const lines: Codec<{ key: string; rows: AsyncIterable<{ row: number }> }> = {
  name: 'lines',
  async *write({ rows }) {
    for await (const { row } of rows) yield Buffer.from(`${row}\n`)
  },
}
const text = async (bytes: AsyncIterable<Uint8Array>) => {
  let all = ''
  for await (const chunk of bytes) all += Buffer.from(chunk).toString()
  return all
}

function writing(
  partner: Partner,
  policy: 'dead-letter-the-part' | 'fail-the-whole',
  by: (row: { row: number }) => string,
) {
  const { take } = endsOf(partner)
  return flow('shop/batch')
    .from(batches)
    .split(rowsOf, { ifPartFails: policy })
    .validate(Row)
    .aggregate({ by, into: (key, rows) => ({ key, rows }) })
    .encode(lines)
    .to(take)
}

class File extends Partner {
  readonly files: string[] = []
  override async perform(what: string, request: unknown, use: never) {
    this.files.push(await text((request as { bytes: AsyncIterable<Uint8Array> }).bytes))
    return super.perform(what, 'file', use)
  }
}

t.test('the parts of a batch stream into one file', async (t) => {
  const file = new File()
  const { engine } = await testHub(t, [writing(file, 'fail-the-whole', () => 'all')])
  await engine.send(batches, { day: 'd', rows: [3, 1, 2] })
  await engine.idle()
  t.strictSame(file.files, ['3\n1\n2\n'])
})

t.test('a group whose name depends on no part exists even when it is empty', async (t) => {
  const file = new File()
  const { engine } = await testHub(t, [writing(file, 'fail-the-whole', () => 'all')])
  const { messageId } = await engine.send(batches, { day: 'd', rows: [] })
  await engine.idle()
  t.strictSame(file.files, [''])
  t.match(await engine.fate(messageId), { state: 'done' })
})

t.test('groups go on one after another, each under records of its own', async (t) => {
  const file = new File()
  const { engine } = await testHub(t, [writing(file, 'fail-the-whole', ({ row }) => String(Math.floor(row / 10)))])
  await engine.send(batches, { day: 'd', rows: [1, 2, 11, 12, 13, 31] })
  await engine.idle()
  t.strictSame(file.files, ['1\n2\n', '11\n12\n13\n', '31\n'])
  t.equal(new Set(file.calls.map(({ key }) => key)).size, 3)
})

t.test('parts of a group that stand apart are refused, since a stream is grouped as it comes', async (t) => {
  const file = new File()
  const { engine } = await testHub(t, [writing(file, 'fail-the-whole', ({ row }) => String(row % 2))])
  const { messageId } = await engine.send(batches, { day: 'd', rows: [1, 2, 3] })
  await engine.idle()
  t.match(await engine.fate(messageId), { state: 'dead-letter', code: 'HUB_GROUP_SCATTERED' })
})

t.test('fail-the-whole: one bad part ends the batch, with its number', async (t) => {
  const file = new File()
  const { engine } = await testHub(t, [writing(file, 'fail-the-whole', () => 'all')])
  const { messageId } = await engine.send(batches, { day: 'd', rows: [1, -2, 3] })
  await engine.idle()
  t.match(await engine.fate(messageId), {
    state: 'dead-letter',
    code: 'HUB_BODY_REFUSED',
    reason: /part 2 of split rowsOf/,
  })
  t.equal(file.calls.length, 0)
})

t.test('dead-letter-the-part: the others go on, and the bad ones are kept, each once', async (t) => {
  const file = new File()
  const { engine } = await testHub(t, [writing(file, 'dead-letter-the-part', () => 'all')])
  const { messageId } = await engine.send(batches, { day: 'd', rows: [1, -2, 3, -4] })
  await engine.idle()
  t.strictSame(file.files, ['1\n3\n'])
  t.match(await engine.fate(messageId), { state: 'done' })
  const { rows } = await engine.store.deadLetters({ limit: 10 })
  t.strictSame(rows.map(({ reason }) => reason.slice(0, 24)).sort(), [
    'part 2 of split rowsOf#1',
    'part 4 of split rowsOf#1',
  ])
  await t.rejects(engine.replay(rows[0]!.message.id, 'operator:test'), { code: 'HUB_PART_REPLAY' })
})

t.test('a file is decoded as a stream and collected by a change', async (t) => {
  const numbers: Decoder<{ row: number }> = {
    name: 'numbers',
    async *read(bytes) {
      for (const line of (await text(bytes)).split(',')) yield { row: Number(line) }
    },
  }
  const Arrived = schema(Type.Object({ text: Type.String() }))
  const files = channel('shop/files', Arrived)
  const seen: number[] = []
  const { engine } = await testHub(t, [
    flow('shop/read')
      .from(files)
      .onFailure({ thenTo: deadLetters })
      .decode(
        numbers,
        async function* ({ text }) {
          yield Buffer.from(text)
        },
        { ifPartFails: 'fail-the-whole' },
      )
      .validate(Row)
      .aggregate({ by: () => 'all', into: (_key, rows, whole) => ({ rows, name: whole.text }) })
      .change({
        in: booksOf<unknown>(),
        once: ({ name }) => name,
        apply: async ({ rows }) => {
          for await (const { row } of rows) seen.push(row)
        },
      }),
  ])
  await engine.send(files, { text: '4,5,6' })
  await engine.idle()
  t.strictSame(seen, [4, 5, 6])
})
