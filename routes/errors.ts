import { HubError, neverSent, tryAgain } from '../bus/errors.js'

/** One thing that is wrong with a request: where (`#/rows/0/amount`, or the name of a header) and what was allowed. */
export interface Fault {
  readonly pointer?: string
  readonly header?: string
  readonly detail: string
}

const shown = (text: string, most = 60) =>
  JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text).replace(/\p{C}/gu, '?')

export const HUB_JSON_MALFORMED = (where: string) =>
  new HubError('HUB_JSON_MALFORMED', `the body is not JSON (RFC 8259)${where}`, neverSent)

export const HUB_JSON_REPEATED_NAME = (name: string) =>
  new HubError(
    'HUB_JSON_REPEATED_NAME',
    `the property ${shown(name)} stands twice in one object, and nobody could say which of the two was meant`,
    neverSent,
  )

export const HUB_JSON_REFUSED = (pointer: string, sentence: string) =>
  new HubError('HUB_JSON_REFUSED', `${pointer} ${sentence}`, {
    ...neverSent,
    details: { errors: [{ pointer, detail: sentence }] },
  })

export const HUB_TEXT_ENCODING = () =>
  new HubError('HUB_TEXT_ENCODING', 'the body is not UTF-8; JSON between systems is (RFC 8259, section 8.1)', neverSent)

export const HUB_BODY_MISSING = () =>
  new HubError('HUB_BODY_MISSING', 'this operation needs a JSON body, and none came', neverSent)

export const HUB_BODY_UNEXPECTED = (method: string) =>
  new HubError(
    'HUB_BODY_UNEXPECTED',
    `a ${method} takes its properties from path and query, but a body came`,
    neverSent,
  )

export const HUB_BODY_TOO_LARGE = (most: number) =>
  new HubError('HUB_BODY_TOO_LARGE', `a body holds at most ${most} bytes; more came`, neverSent)

export const HUB_MEDIA_TYPE = (sentence: string) => new HubError('HUB_MEDIA_TYPE', sentence, neverSent)

export const HUB_NOT_ACCEPTABLE = () =>
  new HubError(
    'HUB_NOT_ACCEPTABLE',
    'answers are application/json and problems application/problem+json; the Accept header allows neither',
    neverSent,
  )

export const HUB_ADDRESS_MALFORMED = (sentence: string) => new HubError('HUB_ADDRESS_MALFORMED', sentence, neverSent)

export const HUB_ADDRESS_TOO_LONG = (most: number) =>
  new HubError('HUB_ADDRESS_TOO_LONG', `a part of a path holds at most ${most} characters; more came`, neverSent)

export const HUB_ADDRESS_UNKNOWN = () =>
  new HubError('HUB_ADDRESS_UNKNOWN', 'nothing is offered at this address', neverSent)

export const HUB_METHOD = (method: string, allowed: readonly string[]) =>
  new HubError('HUB_METHOD', `${method} is not offered at this address; there is ${allowed.join(', ')}`, {
    ...neverSent,
    details: { allowed },
  })

export const HUB_HEADER = (header: string, sentence: string) =>
  new HubError('HUB_HEADER', `${header} ${sentence}`, {
    ...neverSent,
    details: { errors: [{ header, detail: sentence }] },
  })

export const HUB_REQUEST_REFUSED = (operation: string, faults: readonly Fault[]) =>
  new HubError(
    'HUB_REQUEST_REFUSED',
    `the request does not fit what ${operation} takes: ${faults[0]?.pointer ?? '#'} ${faults[0]?.detail ?? ''}${
      faults.length > 1 ? `, and ${faults.length - 1} more` : ''
    }`,
    { ...neverSent, details: { errors: faults } },
  )

export const HUB_API_KEY = (sentence: string) => new HubError('HUB_API_KEY', sentence, neverSent)

export const HUB_SCOPE_MISSING = (client: string, scope: string) =>
  new HubError('HUB_SCOPE_MISSING', `client ${client} may not do this: it lacks the scope ${scope}`, {
    ...neverSent,
    details: { scope },
  })

export const HUB_CLIENTS_UNREADABLE = (cause: unknown) =>
  new HubError('HUB_CLIENTS_UNREADABLE', 'the API clients cannot be read just now, so nobody is let in', {
    ...tryAgain,
    cause,
  })

