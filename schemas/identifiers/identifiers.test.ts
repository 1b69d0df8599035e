import fc from 'fast-check'
import t from 'tap'
import { barCodeOf } from './bar-code.js'
import { isBusinessId } from './business-id.js'
import { finnishBban, isIban } from './iban.js'
import { mod97 } from './mod97.js'
import { personalIdentityCode } from './personal-identity-code.js'
import {
  isReferenceNumber,
  printedReference,
  referenceCheckDigit,
  referenceNumberFrom,
  withoutLeadingZeros,
} from './reference-number.js'
import { insideRfReference, isRfReference, rfReferenceFrom } from './rf-reference.js'

const test = { allowFictitious: true }

t.test('the published reference numbers come out, and are recognised', async (t) => {
  t.equal(referenceNumberFrom('1234567'), '12345672')
  t.equal(referenceNumberFrom('201401291104131234'), '2014012911041312349')
  t.equal(referenceNumberFrom('12345'), '123453')
  t.equal(referenceCheckDigit('11'), '0', 'arithmetic only: 110 is too short to be valid')
  for (const reference of ['12345672', '2014012911041312349', '123453', '00000000000012345672']) {
    t.ok(isReferenceNumber(reference), reference)
  }
  for (const wrong of ['110', '12345673', '', '1234567a', '123456721234567212345', '0000', '00110']) {
    t.notOk(isReferenceNumber(wrong), wrong)
  }
})

t.test('a base of the wrong length or kind gives no reference number', async (t) => {
  for (const base of ['12', '12345678901234567890', '12a', '', '000']) {
    t.throws(() => referenceNumberFrom(base), { code: 'HUB_IDENTIFIER' }, base)
  }
})

t.test('leading zeros are not significant, and printing groups by five from the right', async (t) => {
  t.equal(withoutLeadingZeros('00000000000012345672'), '12345672')
  t.equal(printedReference('00000000000012345672'), '123 45672')
  t.equal(printedReference('2014012911041312349'), '2014 01291 10413 12349')
})

t.test('one changed digit is always noticed in a reference number', async () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[1-9]\d{2,18}$/),
      fc.nat(),
      fc.integer({ min: 1, max: 9 }),
      (base, position, change) => {
        const reference = referenceNumberFrom(base)
        const at = position % reference.length
        const digit = (Number(reference[at]) + change) % 10
        const changed = reference.slice(0, at) + digit + reference.slice(at + 1)
        return isReferenceNumber(reference) && !isReferenceNumber(changed)
      },
    ),
  )
})

t.test('the published RF references are recognised, and made again from what they carry', async (t) => {
  for (const reference of ['RF332348236', 'RF07123912', 'RF75201401291104131234', 'RF8512345672']) {
    t.ok(isRfReference(reference), reference)
    t.equal(rfReferenceFrom(insideRfReference(reference)!), reference)
  }
  t.equal(rfReferenceFrom('12345672'), 'RF8512345672')
  for (const wrong of ['RF8612345672', 'RF85', 'rf8512345672', 'RF85 12345672', `RF85${'1'.repeat(22)}`]) {
    t.notOk(isRfReference(wrong), wrong)
    t.equal(insideRfReference(wrong), undefined)
  }
  t.throws(() => rfReferenceFrom(''), { code: 'HUB_IDENTIFIER' })
  t.throws(() => rfReferenceFrom('1'.repeat(22)), { code: 'HUB_IDENTIFIER' })
})

t.test('mod 97 of a number above 2^53 is exact', async () => {
  fc.assert(fc.property(fc.stringMatching(/^\d{17,60}$/), (digits) => mod97(digits) === Number(BigInt(digits) % 97n)))
})

