import { createHash } from 'node:crypto'

/*
 * A ledger's reader of HUB-GL/1 (protocols/fi.md 11.3): positions by hand, so that it agrees with the description of
 * the file and not with the hub's layout.
 */

export interface LedgerReport {
  readonly ok: boolean
  /** What a bookkeeper would send back, each with its line. */
  readonly problems: readonly string[]
  readonly batchId: string
  readonly company: string
  readonly vouchers: number
  readonly rows: number
  readonly records: number
  readonly debitCents: number
  readonly creditCents: number
  readonly corrections: number
  readonly sha256: string
  readonly references: readonly string[]
}

const LENGTH = 200

/** Reads a whole file. Never throws: what is wrong is in `problems`. */
export function readHubGl(bytes: Buffer): LedgerReport {
  const problems: string[] = []
  const text = bytes.toString('latin1')
  const lines = text.split('\r\n')
  if (lines.pop() !== '') problems.push('the file does not end with CR LF: half a file?')
  const at = (line: string, from: number, to: number) => line.slice(from - 1, to)
  const number = (line: string, from: number, to: number, where: string) => {
    const digits = at(line, from, to)
    if (!/^\d+$/.test(digits)) problems.push(`${where}: ${from}-${to} is not a number`)
    return /^\d+$/.test(digits) ? BigInt(digits) : 0n
  }
  const sums = { vouchers: 0n, rows: 0n, debit: 0n, credit: 0n, corrections: 0n, correctionSum: 0n, accounts: 0n }
  const references: string[] = []
  let open:
    | {
        seq: bigint
        rows: bigint
        debit: bigint
        credit: bigint
        correction: boolean
        seen: bigint
        d: bigint
        c: bigint
      }
    | undefined
  let header = ''
  let trailer = -1

  const closeVoucher = (where: string) => {
    if (!open) return
    if (open.seen !== open.rows)
      problems.push(`${where}: voucher ${open.seq} has ${open.seen} rows, it says ${open.rows}`)
    if (open.d !== open.debit || open.c !== open.credit)
      problems.push(`${where}: voucher ${open.seq} sums differ from its rows`)
    if (open.d !== open.c) problems.push(`${where}: voucher ${open.seq} does not balance`)
    if (open.correction) {
      sums.corrections++
      sums.correctionSum += open.d
    }
    open = undefined
  }

  for (const [index, line] of lines.entries()) {
    const where = `line ${index + 1}`
    if (line.length !== LENGTH) problems.push(`${where}: ${line.length} characters, not ${LENGTH}`)
    if ([...line].some((character) => character < ' ' || (character >= '\u007f' && character < '\u00a0'))) {
      problems.push(`${where}: a control character`)
    }
    if (trailer >= 0) problems.push(`${where}: stands after the trailer`)
    const code = at(line, 1, 2)
    if (index === 0 && code !== 'G0') problems.push(`${where}: the first record is ${code}, not G0`)
    if (code === 'G0') {
      if (index > 0) problems.push(`${where}: a second header`)
      header = line
      if (at(line, 3, 5) !== '200' || at(line, 6, 8) !== '001')
        problems.push(`${where}: not layout 001 of 200 characters`)
      if (at(line, 51, 53) !== 'EUR') problems.push(`${where}: currency ${at(line, 51, 53)}`)
      if (!/^[TP]$/.test(at(line, 54, 54))) problems.push(`${where}: neither test nor production`)
      for (const [from, to] of [
        [25, 36],
        [37, 50],
        [55, 62],
        [63, 70],
      ] as const)
        number(line, from, to, where)
    } else if (code === 'G1') {
      closeVoucher(where)
      sums.vouchers++
      const seq = number(line, 3, 10, where)
      if (seq !== sums.vouchers) problems.push(`${where}: voucher ${seq} follows ${sums.vouchers - 1n}`)
      if (!/^[01]$/.test(at(line, 163, 163))) problems.push(`${where}: correction is neither 0 nor 1`)
      number(line, 21, 28, where)
      references.push(at(line, 73, 92).replace(/^0+(?=\d)/, ''))
      open = {
        seq,
        rows: number(line, 129, 132, where),
        debit: number(line, 133, 147, where),
        credit: number(line, 148, 162, where),
        correction: at(line, 163, 163) === '1',
        seen: 0n,
        d: 0n,
        c: 0n,
      }
    } else if (code === 'G2') {
      sums.rows++
      const amount = number(line, 48, 62, where)
      const sign = at(line, 47, 47)
      if (sign !== '+' && sign !== '-') problems.push(`${where}: sign "${sign}"`)
      if (sign === '+') sums.debit += amount
      else sums.credit += amount
      sums.accounts += /^\d+$/.test(at(line, 15, 22).trim()) ? BigInt(at(line, 15, 22).trim()) : 0n
      if (!open) problems.push(`${where}: a row without voucher`)
      else {
        open.seen++
        if (sign === '+') open.d += amount
        else open.c += amount
        if (number(line, 3, 10, where) !== open.seq) problems.push(`${where}: row of another voucher`)
        if (number(line, 11, 14, where) !== open.seen) problems.push(`${where}: row number is not ${open.seen}`)
      }
    } else if (code === 'G9') {
      closeVoucher(where)
      trailer = index
      const same = (name: string, from: number, to: number, counted: bigint) => {
        const said = number(line, from, to, where)
        if (said !== counted) problems.push(`${where}: ${name} says ${said}, counted ${counted}`)
      }
      same('vouchers', 3, 10, sums.vouchers)
      same('rows', 11, 18, sums.rows)
      same('records', 19, 26, BigInt(index + 1))
      same('debit', 27, 44, sums.debit)
      same('credit', 45, 62, sums.credit)
      same('corrections', 63, 70, sums.corrections)
      same('correction sum', 71, 88, sums.correctionSum)
      same('sum of accounts', 89, 102, sums.accounts % 10n ** 14n)
      const before = bytes.subarray(
        0,
        lines.slice(0, index).reduce((length, one) => length + one.length + 2, 0),
      )
      const hash = createHash('sha256').update(before).digest('hex').toUpperCase()
      if (at(line, 103, 166) !== hash) problems.push(`${where}: the hash of the records before is another one`)
    } else {
      problems.push(`${where}: unknown record ${JSON.stringify(code)}`)
    }
  }
  if (trailer < 0) problems.push('no trailer: half a file?')
  if (sums.debit !== sums.credit) problems.push(`debit ${sums.debit} is not credit ${sums.credit}`)
  return {
    ok: problems.length === 0,
    problems,
    batchId: at(header, 25, 36),
    company: at(header, 17, 24).trim(),
    vouchers: Number(sums.vouchers),
    rows: Number(sums.rows),
    records: lines.length,
    debitCents: Number(sums.debit),
    creditCents: Number(sums.credit),
    corrections: Number(sums.corrections),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    references,
  }
}