export const HUB_STARTING = () => new HubError('HUB_STARTING', 'the hub is starting and takes no calls yet', tryAgain)

export const HUB_STOPPING = () => new HubError('HUB_STOPPING', 'the hub is stopping and takes no new calls', tryAgain)

export const HUB_DROPPED = (reason: string, messageId: string) =>
  new HubError('HUB_DROPPED', reason, { ...neverSent, details: { messageId } })

export const HUB_NOT_FOUND = (operation: string) =>
  new HubError('HUB_NOT_FOUND', `${operation} found nothing under what was asked for`, neverSent)

export const HUB_MESSAGE_UNKNOWN = () =>
  new HubError('HUB_MESSAGE_UNKNOWN', 'there is no such message of this client', neverSent)

export const HUB_ANSWER_REFUSED = (operation: string, faults: readonly Fault[]) =>
  new HubError(
    'HUB_ANSWER_REFUSED',
    `the answer of ${operation} does not fit its own response schema: ${faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')}`,
    neverSent,
  )

export const HUB_ANSWER_LATE = (most: number) =>
  new HubError(
    'HUB_ANSWER_LATE',
    `there was no answer within ${most} ms, and what was asked may still happen; ask again with the same Idempotency-Key`,
    { retry: 'retry', effect: 'unknown' },
  )

export const HUB_INTERNAL = () =>
  new HubError('HUB_INTERNAL', 'something failed inside the hub; the request id leads to it in the log', neverSent)

export const HUB_REQUEST_TIMEOUT = () =>
  new HubError('HUB_REQUEST_TIMEOUT', 'the request did not arrive whole in the time allowed', neverSent)

export const HUB_HEADERS_TOO_LARGE = () => new HubError('HUB_HEADERS_TOO_LARGE', 'the headers are too large', neverSent)

export const HUB_HTTP_MALFORMED = (sentence: string) => new HubError('HUB_HTTP_MALFORMED', sentence, neverSent)

export const HUB_EXPECTATION = () =>
  new HubError('HUB_EXPECTATION', 'the only expectation this server meets is 100-continue', neverSent)

export const HUB_OPERATION = (name: string, sentence: string) =>
  new HubError('HUB_OPERATION', `operation ${name}: ${sentence}`, neverSent)

export const HUB_OPERATION_TWICE = (what: string, first: string, second: string) =>
  new HubError('HUB_OPERATION_TWICE', `${what} is offered by ${first} and again by ${second}`, neverSent)

export const HUB_CLIENT_NAME = (name: string) =>
  new HubError(
    'HUB_CLIENT_NAME',
    `the name of a client is 1 to 60 lower case letters, digits and hyphens; got ${shown(name)}`,
    neverSent,
  )

export const HUB_CLIENT_SCOPE = (scope: string, why: string) =>
  new HubError('HUB_CLIENT_SCOPE', `scope ${shown(scope)} ${why}`, neverSent)

export const HUB_CLIENT_UNKNOWN = (name: string) =>
  new HubError('HUB_CLIENT_UNKNOWN', `there is no living client ${shown(name)}`, neverSent)

export const HUB_OPERATOR = () =>
  new HubError('HUB_OPERATOR', 'a command names its operator with 1 to 60 printable characters', neverSent)

export const HUB_CONTROL_COMMAND = (command: string, sentence: string) =>
  new HubError('HUB_CONTROL_COMMAND', `command ${shown(command)} ${sentence}`, neverSent)

export const HUB_CONTROL_TAKEN = (path: string) =>
  new HubError('HUB_CONTROL_TAKEN', `another hub answers at ${path}`, neverSent)

export const HUB_CONTROL_PATH = (path: string, why: string) =>
  new HubError('HUB_CONTROL_PATH', `the control socket cannot be at ${path}: ${why}`, neverSent)

export const HUB_CONTROL_UNREACHABLE = (path: string, cause: unknown) =>
  new HubError('HUB_CONTROL_UNREACHABLE', `no hub answers at ${path}; is it running?`, { ...tryAgain, cause })

export const HUB_CONTROL_LOST = (path: string, cause: unknown) =>
  new HubError(
    'HUB_CONTROL_LOST',
    `the hub at ${path} did not answer to the end; the command may have been carried out`,
    {
      retry: 'give-up',
      effect: 'unknown',
      cause,
    },
  )