t.test('the published IBANs are told right from wrong', async (t) => {
  t.ok(isIban('FI2112345600000785'))
  t.ok(isIban('FI7944052020036082'))
  t.ok(isIban('DE89370400440532013000'))
  for (const wrong of ['FI2112345600000786', 'FI21123456000007851', 'FI21 1234 5600 0007 85', 'fi2112345600000785']) {
    t.notOk(isIban(wrong), wrong)
  }
  t.equal(finnishBban('FI2112345600000785'), '12345600000785')
  t.equal(finnishBban('DE89370400440532013000'), undefined)
})

t.test('the business id is told right from wrong', async (t) => {
  t.ok(isBusinessId('0123456-2'))
  for (const wrong of ['0123456-3', '01234562', '0123456-', '123456-2']) t.notOk(isBusinessId(wrong), wrong)
  // 7 × 5 + 2 × 5 = 45 = 4 × 11 + 1: a remainder of 1 has no check digit.
  for (let digit = 0; digit < 10; digit++) t.notOk(isBusinessId(`5000005-${digit}`))
})

t.test('the fictitious personal identity codes of all separators are recognised', async (t) => {
  const published =
    '010594Y9032 020594X903P 020594X902N 030594W903B 040594V9030 050594U903M 010516B903X 020516C903K 030516D9037 010501E9032 020503F9037 020504A902E'
  for (const code of published.split(' ')) {
    t.match(personalIdentityCode(code, test), { code, fictitious: true }, code)
    t.equal(personalIdentityCode(code, { allowFictitious: false }), undefined, 'not in production')
  }
  t.match(personalIdentityCode('010594y9032', test), { code: '010594Y9032', born: '1994-05-01' }, 'lower case')
  t.match(personalIdentityCode('020504A902E', test), { born: '2004-05-02' })
  t.match(personalIdentityCode('010190+999W', test), { born: '1890-01-01' })
})

t.test('two people whose codes differ only by the separator stay two people', async (t) => {
  const [one, other] = ['010190-999W', '010190Y999W'].map((code) => personalIdentityCode(code, test)!)
  t.equal(one!.code, '010190-999W')
  t.equal(other!.code, '010190Y999W')
  t.equal(one!.born, other!.born)
})

t.test('a wrong check character, date, form or individual number is no code', async (t) => {
  const check = (digits: string) => '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(digits) % 31]
  const wrong = [
    '010190-999K',
    `310290-900${check('310290900')}`,
    `290201-123${check('290201123')}`,
    `010190-001${check('010190001')}`,
    `010190G123${check('010190123')}`,
    '010190-99W',
    '010190-999W ',
    '',
  ]
  for (const code of wrong) t.equal(personalIdentityCode(code, test), undefined, code)
  const leap = `290204-123${check('290204123')}`
  t.match(personalIdentityCode(leap, { allowFictitious: false }), { born: '1904-02-29', fictitious: false })
})

t.test('the published virtual bar codes come out', async (t) => {
  t.equal(
    barCodeOf({ iban: 'FI7944052020036082', cents: 488315, reference: '868516259619897', due: '2010-06-12' }),
    '479440520200360820048831500000000868516259619897100612',
  )
  t.equal(
    barCodeOf({ iban: 'FI9239390001003391', cents: 2, reference: 'RF951357914', due: '1999-12-24' }).slice(0, 25),
    '5923939000100339100000002',
  )
  t.equal(
    barCodeOf({ iban: 'FI9239390001003391', cents: 2, reference: 'RF951357914', due: '2099-12-24' }),
    '592393900010033910000000295000000000000001357914991224',
  )
  t.throws(() => barCodeOf({ iban: 'DE89370400440532013000', cents: 2, reference: '12345672' }))
  t.throws(() => barCodeOf({ iban: 'FI7944052020036082', cents: 100_000_000, reference: '12345672' }))
  t.throws(() => barCodeOf({ iban: 'FI7944052020036082', cents: 1.5, reference: '12345672' }))
  t.throws(() => barCodeOf({ iban: 'FI7944052020036082', cents: 1, reference: '12345673' }))
})
