import type { Mail } from '../../schemas/partners/mail.js'
import type { OperatorAlert, OrderPaid, OrdersExpired } from '../../schemas/study-fees/announcements.js'
import type { Order } from '../../schemas/study-fees/orders.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'

/** The texts of all mails. Those to offices and main users name no person: who it is about, the follow-up views show. */

const FEES = {
  'extra-time': 'processing fee for extra time',
  restoring: 'processing fee for restoring a study right',
  'study-fee': 'study fee',
} as const

/** 3500 as 35,00 €. */
export function euros(cents: number): string {
  const digits = String(cents).padStart(3, '0')
  return `${digits.slice(0, -2)},${digits.slice(-2)} €`
}

/** The handler may begin (FI-37); the admissions office sees that the student has enrolled (FI-71). */
export function paidMail(paid: OrderPaid, settings: StudyFeesSettings): Mail {
  const to = paid.kind === 'study-fee' ? settings.admissionsOfficeMail : settings.studyOfficeMail
  return {
    to,
    subject: `Paid: ${FEES[paid.kind]}, reference ${paid.reference}`,
    text: [
      `A ${FEES[paid.kind]} has been paid.`,
      '',
      `Order:     ${paid.orderId}`,
      `Reference: ${paid.reference}`,
      `Amount:    ${euros(paid.amountCents)}`,
      '',
      paid.kind === 'study-fee' ? 'The student has thereby enrolled.' : 'The handling of the application may begin.',
    ].join('\n'),
  }
}

const ALERTS: { readonly [kind in OperatorAlert['kind']]: string } = {
  'amount-mismatch': 'a payment differs from what was asked',
  'paid-twice': 'an order was paid twice',
  'paid-after-close': 'a closed or expired order was paid',
  security: 'a payment return could not be trusted',
  unclear: 'the outcome of a payment is unclear',
  surplus: 'more money than asked for',
  reversed: 'the bank took a payment back',
  unmatched: 'account transactions fit no payment',
  'provider-refused': 'a payment service refused a payment',
}

/** What a person must look at (FI-121). */
export function alertMail({ kind, sentence, orderId, stamp }: OperatorAlert, settings: StudyFeesSettings): Mail {
  return {
    to: settings.mainUsersMail,
    subject: `Study fees: ${ALERTS[kind]}`,
    text: [
      sentence,
      '',
      ...(orderId === undefined ? [] : [`Order: ${orderId}`]),
      ...(stamp === undefined ? [] : [`Stamp: ${stamp}`]),
    ].join('\n'),
  }
}

/** Places that have become free (FI-73). */
export function expiredMail({ orders }: OrdersExpired, settings: StudyFeesSettings): Mail {
  return {
    to: settings.admissionsOfficeMail,
    subject: `Expired: ${orders.length} study ${orders.length === 1 ? 'fee' : 'fees'}`,
    text: [
      'Nobody paid these study fees in time:',
      '',
      ...orders.map(({ orderId, reference }) => `${reference}  order ${orderId}`),
    ].join('\n'),
  }
}

const REMINDERS = {
  fi: (order: Order, due: string) => ({
    subject: `Muistutus: ${order.title}`,
    text: `Hei,\n\nopintomaksu "${order.title}" on vielä maksamatta.\n\nSumma: ${euros(order.totalCents)}\nViite: ${order.reference}\n${due === '' ? '' : `Maksettava viimeistään: ${due}\n`}\nMaksu maksetaan asiointipalvelussa. Jos olet jo maksanut, tämä viesti on aiheeton.\n`,
  }),
  sv: (order: Order, due: string) => ({
    subject: `Påminnelse: ${order.title}`,
    text: `Hej,\n\nstudieavgiften "${order.title}" är ännu obetald.\n\nBelopp: ${euros(order.totalCents)}\nReferens: ${order.reference}\n${due === '' ? '' : `Betalas senast: ${due}\n`}\nAvgiften betalas i e-tjänsten. Om du redan har betalat är detta meddelande utan betydelse.\n`,
  }),
  en: (order: Order, due: string) => ({
    subject: `Reminder: ${order.title}`,
    text: `Hello,\n\nthe study fee "${order.title}" has not been paid yet.\n\nAmount: ${euros(order.totalCents)}\nReference: ${order.reference}\n${due === '' ? '' : `Last day to pay: ${due}\n`}\nThe fee is paid in the e-service. If you have paid already, this message needs no action.\n`,
  }),
} as const

/** To the payer, in the payer's language; `due` is the local date, or empty. */
export function reminderMail(order: Order, to: string, due: string): Mail {
  return { to, ...REMINDERS[order.language](order, due) }
}
