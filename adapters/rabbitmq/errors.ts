import { HubError, inDoubt, neverSent, tryAgain } from '../../bus/errors.js'

/** `where` is host and port, never the address with its password. */
export const HUB_AMQP_ADDRESS = (why: string) =>
  new HubError(
    'HUB_AMQP_ADDRESS',
    `the broker's address is amqp://user:password@host:port/virtual-host, or amqps:// with TLS; ${why}`,
    neverSent,
  )

export const HUB_AMQP_UNREACHED = (where: string, why: string) =>
  new HubError('HUB_AMQP_UNREACHED', `the broker at ${where} was not reached: ${why}`, tryAgain)

export const HUB_AMQP_LOGIN = (where: string) =>
  new HubError('HUB_AMQP_LOGIN', `the broker at ${where} did not accept user and password`, neverSent)

export const HUB_AMQP_VIRTUAL_HOST = (where: string, name: string) =>
  new HubError(
    'HUB_AMQP_VIRTUAL_HOST',
    `the broker at ${where} has no virtual host "${name}", or the user may not use it`,
    neverSent,
  )

export const HUB_AMQP_DECLARED_DIFFERENTLY = (what: string, difference: string) =>
  new HubError('HUB_AMQP_DECLARED_DIFFERENTLY', `${what} stands on the broker otherwise: ${difference}`, neverSent)

export const HUB_AMQP_NOT_ALLOWED = (what: string) =>
  new HubError('HUB_AMQP_NOT_ALLOWED', `the broker does not let this user ${what}`, neverSent)

/** `brokerCode` is AMQP's own, such as 404. */
export const HUB_AMQP_CHANNEL_CLOSED = (what: string, why: string, brokerCode?: unknown) =>
  new HubError('HUB_AMQP_CHANNEL_CLOSED', `the broker closed the channel for ${what}: ${why}`, {
    ...tryAgain,
    details: { brokerCode },
  })

/** `at` is a place in the bytes; what stands there may be personal and is not told. */
export const HUB_AMQP_ENVELOPES = (what: string, at: number) =>
  new HubError('HUB_AMQP_ENVELOPES', `envelopes cannot be read: ${what} at byte ${at}`, neverSent)

/** Something was published and neither confirmed nor refused. */
export const HUB_AMQP_NOT_CONFIRMED = (what: string, why: string) =>
  new HubError('HUB_AMQP_NOT_CONFIRMED', `the broker did not confirm ${what}: ${why}`, inDoubt)

/** What an application published lacks something, or has too much of it. */
export const HUB_AMQP_MESSAGE = (what: string) =>
  new HubError('HUB_AMQP_MESSAGE', `a message from another application cannot be taken: ${what}`, neverSent)

export const HUB_AMQP_BLOCKED = (where: string) =>
  new HubError('HUB_AMQP_BLOCKED', `the broker ${where} takes nothing for now; nothing was sent`, tryAgain)
