import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ktlFile } from './bank-ktl.js'
import * as bankPage from './bank-page.js'
import * as ledger from './ledger.js'
import { readHubGl } from './ledger-hub-gl.js'

const folderOf = async (t: Test) => {
  const folder = await mkdtemp(join(tmpdir(), 'stand-ins-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

// The worked file of protocols/fi.md 11.3.
const worked = [
  'G0200001HUB     UNI1    00000000001720260302040000EURT2026030120260301',
  'G100000001VM00000000202603012603KÄSITTELYMAKSU LISÄAIKA                 000000000000123456724b300af6-9a22-11e8-9184-abb6de7fd2d000020000000000035000000000000035000',
  'G20000000100011739                            +0000000000035000  0000000000000000000020260301MAKSUNVÄLITTÄJÄSAAMINEN                 00000000000012345672',
  'G20000000100023271    2627                    -0000000000035000  0000000000000000000020260301KÄSITTELYMAKSUTUOTTO                    00000000000012345672',
  'G90000000100000002000000050000000000000035000000000000000035000000000000000000000000000000000000005010F0768B67F541B72C4DE34164D512B3E0F58E19AD3C3D6B1A561E3EF3B4302AE9',
]
const fileOf = (lines: readonly string[]) =>
  Buffer.from(lines.map((line) => `${line.padEnd(200)}\r\n`).join(''), 'latin1')
/** The file again after a change, with a trailer whose hash is right. */
const rehashed = (lines: readonly string[]) => {
  const hash = createHash('sha256')
    .update(fileOf(lines.slice(0, -1)))
    .digest('hex')
    .toUpperCase()
  return fileOf([...lines.slice(0, -1), lines.at(-1)!.slice(0, 102) + hash])
}

t.test('the ledger reads the worked file of the description without a complaint', async (t) => {
  const report = readHubGl(fileOf(worked))
  t.same(report.problems, [])
  t.match(report, {
    ok: true,
    batchId: '000000000017',
    company: 'UNI1',
    vouchers: 1,
    rows: 2,
    records: 5,
    debitCents: 3500,
    creditCents: 3500,
    references: ['12345672'],
  })
})

t.test('the ledger notices one changed byte anywhere that counts', async (t) => {
  const good = fileOf(worked)
  for (let at = 0; at < 202 * 4; at++) {
    const bytes = Buffer.from(good)
    bytes[at] = bytes[at]! ^ 1
    if (readHubGl(bytes).ok) t.fail(`byte ${at} of the file`)
  }
  t.notOk(readHubGl(good.subarray(0, 700)).ok, 'half a file')
  t.notOk(readHubGl(Buffer.concat([good, good])).ok, 'two batches in one file')
  t.notOk(readHubGl(Buffer.alloc(0)).ok, 'nothing')
})

t.test('the ledger counts for itself: totals that were changed together with the hash are noticed', async (t) => {
  const change = (line: number, from: string, to: string) =>
    readHubGl(rehashed(worked.map((text, index) => (index === line ? text.replace(from, to) : text)))).problems
  t.same(readHubGl(rehashed(worked)).problems, [])
  t.match(change(2, '+000000000003500', '+000000000003600').join(), /sums differ.*does not balance.*debit says 3500/)
  t.match(change(4, 'G900000001', 'G900000002').join(), /vouchers says 2, counted 1/)
  t.match(change(4, '5010', '5011').join(), /sum of accounts says 5011, counted 5010/)
})

t.test('the ledger posts a batch once, and refuses its number with other bytes', async (t) => {
  const folder = await folderOf(t)
  const stand = await ledger.start({ folder })
  t.teardown(() => stand.close())
  await writeFile(join(folder, 'a.txt'), fileOf(worked))
  await writeFile(join(folder, '.b.txt.part'), 'half')
  t.match(await stand.take(), [{ file: 'a.txt', outcome: 'posted' }])
  await writeFile(join(folder, 'a2.txt'), fileOf(worked))
  t.match(await stand.take(), [{ file: 'a2.txt', outcome: 'repeated' }])
  await writeFile(join(folder, 'a3.txt'), rehashed(worked.map((line) => line.replace('LISÄAIKA', 'PALAUTUS'))))
  t.match(await stand.take(), [{ file: 'a3.txt', outcome: 'refused', problems: [/came before with other bytes/] }])
  t.same(stand.totals(), { files: 1, vouchers: 1, debitCents: 3500, creditCents: 3500, refused: 1 })
  t.same((await readdir(folder)).sort(), ['.b.txt.part', 'taken'])
  const answer = await fetch(`${stand.url}/control/totals`, { method: 'POST' })
  t.match(await answer.json(), { files: 1 })
})

t.test('the bank writes the worked reference payment file of the description', async (t) => {
  const file = ktlFile({
    iban: 'FI2112345600000785',
    createdAt: new Date('2026-03-02T07:30:00Z'),
    payments: [
      {
        reference: '12345672',
        cents: 3500,
        archiveId: '2602ABCD00000001',
        payer: 'TESTIHENKILÖ',
        paidAt: new Date('2026-03-01T10:00:00Z'),
      },
    ],
  })
  const lines = file.toString('latin1').split('\r\n')
  t.equal(lines[0], '02603020930501234567891'.padEnd(90))
  t.equal(lines[1], '3123456000007852603022603012602ABCD0000000100000000000012345672TESTIHENKILÖ1J00000035000J ')
  t.equal(lines[2], '9000001000000035000000000000000000000000000000000000'.padEnd(90))
  t.equal(lines[3], '')
})

t.test('the bank puts into the file what was paid since the last one, also what nobody asked for', async (t) => {
  const folder = await folderOf(t)
  const bank = await bankPage.start()
  t.teardown(() => bank.close())
  bank.payDirectly({ reference: '123453', cents: 100 })
  bank.payDirectly({ reference: '12345672', cents: 250 })
  const { path } = await bank.writeKtl({ folder, name: 'first.ktl' })
  t.equal((await readFile(path, 'latin1')).split('\r\n').length, 5)
  t.match(bank.ktl().toString('latin1'), /^0.{89}\r\n9000000000000000000/, 'a file of zero payments')
  bank.payDirectly({ reference: '123453', cents: 1 })
  bank.faults({ 'ktl-wrong-sum': 1 })
  t.match(bank.ktl().toString('latin1').split('\r\n')[2], /^900000100000000002/)
  bank.payDirectly({ reference: '123453', cents: 1 })
  bank.faults({ 'ktl-half': 1 })
  t.equal(bank.ktl().length, 138)
})

t.test('a fault that does not exist is named, over the control address too', async (t) => {
  const bank = await bankPage.start()
  t.teardown(() => bank.close())
  const answer = await fetch(`${bank.url}/control/faults`, { method: 'POST', body: '{"explode":1}' })
  t.equal(answer.status, 400)
  t.match(await answer.json(), { error: /no fault explode; there are refuse, drop/ })
})
