import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { all, joined } from '../../../test/files.js'
import { nacha } from '../nacha.layout.js'
import type { NachaInput, NachaRecord } from './records.js'
import { sample } from './sample.js'

const written = async (records: Iterable<NachaInput | readonly NachaInput[]>) =>
  (await joined(nacha.write(records))).toString('latin1')
const read = (file: string): Promise<NachaRecord[]> => all(nacha.read([Buffer.from(file, 'latin1')]))

const HEADER: NachaInput = {
  record: 'fileHeader',
  immediateDestination: '990000013',
  immediateOrigin: '990007772',
  createdOn: '2026-03-02',
  createdAt: '09:30',
  fileIdModifier: 'A',
}
const BATCH = {
  record: 'batchHeader',
  serviceClass: '200',
  companyName: 'EXAMPLE',
  companyId: '9990001112',
  entryClass: 'PPD',
  entryDescription: 'TEST',
  originatorStatus: '1',
  odfi: '99000777',
  batchNumber: 1,
} as const
const CONTROL = {
  record: 'batchControl',
  serviceClass: '200',
  companyId: '9990001112',
  odfi: '99000777',
  batchNumber: 1,
} as const
const ENTRY = {
  record: 'entry',
  transactionCode: '26',
  rdfi: '99000001',
  checkDigit: '3',
  account: '1234',
  amount: 1500n,
  name: 'Ada Example',
  addenda: true,
} as const
const TRACES = { originalTrace: '990007770000001', originalRdfi: '99000001' } as const

t.test('every kind of return and notification of change has its own columns', async (t) => {
  const lines: NachaInput[] = [
    {
      record: 'addenda98',
      changeCode: 'C01',
      ...TRACES,
      correctedData: '5678',
      trace: '990007770000001',
    },
    {
      record: 'addenda98Refused',
      refusalCode: 'C64',
      ...TRACES,
      correctedData: '5678',
      changeCode: 'C01',
      traceSequence: '0000001',
      trace: '990007770000002',
    },
    { record: 'addenda99', returnCode: 'R15', ...TRACES, dateOfDeath: '2026-02-01', trace: '990007770000003' },
    {
      record: 'addenda99Dishonored',
      dishonoredCode: 'R68',
      ...TRACES,
      returnTrace: '990000010000009',
      returnSettlementDay: '061',
      returnCode: '01',
      information: 'TOO LATE',
      trace: '990007770000004',
    },
    {
      record: 'addenda99Contested',
      contestedCode: 'R73',
      ...TRACES,
      returnedOn: '2026-03-01',
      originalSettlementDay: '058',
      returnTrace: '990000010000009',
      returnSettlementDay: '061',
      returnCode: '01',
      dishonoredTrace: '990007770000008',
      dishonoredSettlementDay: '062',
      dishonoredCode: '68',
      trace: '990007770000005',
    },
    {
      record: 'addenda02',
      referenceOne: 'REF1',
      referenceTwo: '02',
      terminalId: 'T00001',
      transactionSerial: '000123',
      transactionDate: '0228',
      authorization: '123456',
      terminalLocation: '1 Sample Street',
      terminalCity: 'Testville',
      terminalState: 'NY',
      trace: '990007770000006',
    },
  ]
  const entries = lines.flatMap((line, i): NachaInput[] => [{ ...ENTRY, trace: `99000777000000${i + 1}` }, line])
  const file = await written([HEADER, BATCH, ...entries, CONTROL, { record: 'fileControl' }])
  const shown = file.split('\n').filter((line) => line.startsWith('7'))
  t.same(shown, [
    '798C01990007770000001      990000015678                                        990007770000001'.padEnd(94),
    '798C64990007770000001      990000015678                         C010000001     990007770000002',
    '799R1599000777000000126020199000001                                            990007770000003',
    '799R68990007770000001      99000001   99000001000000906101TOO LATE             990007770000004',
    '799R739900077700000012603019900000105899000001000000906101990007770000008062 68 990007770000005'.replace(
      '062 68',
      '06268',
    ),
    '702REF1   02 T0000100012302281234561 Sample Street            Testville      NY990007770000006',
  ])
  const back = await read(file)
  deepStrictEqual(
    back.filter((one) => one.record.startsWith('addenda')).map(({ record }) => record),
    lines.map(({ record }) => record),
  )
  t.equal(await written(back), file)
})

