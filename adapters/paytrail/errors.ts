import { HubError, inDoubt, neverSent, tryAgain } from '../../bus/errors.js'

export const HUB_PAYTRAIL_FIELD = (field: string, allowed: string, came: string) =>
  new HubError('HUB_PAYTRAIL_FIELD', `${field} of a payment is ${allowed}; got ${came}`, neverSent)

/** 401: our signature or account is wrong. Trying again cannot help before the configuration is mended. */
export const HUB_PAYTRAIL_LOGIN = (where: string) =>
  new HubError('HUB_PAYTRAIL_LOGIN', `${where} did not accept the account or its signature (HTTP 401)`, neverSent)

/** The request was refused before anything was done; `retry` when waiting may help. */
export const HUB_PAYTRAIL_REFUSED = (where: string, status: number) =>
  new HubError(
    'HUB_PAYTRAIL_REFUSED',
    `${where} refused the request with HTTP ${status}`,
    status === 429 ? tryAgain : neverSent,
  )

/** 5xx: whether something was done is not known. */
export const HUB_PAYTRAIL_BROKEN = (where: string, status: number) =>
  new HubError('HUB_PAYTRAIL_BROKEN', `${where} answered HTTP ${status}; what it did is not known`, inDoubt)

/** An answer came and is not proven to be Paytrail's, or makes no sense: it is not used. */
export const HUB_PAYTRAIL_ANSWER = (where: string, why: string) =>
  new HubError('HUB_PAYTRAIL_ANSWER', `the answer of ${where} is not used: ${why}`, inDoubt)
