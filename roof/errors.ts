import { HubError, neverSent } from '../bus/errors.js'

/** A file that discovery found broken. `details.file` names it, relative to its root. */
const broken = (code: string, file: string, sentence: string) =>
  new HubError(code, `${file}: ${sentence}`, { ...neverSent, details: { file } })

export const HUB_FILE_IMPORT = (file: string, why: string) =>
  broken('HUB_FILE_IMPORT', file, `it cannot be loaded: ${why}`)

export const HUB_FILE_EXPORT = (file: string, what: string, came: string) =>
  broken('HUB_FILE_EXPORT', file, `its default export must be ${what}; got ${came}`)

export const HUB_FILE_NAME = (file: string, expected: string, id: string) =>
  broken('HUB_FILE_NAME', file, `its id must be "${expected}", as the file is called; got "${id}"`)

export const HUB_TWICE = (file: string, what: string, other: string) =>
  broken('HUB_TWICE', file, `${what} is also declared in ${other}`)

export const HUB_UNREAD = (file: string, inlet: string, how: string) =>
  broken('HUB_UNREAD', file, `nobody reads ${inlet}, which ${how}; a flow must be from it`)

export const HUB_READ_TWICE = (file: string, inlet: string, flows: readonly string[]) =>
  broken('HUB_READ_TWICE', file, `${inlet} has one reader; got ${flows.join(' and ')} (a topic may have many)`)

export const HUB_ROOT = (root: string) =>
  new HubError(
    'HUB_ROOT',
    `${root} is not a folder of compiled files; build the project first, or name one with --root`,
    neverSent,
  )

export const HUB_BROKEN = (errors: readonly HubError[]) =>
  new HubError(
    'HUB_BROKEN',
    `${errors.length === 1 ? 'one thing is' : `${errors.length} things are`} broken:\n${errors
      .map((error) => `  - ${error.code} ${error.message}`)
      .join('\n')}`,
    { ...neverSent, details: { codes: errors.map(({ code }) => code) } },
  )

export const HUB_CONFIG_FILE = (file: string, why: string) =>
  new HubError('HUB_CONFIG_FILE', `the configuration file ${file} ${why}`, neverSent)

export const HUB_COMMAND_UNKNOWN = (name: string) =>
  new HubError(
    'HUB_COMMAND_UNKNOWN',
    `the running hub knows no command "${name.slice(0, 40)}"; it may be of another version`,
    neverSent,
  )

export const HUB_MESSAGE_GONE = (id: string) =>
  new HubError(
    'HUB_MESSAGE_GONE',
    `there is no message ${id.slice(0, 60)}; it may have been removed after its time`,
    neverSent,
  )

export const HUB_AMQP_INLET = (variable: string, kind: string, name: string, near: string | undefined) =>
  new HubError(
    'HUB_AMQP_INLET',
    `${variable} names the ${kind} ${name}, which this hub has not${near === undefined ? '' : `; did you mean ${near}?`}`,
    neverSent,
  )
