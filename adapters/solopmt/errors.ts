import { HubError, inDoubt, neverSent, tryAgain } from '../../bus/errors.js'

export const HUB_SOLOPMT_FIELD = (field: string, allowed: string, came: string) =>
  new HubError('HUB_SOLOPMT_FIELD', `SOLOPMT_${field} is ${allowed}; got ${came}`, neverSent)

export const HUB_SOLOPMT_VERSION = (version: string, why: string) =>
  new HubError('HUB_SOLOPMT_VERSION', `SOLOPMT version ${version} cannot be spoken: ${why}`, neverSent)

/** A status query changes nothing, so it may always be asked again. */
export const HUB_SOLOPMT_REPLY = (where: string, why: string) =>
  new HubError('HUB_SOLOPMT_REPLY', `the status reply of ${where} is not used: ${why}`, inDoubt)

export const HUB_SOLOPMT_REFUSED = (where: string, status: number) =>
  new HubError(
    'HUB_SOLOPMT_REFUSED',
    `${where} answered the status query with HTTP ${status}`,
    status >= 500 || status === 429 ? tryAgain : neverSent,
  )
