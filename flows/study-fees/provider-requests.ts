import { HUB_FEES_RETURN_URL } from '../../registers/study-fees/errors.js'
import { returnUrl } from '../../registers/study-fees/return-address.js'
import type { Started } from '../../registers/study-fees/start.js'
import type { PaytrailPayment } from '../../schemas/partners/paytrail.js'
import type { SolopmtPayment } from '../../schemas/partners/solopmt.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'

const MOST_URL = 60 // SOLOPMT_RETURN, _CANCEL and _REJECT are AN60

/** Throws HUB_FEES_RETURN_URL, before anything is begun. */
export function checkedPublicUrl(publicUrl: string): string {
  const { length } = returnUrl(publicUrl, 'r', '0123456789abcdef')
  if (length > MOST_URL) throw HUB_FEES_RETURN_URL(publicUrl, length)
  return publicUrl
}

/** What a bank button is asked to show. The token in every address is what ties a return to its payment. */
export function toBankPayment(started: Started, settings: StudyFeesSettings): SolopmtPayment {
  const { stamp, reference, amountCents, token } = started
  const { publicUrl, messageText } = settings
  return {
    stamp,
    reference,
    cents: amountCents,
    language: languageOf(started.language),
    message: messageText,
    returnUrl: returnUrl(publicUrl, 'r', token),
    cancelUrl: returnUrl(publicUrl, 'c', token),
    rejectUrl: returnUrl(publicUrl, 'x', token),
  }
}

/** What Paytrail is asked to create. */
export function toPaytrailPayment(started: Started, settings: StudyFeesSettings): PaytrailPayment {
  const { stamp, reference, amountCents, token, rows, email } = started
  const { publicUrl } = settings
  return {
    stamp,
    reference,
    cents: amountCents,
    language: PAYTRAIL_LANGUAGES[languageOf(started.language)],
    items: rows.map(({ product, text, quantity, unitCents, vatRate }) => ({
      unitCents,
      units: quantity,
      vatPercentage: vatRate / 100,
      productCode: product,
      description: text,
    })),
    customer: { email },
    successUrl: returnUrl(publicUrl, 'r', token),
    cancelUrl: returnUrl(publicUrl, 'c', token),
    callbackUrls: { success: returnUrl(publicUrl, 'n', token), cancel: returnUrl(publicUrl, 'k', token) },
  }
}

const PAYTRAIL_LANGUAGES = { fi: 'FI', sv: 'SV', en: 'EN' } as const

function languageOf(language: string): 'fi' | 'sv' | 'en' {
  return language === 'sv' || language === 'en' ? language : 'fi'
}
