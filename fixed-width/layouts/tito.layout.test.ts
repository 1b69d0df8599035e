import { readFileSync } from 'node:fs'
import t from 'tap'
import { all, fileOf, joined, named, over, these } from '../../test/files.js'
import { tito } from './tito.layout.js'

const sample = readFileSync('test/fixtures/fi-ktl-tito/tito-nordea-demo.txt')
const LINES = sample.toString('latin1').trimEnd().split('\n')
const file = (lines: readonly string[]) => fileOf(lines, '\n')

const problemsOf = async (lines: readonly string[]) => (await tito.check([file(lines)])).problems
const changed = (line: number, column: number, to: string) => LINES.with(line - 1, over(LINES[line - 1]!, column, to))
/** The statement of the sample with lines put in behind one of them, counted in its T00. */
const grown = (behind: number, ...lines: readonly string[]) =>
  LINES.with(0, LINES[0]!.replace('000064EUR', `${String(64 + lines.length).padStart(6, '0')}EUR`)).toSpliced(
    behind,
    0,
    ...lines,
  )

t.test('the bank’s demo statement: account, day, opening and closing balance', async (t) => {
  const { problems, lines } = await tito.check([sample])
  t.same(problems, [])
  t.equal(lines, 64)
  const records = await all(tito.read([sample]))
  t.match(records[0], {
    record: 'statement',
    version: '100',
    account: '19503000000010',
    number: '044',
    from: '2006-03-06',
    to: '2006-03-06',
    createdOn: '2006-03-06',
    createdAt: '23:59',
    customer: '    44444444',
    opening: 440927n,
    records: 64,
    currency: 'EUR',
    accountName: 'Shekkitili',
    iban: 'FI4819503000000010',
    bic: 'NDEAFIHH',
  })
  t.same(named(records, 'balance'), [{ record: 'balance', on: '2006-03-06', closing: 1705024n, available: 0n }])
})

t.test('21 booked entries add up to the balance; the parts of a broken-down one do not count', async (t) => {
  const entries = named(await all(tito.read([sample])), 'entry')
  const booked = entries.filter(({ level }) => level === '')
  t.equal(booked.length, 21)
  t.equal(
    booked.reduce((sum, { amount }) => sum + amount, 0n),
    1264097n,
  )
  t.same(
    entries.filter(({ level }) => level !== '').map(({ amount, level, number }) => [amount, level, number]),
    [
      [-10000n, '1', 17],
      [-59555n, '1', 17],
    ],
  )
  t.match(entries[0], {
    type: 'T10',
    number: 1,
    archiveId: '0303A2584SM0700249',
    bookedOn: '2006-03-06',
    kind: '1',
    entryCode: '710',
    amount: 1550300n,
    name: 'JOKOHAMA LTD',
    nameSource: 'A',
  })
  t.match(
    entries.find(({ level }) => level === '1'),
    {
      archiveId: '',
      valueOn: '',
      counterparty: '29501800069357',
      reference: '00000000000000000013',
    },
  )
})

t.test('characters are those of SFS 4017', async (t) => {
  const records = await all(tito.read([sample]))
  const texts = named(records, 'entry').map(({ entryText }) => entryText)
  t.ok(texts.includes('Maksumääräys') && texts.includes('Käteisnosto') && texts.includes('Maksupäätepalvelu'))
  t.ok(named(records, 'nameDetail').some(({ name }) => name === 'HENKILÖSTÖOSASTO'))
  t.ok(named(records, 'entry').some(({ name }) => name === 'LUOTTOKORTTIYHTIÖ'))
  const latin = await all(tito.inEncoding('iso-8859-1').read([sample]))
  t.ok(
    named(latin, 'nameDetail').some(({ name }) => name === 'HENKIL\\ST\\OSASTO'),
    'nothing in the file says which',
  )
})

t.test('turnovers of the day are counted, those of the month and the year are as the bank says', async (t) => {
  const records = await all(tito.read([sample]))
  const day = { on: '2006-03-06', creditSign: '+', debitSign: '-' }
  t.same(named(records, 'dayTurnover'), [
    { record: 'dayTurnover', ...day, credits: 11, creditSum: 4237130n, debits: 10, debitSum: 2973033n },
  ])
  t.same(named(records, 'dayCorrections'), [
    { record: 'dayCorrections', ...day, credits: 0, creditSum: 0n, debits: 2, debitSum: 3885n },
  ])
  t.match(named(records, 'turnover'), [
    { type: 'T50', period: '3', credits: 0, creditSum: 9693420n, debitSum: 12494489n, debitSign: '-' },
    { type: 'T50', period: '4', creditSum: 29767148n, debitSum: 22845789n },
  ])
})

