import { HubError, neverSent } from '../../bus/errors.js'

/** Tells the length and never the value: identifiers of people may stand where another identifier was expected. */
export const HUB_IDENTIFIER = (what: string, allowed: string, length?: number) =>
  new HubError(
    'HUB_IDENTIFIER',
    `${what} is ${allowed}; ${length === undefined ? 'got something else' : `got ${length} characters that are not`}`,
    neverSent,
  )
