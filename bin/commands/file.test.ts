import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import tap from 'tap'
import { hubGl } from '../../fixed-width/layouts/hub-gl.layout.js'
import { run } from '../run.js'

const KTL = 'test/fixtures/fi-ktl-tito/ktl-nordea-demo.txt'

/** Runs the command line in this process, in a folder of its own. */
async function dromedary(cwd: string, ...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await run(args, {
    env: {},
    cwd,
    user: () => 'tester',
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

async function ledgerFile(): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  const bytes = hubGl.codec.write({
    header: {
      sender: 'HUB',
      company: 'UNI1',
      batchId: 17,
      created: '2026-03-02T04:00:00',
      currency: 'EUR',
      mode: 'T',
      periodFrom: '2026-03-01',
      periodTo: '2026-03-01',
    },
    vouchers: [1n, 99_999_999_999_999n].map((amount) => ({
      voucherType: 'VM',
      date: '2026-03-01',
      description: 'KÄSITTELYMAKSU',
      rows: [
        { account: '1739', side: '+' as const, amount, valueDate: '2026-03-01', text: 'SAAMINEN' },
        { account: '3271', side: '-' as const, amount, valueDate: '2026-03-01', text: 'TUOTTO' },
      ],
    })),
  })
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
async function folder(t: Pick<typeof tap, 'testdir'>): Promise<string> {
  return t.testdir({ 'gl.txt': await ledgerFile(), 'pay.svm': readFileSync(KTL) })
}

tap.test('file layouts lists every layout with its records, and its columns as JSON', async (t) => {
  const { code, out } = await dromedary('.', 'file', 'layouts')
  t.equal(code, 0)
  t.match(out, /^hub-gl: .+\n {2}header, 200, 12 fields\n/m)
  t.match(out, /^ktl: /m)
  t.match(out, /^proe: /m)
  const found = JSON.parse((await dromedary('.', 'file', 'layouts', '--json')).out)
  const gl = found.find(({ name }: { name: string }) => name === 'hub-gl')
  t.match(gl.records[0].fields[3], { name: 'sender', from: 9, to: 16, holds: '8 characters of text' })
})

tap.test('file read prints a line for each record, with personal fields masked unless asked', async (t) => {
  const cwd = await folder(t)
  const { code, out, err } = await dromedary(cwd, 'file', 'read', 'ktl', 'pay.svm')
  t.equal(code, 0)
  t.equal(err, '')
  t.equal(out.split('\n').length, 15)
  t.match(out, /^transaction type="3" account="19503000000010" .* payer=12 characters \(personal\) .* amount=32324/m)
  t.notMatch(out, 'LOPEN PERUNA')
  t.match((await dromedary(cwd, 'file', 'read', 'ktl', 'pay.svm', '--personal')).out, 'payer="LOPEN PERUNA"')
})

tap.test('file read --json is one document that file write takes: the file comes back byte for byte', async (t) => {
  const cwd = await folder(t)
  const { code, out } = await dromedary(cwd, 'file', 'read', 'hub-gl', 'gl.txt', '--json')
  t.equal(code, 0)
  const document = JSON.parse(out)
  t.match(document, {
    layout: 'hub-gl',
    records: [
      { record: 'header', batchId: 17 },
      { record: 'voucher', debit: '1' },
      {},
      {},
      { debit: '99999999999999' },
      {},
      {},
      { record: 'trailer' },
    ],
    counts: { header: 1, voucher: 2, row: 4, trailer: 1 },
    totals: { 'trailer.debit': '100000000000000', 'trailer.vouchers': '2' },
    lines: 8,
    problems: [],
  })
  writeFileSync(join(cwd, 'gl.json'), out)
  const wrote = await dromedary(cwd, 'file', 'write', 'hub-gl', 'gl.json', '--out', 'again.txt')
  t.equal(wrote.code, 0)
  t.match(wrote.out, /^again\.txt: 8 lines, 1616 bytes, SHA-256 [0-9a-f]{64}$/)
  t.same(readFileSync(join(cwd, 'again.txt')), readFileSync(join(cwd, 'gl.txt')))

  const ktl = await dromedary(cwd, 'file', 'read', 'ktl', 'pay.svm', '--json')
  writeFileSync(join(cwd, 'pay.json'), ktl.out)
  const report = await dromedary(cwd, 'file', 'write', 'ktl', 'pay.json', '--out', 'pay.out', '--json')
  t.match(JSON.parse(report.out), { layout: 'ktl', file: 'pay.out', lines: 15, sums: { 'trailer.sum': '860289' } })
  t.equal((await dromedary(cwd, 'file', 'check', 'ktl', 'pay.out')).code, 0)
})

tap.test('file check says that everything agrees, with what it added up', async (t) => {
  const cwd = await folder(t)
  const { code, out } = await dromedary(cwd, 'file', 'check', 'hub-gl', 'gl.txt')
  t.equal(code, 0)
  t.match(out, /^hub-gl: 8 lines, 1616 bytes: 1 header, 2 voucher, 4 row, 1 trailer$/m)
  t.match(out, /^trailer\.debit +100000000000000$/m)
  t.match(out, /^Everything agrees\.$/m)
})

tap.test('after one byte is changed, file check names line, column and field and fails', async (t) => {
  const cwd = await folder(t)
  const damaged = readFileSync(join(cwd, 'gl.txt'))
  damaged.write('9', 2 * 202 + 61, 'latin1')
  writeFileSync(join(cwd, 'gl.txt'), damaged)
  const { code, out } = await dromedary(cwd, 'file', 'check', 'hub-gl', 'gl.txt')
  t.equal(code, 1)
  t.match(out, /^HUB_TOTAL_WRONG: hub-gl line 2, column 133 \(byte 334\): voucher\.debit should be 9, .* found 1$/m)
  t.match(out, /^HUB_TOTAL_WRONG: hub-gl line 8, column 103 \(byte 1516\): trailer\.hash should be [0-9A-F]{64}/m)
  const json = await dromedary(cwd, 'file', 'check', 'hub-gl', 'gl.txt', '--json')
  t.equal(json.code, 1)
  t.match(JSON.parse(json.out), {
    ok: false,
    problemCount: 3,
    problems: [{ line: 2, column: 133, record: 'voucher', field: 'debit' }],
  })
  const read = await dromedary(cwd, 'file', 'read', 'hub-gl', 'gl.txt', '--json')
  t.equal(read.code, 1)
  t.equal(JSON.parse(read.out).problems.length, 3)
  t.match(read.err, /^HUB_TOTAL_WRONG: hub-gl line 2/)
})

tap.test('an unknown layout is refused with the known ones, a missing file by its name', async (t) => {
  const cwd = await folder(t)
  const unknown = await dromedary(cwd, 'file', 'read', 'gl-hub', 'gl.txt')
  t.equal(unknown.code, 1)
  t.match(unknown.err, /^HUB_LAYOUT_UNKNOWN: there is no layout gl-hub; there are .*hub-gl, ktl, .*proe/)
  t.match(
    (await dromedary(cwd, 'file', 'check', 'ktl', 'lost.txt')).err,
    /^HUB_FILE_OPEN: lost\.txt cannot be read: ENOENT$/,
  )
  t.match((await dromedary(cwd, 'file', 'write', 'ktl', 'lost.json', '--out', 'x')).err, /^HUB_FILE_OPEN: lost\.json/)
})

tap.test('file write replaces nothing without being told, and leaves nothing behind when it fails', async (t) => {
  const cwd = await folder(t)
  const records = { records: [{ record: 'header' }] }
  for (const [name, content] of [
    ['bad.json', '{'],
    ['list.json', '[]'],
    ['other.json', '{"layout":"ktl","records":[]}'],
    ['wrong.json', JSON.stringify(records)],
  ] as const) {
    writeFileSync(join(cwd, name), content)
  }
  const write = (name: string, ...more: string[]) => dromedary(cwd, 'file', 'write', 'hub-gl', name, '--out', ...more)
  t.match((await write('bad.json', 'x')).err, /^HUB_FILE_JSON: bad\.json is not what .* it is no JSON$/)
  t.match((await write('list.json', 'x')).err, /no list "records"$/)
  t.match((await write('other.json', 'x')).err, /its layout is "ktl"$/)
  t.match((await write('wrong.json', 'gl.txt')).err, /^HUB_OUT_EXISTS: gl\.txt exists; say --force/)
  t.match((await write('wrong.json', 'x')).err, /^HUB_FIELD_REFUSED: hub-gl line 1: header\.sender/)
  t.notOk(existsSync(join(cwd, 'x')))
  t.same(
    readdirSync(cwd).filter((name) => name.startsWith('.')),
    [],
  )
  const json = (await dromedary(cwd, 'file', 'read', 'hub-gl', 'gl.txt', '--json')).out
  writeFileSync(join(cwd, 'gl.json'), json)
  t.equal((await write('gl.json', 'gl.txt', '--force')).code, 0)
  t.equal((await dromedary(cwd, 'file', 'check', 'hub-gl', 'gl.txt')).code, 0)
})

tap.test('a project of its own adds layouts by putting files in its folder', async (t) => {
  const cwd = await folder(t)
  const at = (path: string) => JSON.stringify(new URL(`../../fixed-width/${path}`, import.meta.url).href)
  mkdirSync(join(cwd, 'own/fixed-width/layouts'), { recursive: true })
  writeFileSync(join(cwd, 'own/package.json'), '{ "type": "module" }')
  writeFileSync(
    join(cwd, 'own/fixed-width/layouts/tiny.layout.js'),
    `import { layout, record } from ${at('layout.js')}
     import { tag } from ${at('fields/constants.js')}
     import { cents } from ${at('fields/numbers.js')}
     import { repeat } from ${at('frame.js')}
     export default layout('tiny', { summary: 'Tiny.', encoding: 'us-ascii', lines: { write: 'lf' },
       records: { row: record(5, { type: tag('R'), amount: cents(4) }) }, frame: [repeat('row')] })`,
  )
  writeFileSync(join(cwd, 'tiny.txt'), 'R0042\n')
  const { code, out } = await dromedary(cwd, 'file', 'read', 'tiny', 'tiny.txt', '--root', 'own')
  t.equal(code, 0)
  t.equal(out, 'row amount=42')
})

tap.test('- reads standard input', async (t) => {
  const program = fileURLToPath(new URL('../dromedary.js', import.meta.url))
  const child = spawn(process.execPath, [program, 'file', 'check', 'ktl', '-'], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(readFileSync(KTL))
  let out = ''
  for await (const chunk of child.stdout) out += chunk
  t.match(out, /^ktl: 15 lines, 1365 bytes: 1 header, 13 transaction, 1 trailer$/m)
})