t.test('a turnover of nothing keeps its sign, and of something it must have the right one', async (t) => {
  const t51 = LINES.findIndex((line) => line.startsWith('T51')) + 1
  const minus = changed(t51, 22, '-')
  t.same(await problemsOf(minus), [])
  t.same(await joined(tito.write(await all(tito.read([file(minus)])))), file(minus))
  these(t, await problemsOf(changed(t51, 49, '+')), [
    { code: 'HUB_RULE_BROKEN', line: t51, column: 49, record: 'dayCorrections', field: 'debitSign', expected: '-' },
  ])
})

t.test('details are read by their kind', async (t) => {
  const records = await all(tito.read([sample]))
  t.same(
    named(records, 'entryCount').map(({ count }) => count),
    [20, 2, 5, 14, 2],
  )
  t.match(named(records, 'invoice'), [{ customer: '1111111111', number: '222222222222222', date: '2006-02-08' }])
  t.match(named(records, 'card'), [
    { length: 43, number: '4920291234567891209', reference: '0606039875421', more: ' ' },
  ])
  t.match(named(records, 'corrected'), [{ archiveId: '0603061950AA020101' }])
  t.match(named(records, 'currency'), [
    { amount: 1302992n, currency: 'EUR', rate: 11_898_000n },
    { amount: 913726n, currency: 'EUR', rate: 11_904_000n },
  ])
  t.same(named(records, 'messages')[0]!.lines, [
    '2584SMM0829720',
    'MAKSAJAN ILMOITTAMA SAAJAN NIMI:',
    'IRONHOUSE',
    'NC POHJANL',
  ])
  t.equal(named(records, 'messages')[1]!.lines.length, 8)
  t.same(named(records, 'bankText')[0]!.lines[0], 'LÄHETTÄJÄN OSOITE:')
  t.same(named(records, 'orderer')[1]!.lines, ['00000003595986000555'])
})

t.test('it is written again byte for byte, lengths, counts and balances computed', async (t) => {
  const records = await all(tito.read([sample]))
  t.same(await joined(tito.write(records)), sample)
  const computed = ['length', 'closing', 'records', 'credits', 'creditSum', 'debits', 'debitSum']
  const bare = records.map((one) =>
    one.record === 'turnover'
      ? one
      : (Object.fromEntries(Object.entries(one).filter(([name]) => !computed.includes(name))) as never),
  )
  t.same(await joined(tito.write(bare)), sample)
})

t.test('a wrong balance, a wrong turnover and a wrong number of records are named', async (t) => {
  const t40 = LINES.findIndex((line) => line.startsWith('T40')) + 1
  these(t, await problemsOf(changed(t40, 31, '5')), [
    {
      code: 'HUB_TOTAL_WRONG',
      line: t40,
      column: 13,
      record: 'balance',
      field: 'closing',
      expected: '1705024, as the records say',
      found: '1705025',
    },
  ])
  these(t, await problemsOf(changed(t40 + 1, 14, '00000012')), [
    { code: 'HUB_TOTAL_WRONG', line: t40 + 1, record: 'dayTurnover', field: 'credits', found: '12' },
  ])
  these(t, await problemsOf(changed(t40 + 2, 48, '3')), [
    { code: 'HUB_TOTAL_WRONG', line: t40 + 2, record: 'dayCorrections', field: 'debits' },
  ])
  these(t, await problemsOf(changed(1, 91, '000065')), [
    { code: 'HUB_TOTAL_WRONG', line: 1, record: 'statement', field: 'records', found: '65' },
  ])
  t.same(await problemsOf(changed(1, 91, '000000')), [], 'a bank may leave the number of records out')
  const part = LINES.findIndex((line) => line.startsWith('T10') && line.endsWith('1')) + 1
  these(t, await problemsOf(changed(part, 188, ' ')), [
    { field: 'closing', expected: '1695024, as the records say' },
    { field: 'debits', expected: '11, as the records say' },
    { field: 'debitSum' },
  ])
})

