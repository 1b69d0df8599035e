import { HubError, neverSent } from '../../bus/errors.js'

const at = (line: number, says: string) => `copybook line ${line}: ${says}`

/** A line or clause that is no COBOL data description. */
export const HUB_COPYBOOK_SYNTAX = (line: number, expected: string, found: string) =>
  new HubError('HUB_COPYBOOK_SYNTAX', at(line, `expected ${expected}, found ${found}`), neverSent)
/** A PICTURE that says nothing sensible. */
export const HUB_COPYBOOK_PICTURE = (line: number, name: string, picture: string, reason: string) =>
  new HubError('HUB_COPYBOOK_PICTURE', at(line, `the picture ${picture} of ${name} ${reason}`), neverSent)
/** COBOL that a layout cannot say, with what to do instead. */
export const HUB_COPYBOOK_UNSUPPORTED = (line: number, what: string, instead: string) =>
  new HubError('HUB_COPYBOOK_UNSUPPORTED', at(line, `${what} cannot be read; ${instead}`), neverSent)
/** Several records without a word on how they are told apart, or an option that names something there is not. */
export const HUB_COPYBOOK_RECORDS = (reason: string) =>
  new HubError('HUB_COPYBOOK_RECORDS', `the copybook ${reason}`, neverSent)