t.test('a notification of change for an IAT entry is told from the others by its indicator', async (t) => {
  const trace = '990007770000001'
  const file = await written([
    HEADER,
    {
      record: 'iatNocBatchHeader',
      serviceClass: '220',
      exchangeIndicator: 'FF',
      exchangeReferenceIndicator: '3',
      destinationCountry: 'CA',
      originatorId: '9990001112',
      entryDescription: 'TRADEPAYMT',
      originatingCurrency: 'USD',
      destinationCurrency: 'CAD',
      originatorStatus: '1',
      odfi: '99000777',
      batchNumber: 1,
    },
    {
      record: 'iatEntry',
      transactionCode: '21',
      rdfi: '99000001',
      checkDigit: '3',
      addendaCount: 1,
      amount: 0n,
      account: '1234',
      addenda: true,
      trace,
    },
    { record: 'iatAddenda98', changeCode: 'C05', ...TRACES, correctedData: '32', trace },
    { ...CONTROL, serviceClass: '220' },
    { record: 'fileControl' },
  ])
  const lines = file.split('\n')
  t.equal(lines[1]!.slice(0, 70), '5220IATCOR          FF3               CA9990001112CORTRADEPAYMTUSDCAD'.padEnd(70))
  t.equal(lines[3], '798C05990007770000001      9900000132                                          990007770000001')
  t.same(
    (await read(file)).slice(1, 4).map(({ record }) => record),
    ['iatNocBatchHeader', 'iatEntry', 'iatAddenda98'],
  )
  t.equal(await written(await read(file)), file)
})

t.test('a file of ADV batches has wider totals and controls of its own', async (t) => {
  const entry = {
    record: 'advEntry',
    rdfi: '99000001',
    checkDigit: '3',
    account: '1234',
    adviceRouting: '990000017',
    name: 'Example Bank',
    addenda: false,
    operatorRouting: '99000001',
    createdOnDay: '061',
  } as const
  const file = await written([
    HEADER,
    {
      record: 'advBatchHeader',
      companyName: 'EXAMPLE',
      companyId: '9990001112',
      entryDescription: 'ACCOUNTING',
      originatorStatus: '0',
      odfi: '99000777',
      batchNumber: 1,
    },
    { ...entry, transactionCode: '81', amount: 123456789012n, sequence: 1 },
    { ...entry, transactionCode: '82', amount: 50000n, sequence: 2 },
    { record: 'advBatchControl', operatorData: 'EXAMPLE', odfi: '99000777', batchNumber: 1 },
    { record: 'advFileControl' },
  ])
  const lines = file.split('\n')
  t.equal(lines[4]!.slice(0, 60), '8280000002019800000200000000000000050000000000001234567890' + '12')
  t.equal(lines[5]!.slice(0, 71), '9000001000001000000020198000002' + '00000000000000050000' + '00000000123456789012')
  t.equal(lines.length, 11, 'with the filler, one block and the end of the last line')
  t.equal(await written(await read(file)), file)
})

t.test('the file control of payments does not end a file of ADV batches', async (t) => {
  await t.rejects(written([HEADER, { record: 'advFileControl' }]), { code: 'HUB_RECORD_MISPLACED' })
})

t.test('the entry hash keeps its last ten digits', async (t) => {
  const entries = Array.from({ length: 102 }, (_, i) => ({
    ...ENTRY,
    rdfi: '99000001',
    addenda: false,
    trace: `99000777${String(i + 1).padStart(7, '0')}`,
  }))
  const file = await written([HEADER, BATCH, ...entries, CONTROL, { record: 'fileControl' }])
  const records = await read(file)
  const control = records.find((one) => one.record === 'fileControl')
  t.match(control, { entryHash: (102n * 99000001n) % 10n ** 10n, debit: 153000n, blockCount: 11 })
  t.equal((102n * 99000001n) % 10n ** 10n, 98000102n, 'it went over')
})

t.test('any sample is a file that nothing is wrong with, and comes back byte for byte', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 400 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      async (size, draws) => {
        const random = () => draws.next().value as number
        const file = await written(sample(random, size))
        const lines = file.split('\n').length - 1
        deepStrictEqual([lines % 10, (await nacha.check([Buffer.from(file, 'latin1')])).problems], [0, []])
        deepStrictEqual(await written(await read(file)), file)
      },
    ),
    { numRuns: 30 },
  )
  t.pass('30 files')
})