t.test('a record whose own length is not its real one is named', async (t) => {
  these(t, await problemsOf(changed(3, 4, '150')), [
    { code: 'HUB_TOTAL_WRONG', line: 3, column: 4, record: 'messages', field: 'length', found: '150' },
  ])
  const cut = LINES.with(5, LINES[5]!.slice(0, -10))
  t.match((await problemsOf(cut))[0], { line: 6, code: 'HUB_LINE_LENGTH' })
})

t.test('details and records of unknown kinds are kept as they are, and so is what known ones have more', async (t) => {
  const lines = grown(
    2,
    'T1102377SOMETHING  NEW ',
    'T1103004THE NEW ARCHIVE IDMORE',
    'T99011HELLO',
    'T60020200 IMPORTANT ',
  )
  t.same(await problemsOf(lines), [])
  const records = await all(tito.read([file(lines)]))
  t.same(records.slice(2, 6), [
    { record: 'otherDetail', type: 'T11', length: 23, kind: '77', data: 'SOMETHING  NEW ' },
    { record: 'corrected', type: 'T11', length: 30, archiveId: 'THE NEW ARCHIVE ID', more: 'MORE' },
    { record: 'other', type: '99', length: 11, data: 'HELLO' },
    { record: 'special', type: 'T60', length: 20, bankGroup: '200', data: ' IMPORTANT ' },
  ])
  t.same(await joined(tito.write(records)), file(lines))
  t.match((await problemsOf(grown(2, 'X99011HELLO')))[0], { code: 'HUB_RECORD_UNKNOWN', line: 3 })
})

t.test('a known record where it may not stand is not taken for an unknown one', async (t) => {
  const t40 = LINES.findIndex((line) => line.startsWith('T40'))
  const without = LINES.toSpliced(t40, 1).with(0, LINES[0]!.replace('000064EUR', '000063EUR'))
  const [problem] = await problemsOf(without)
  t.match(problem, { code: 'HUB_RULE_BROKEN', line: t40 + 1, record: 'other', field: 'type', found: '50' })
  const [statement] = await all(tito.read([sample]))
  await t.rejects(all(tito.write([statement!, { record: 'other', type: '40', data: '' }])), { code: 'HUB_RULE_BROKEN' })
})

t.test('a notice and a rejected entry are in no balance', async (t) => {
  const notice = LINES[1]!.replace('T10', 'T80')
  const rejected = `${LINES[1]!.slice(0, 48)}9${LINES[1]!.slice(49)}`
  t.same(await problemsOf(grown(1, notice, rejected)), [])
})

t.test(
  'a statement of several days: each day’s balance goes on from the one before, its turnovers are its own',
  async (t) => {
    const entry = (number: number, day: string, amount: string) =>
      `T10188${String(number).padStart(6, '0')}${' '.repeat(18)}${day}${'0'.repeat(12)}1710${'Pano'.padEnd(35)}+${amount.padStart(18, '0')}`.padEnd(
        188,
      )
    const balance = (day: string, amount: string) => `T40050${day}+${amount.padStart(18, '0')}+${'0'.repeat(18)}`
    const turnover = (day: string, count: number, amount: string) =>
      `T500671${day}${String(count).padStart(8, '0')}+${amount.padStart(18, '0')}00000000+${'0'.repeat(18)}`
    const head = LINES[0]!.replace('000000000000440927000064', '000000000000001000000008')
    const lines = [
      head,
      entry(1, '060306', '500'),
      balance('060306', '1500'),
      turnover('060306', 1, '500'),
      entry(2, '060307', '30'),
      entry(3, '060307', '7'),
      balance('060307', '1537'),
      turnover('060307', 2, '37'),
    ]
    t.same(await problemsOf(lines), [])
    t.same(await problemsOf([...lines, ...LINES, ...lines]), [], 'and several statements in a file')
    const wrong = lines.with(6, balance('060307', '1037'))
    these(t, await problemsOf(wrong), [{ line: 7, field: 'closing', expected: '1537, as the records say' }])
    t.same(await joined(tito.write(await all(tito.read([file(lines)])))), file(lines))
  },
)

t.test('names and card numbers are in no error', async (t) => {
  const card = LINES.findIndex((line) => line.startsWith('T1104303')) + 1
  const problems = await problemsOf(changed(card, 20, '\x07'))
  these(t, problems, [{ code: 'HUB_FIELD_VALUE', line: card, record: 'card', found: '19 characters (personal)' }])
  t.notMatch(JSON.stringify(problems), '4920')
})
