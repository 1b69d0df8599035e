import { decimal } from '../numbers.js'
import { marked, type SimpleType } from '../schema.js'
import { simple, wholly } from '../simple.js'
import { dateIn } from '../time.js'

/**
 * A decimal with a comma in the XML and a point in the message, in a form that Finvoice says by a pattern. Blanks around it are
 * passed over where the schema says xs:token, and refused where it says xs:string.
 */
function commaDecimal(
  pattern: RegExp,
  holds: string,
  sample: (random: () => number) => string,
  whitespace: SimpleType['whitespace'] = 'collapse',
): SimpleType<string> {
  const of = decimal({ point: ',' })
  const whole = wholly(pattern)
  return simple<string>({
    holds,
    whitespace,
    parse: (text, scope) => (whole.test(text) ? of.parse(text, scope) : undefined),
    format(value, scope) {
      const text = of.format(value, scope)
      return text !== undefined && whole.test(text) ? text : undefined
    },
    message: of.message,
    sample,
  })
}

const cents = (random: () => number) =>
  `${Math.floor(random() * 10_000)}.${String(Math.floor(random() * 100)).padStart(2, '0')}`

/** `CCYYMMDD` with its Format attribute; the message has `2026-11-22`. */
export const finvoiceDate = marked(dateIn('CCYYMMDD'), { Format: 'CCYYMMDD' })

/** `-100,00`; the message has `-100.00`, as many digits as came. Two to five behind the comma, or no comma. */
export const monetaryAmount = commaDecimal(
  /-?[0-9]{1,15}(,[0-9]{2,5})?/,
  'an amount with no or two to five digits behind the comma',
  cents,
)
/** Price of one unit, in the form of other amounts. */
export const unitAmount = monetaryAmount
/** An amount of the payment order, always with two digits behind the comma. */
export const epiMonetaryAmount = commaDecimal(
  /-?[0-9]{1,15},[0-9]{2}/,
  'an amount with two digits behind the comma',
  cents,
)
/** `25,5`; the message has `25.5`. */
export const percentage = commaDecimal(
  /[1-9]?[0-9]{1,2}(,[0-9]{1,3})?/,
  'a percentage with at most three digits behind the comma',
  (random) => String(Math.floor(random() * 100)),
  'preserve',
)
export const exchangeRate = commaDecimal(
  /[0-9]{1,15}(,[0-9]{1,6})?/,
  'an exchange rate with at most six digits behind the comma',
  cents,
  'preserve',
)
