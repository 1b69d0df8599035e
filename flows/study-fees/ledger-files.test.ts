import { createHash } from 'node:crypto'
import t from 'tap'
import { hubGl } from '../../fixed-width/layouts/hub-gl.layout.js'
import { type AskedBatch, type LedgerFile, withReport, withWritten, writtenOf } from './ledger-files.js'
import { hubGlFile } from './vouchers.js'

const posting = { sender: 'HUB', company: 'UNI1', mode: 'T' } as AskedBatch['posting']
const batch = {
  number: 7,
  posting,
  created: '20260302040000',
  periodFrom: '20260302',
  periodTo: '20260302',
  fileName: 'gl.txt',
} as AskedBatch

async function* nobody() {}
function fileOf(more: Partial<AskedBatch> = {}): LedgerFile {
  const asked = { ...batch, ...more }
  return withReport({ batch: asked, bytes: hubGl.codec.write(hubGlFile('all', nobody(), asked)) })
}
async function taken({ bytes }: LedgerFile): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const answer = (hash: string) => ({ name: 'gl.txt', path: '/gl.txt', sha256: hash, bytes: 404 })

t.test('the report of the bytes that were written becomes the statement', async (t) => {
  const file = fileOf()
  const hash = sha256(await taken(file))
  t.match(await writtenOf(withWritten(file, answer(hash))), {
    sha256: hash,
    bytes: 404,
    vouchers: 0,
    cutFields: 0,
    transliterated: 0,
  })
})

t.test('after a crash between file and books the report is made without writing again', async (t) => {
  const hash = sha256(await taken(fileOf()))
  t.match(await writtenOf(withWritten(fileOf(), answer(hash))), { sha256: hash })
})

t.test('a statement is never about another file', async (t) => {
  await t.rejects(writtenOf(withWritten(fileOf(), answer('0'.repeat(64)))), { code: 'HUB_FEES_RESEND' })
})

t.test('bytes that were sent before come out the same, and others never come out whole', async (t) => {
  const first = await taken(fileOf())
  t.same(await taken(fileOf({ sha256: sha256(first) })), first)
  let bytes = 0
  const other = fileOf({ sha256: sha256(first), created: '20260302040001' })
  await t.rejects(
    async () => {
      for await (const chunk of other.bytes) bytes += chunk.length
    },
    { code: 'HUB_FEES_RESEND', instruction: { effect: 'not-done' } },
  )
  t.ok(bytes < first.length, 'the last piece was held back')
})
