import { orElse } from '../../field.js'
import { code } from '../../fields/constants.js'
import { date } from '../../fields/dates.js'
import { orBlank } from '../../fields/open.js'
import { digits } from '../../fields/text.js'

/** Every record of a NACHA file has 94 characters. */
export const LENGTH = 94

/**
 * Transaction codes that credit an account: the first digit says which kind (2 checking, 3 savings, 4 general ledger,
 * 5 loan), the second what (1 return or notification of change, 2 payment, 3 prenotification, 4 zero with remittance data).
 */
export const CREDITS = [
  ...['21', '22', '23', '24'],
  ...['31', '32', '33', '34'],
  ...['41', '42', '43', '44'],
  ...['51', '52', '53', '54'],
] as const
/** Transaction codes that debit one: 6 return or notification of change, 7 payment, 8 prenotification, 9 zero; 55 takes a loan's credit back. */
export const DEBITS = [
  ...['26', '27', '28', '29'],
  ...['36', '37', '38', '39'],
  ...['46', '47', '48', '49'],
  ...['55', '56'],
] as const
/** Of ADV entries, which advise of sums and move nothing. */
export const ADV_CREDITS = ['81', '83', '85', '87'] as const
export const ADV_DEBITS = ['82', '84', '86', '88'] as const

export const transactionCode = () => code(...CREDITS, ...DEBITS)

/** 200 debits and credits mixed, 220 credits only, 225 debits only. */
export const serviceClass = () => code('200', '220', '225')

/** Day of the year on which the operator settles, `001` … `366`; nothing until the operator says so. */
export const settlementDay = () => orBlank(digits(3))

export const optionalDate = () => orElse(date('yymmdd', { none: ' ' }), '')
/** ODFI's routing number and a number of its own: unique in a file, ascending in a batch. */
export const traceNumber = () => digits(15)
