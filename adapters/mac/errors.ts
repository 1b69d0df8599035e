import { HubError, neverSent } from '../../bus/errors.js'

export const HUB_MAC_FIELD_MISSING = (field: string) =>
  new HubError(
    'HUB_MAC_FIELD_MISSING',
    `${field} is part of the signature and must be there, if need be empty`,
    neverSent,
  )

export const HUB_MAC_CHARACTER = (field: string) =>
  new HubError(
    'HUB_MAC_CHARACTER',
    `${field} holds a character outside ISO-8859-1, in which this protocol is signed`,
    neverSent,
  )

export const HUB_QUERY_DUPLICATE = (name: string) =>
  new HubError('HUB_QUERY_DUPLICATE', `the parameter ${shown(name)} came twice; each may come once`, neverSent)

export const HUB_QUERY_MALFORMED = (what: string) =>
  new HubError('HUB_QUERY_MALFORMED', `the query cannot be read: ${what}`, neverSent)

// A name that comes from outside is shown only as far as it could be a name.
const shown = (name: string) => (/^[\w-]{1,60}$/.test(name) ? name : `of ${name.length} characters`)
