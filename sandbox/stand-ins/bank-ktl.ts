/*
 * A bank's file of incoming reference payments (KTL), records of 90 characters in ISO-8859-1 with CRLF, put together
 * by hand from the positions in protocols/fi.md section 9.
 */

export interface KtlPayment {
  readonly reference: string
  readonly cents: number
  readonly archiveId: string
  readonly payer: string
  readonly paidAt: Date
  /** The bank takes an earlier row back. */
  readonly correction?: boolean
}

export interface KtlBatch {
  readonly payments: readonly KtlPayment[]
  readonly iban: string
  readonly createdAt: Date
  /** The trailer's sum is one cent off. */
  readonly wrongSum?: boolean
}

export function ktlFile({ payments, iban, createdAt, wrongSum = false }: KtlBatch): Buffer {
  const local = helsinki(createdAt)
  const header = `0${local.slice(2, 8)}${local.slice(8, 12)}50123456789${'1'}`.padEnd(90)
  const rows = payments.map(
    ({ reference, cents, archiveId, payer, paidAt, correction }) =>
      '3' +
      iban.slice(4, 18) +
      local.slice(2, 8) +
      helsinki(paidAt).slice(2, 8) +
      archiveId.padEnd(16).slice(0, 16) +
      reference.padStart(20, '0') +
      payer.padEnd(12).slice(0, 12) +
      '1J' +
      String(cents).padStart(10, '0') +
      (correction ? '1' : '0') +
      'J ',
  )
  const normal = payments.filter((payment) => !payment.correction)
  const corrected = payments.filter((payment) => payment.correction)
  const sum = (of: readonly KtlPayment[]) => of.reduce((total, { cents }) => total + cents, 0)
  const trailer = (
    '9' +
    String(normal.length).padStart(6, '0') +
    String(sum(normal) + (wrongSum ? 1 : 0)).padStart(11, '0') +
    String(corrected.length).padStart(6, '0') +
    String(sum(corrected)).padStart(11, '0') +
    '0'.repeat(17)
  ).padEnd(90)
  const lines = [header, ...rows, trailer]
  for (const line of lines) if (line.length !== 90) throw new Error(`a KTL record of ${line.length} characters`)
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1')
}

/** `yyyymmddhhmm` on the wall in Helsinki. */
export function helsinki(at: Date): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Helsinki',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)
  return parts.replace(/\D/g, '')
}
