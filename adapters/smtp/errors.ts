import { HubError, inDoubt, neverSent, tryAgain } from '../../bus/errors.js'

/** Says which part and never its value: addresses and subjects are personal. */
export const HUB_MAIL_FIELD = (part: string, allowed: string) =>
  new HubError('HUB_MAIL_FIELD', `the ${part} of a mail is ${allowed}; got something else`, neverSent)

export const HUB_MAIL_UNREACHED = (where: string, why: string, cause?: unknown) =>
  new HubError('HUB_MAIL_UNREACHED', `${where} did not take the mail: ${why}; nothing was sent`, { ...tryAgain, cause })

/** 5xx: the server will not take this mail, now or later. */
export const HUB_MAIL_REFUSED = (where: string, status: number, at: string) =>
  new HubError('HUB_MAIL_REFUSED', `${where} refused the mail for good with ${status} at ${at}`, neverSent)

/** 4xx: the server asks to try later. */
export const HUB_MAIL_LATER = (where: string, status: number, at: string) =>
  new HubError('HUB_MAIL_LATER', `${where} asked with ${status} at ${at} to try later; nothing was sent`, tryAgain)

/** The text had begun to leave and no answer came. */
export const HUB_MAIL_NO_ANSWER = (where: string, why: string, cause?: unknown) =>
  new HubError('HUB_MAIL_NO_ANSWER', `${where} was sent a mail and did not answer: ${why}`, { ...inDoubt, cause })

export const HUB_MAIL_LOGIN = (where: string) =>
  new HubError('HUB_MAIL_LOGIN', `${where} did not accept user and password`, tryAgain)

export const HUB_MAIL_SETTING = () =>
  new HubError(
    'HUB_MAIL_SETTING',
    'a mail server is spoken to without TLS only on this machine (tls: this-machine); got another host',
    neverSent,
  )
