import { HubError, inDoubt, neverSent, tryAgain } from '../../bus/errors.js'

/** Nothing of the request left this machine, or nobody took the connection. */
export const HUB_HTTP_UNREACHED = (where: string, why: string, cause?: unknown) =>
  new HubError('HUB_HTTP_UNREACHED', `${where} was not reached: ${why}; nothing was sent`, { ...tryAgain, cause })

/** The request left and no whole answer came back. */
export const HUB_HTTP_NO_ANSWER = (where: string, why: string, cause?: unknown) =>
  new HubError('HUB_HTTP_NO_ANSWER', `${where} was sent to and did not answer: ${why}`, { ...inDoubt, cause })

/** The other side did its work or not: we stopped reading. */
export const HUB_HTTP_ANSWER_TOO_LONG = (where: string, limit: number) =>
  new HubError('HUB_HTTP_ANSWER_TOO_LONG', `${where} answered more than the ${limit} bytes that are read`, inDoubt)

export const HUB_HTTP_ADDRESS = (why: string) =>
  new HubError('HUB_HTTP_ADDRESS', `the address of a partner is http:// or https:// with a host; ${why}`, neverSent)

export const HUB_HTTP_BUSY = (where: string, waiting: number) =>
  new HubError('HUB_HTTP_BUSY', `${where} has ${waiting} requests waiting already; nothing was sent`, tryAgain)
