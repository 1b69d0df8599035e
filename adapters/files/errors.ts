import { HubError, inDoubt, neverSent, tryAgain } from '../../bus/errors.js'

export const HUB_FOLDER_NAME = (why: string) =>
  new HubError(
    'HUB_FOLDER_NAME',
    `a file name is letters, digits, ".", "_", "-" and blanks inside a folder; ${why}`,
    neverSent,
  )

export const HUB_FILE_EXISTS = (folder: string, name: string) =>
  new HubError(
    'HUB_FILE_EXISTS',
    `${folder} already holds ${name} with other bytes; a file that may have been taken is never replaced`,
    neverSent,
  )

/** Nothing was made visible to anybody. */
export const HUB_FILE_NOT_WRITTEN = (folder: string, name: string, why: string, cause?: unknown) =>
  new HubError('HUB_FILE_NOT_WRITTEN', `${name} was not written into ${folder}: ${why}`, { ...tryAgain, cause })

/** The bytes to write could not be made; nothing was made visible to anybody. */
export const HUB_FILE_BYTES = (name: string, cause: unknown) =>
  new HubError('HUB_FILE_BYTES', `the bytes of ${name} could not be made; nothing was written`, { ...tryAgain, cause })

/** The file stands under its name, and whether it survives a power cut is not known. */
export const HUB_FILE_NOT_SAFE = (folder: string, name: string, cause: unknown) =>
  new HubError('HUB_FILE_NOT_SAFE', `${name} stands in ${folder} and could not be made safe on disk`, {
    ...inDoubt,
    cause,
  })

export const HUB_FILE_ARCHIVE = (why: string) =>
  new HubError('HUB_FILE_ARCHIVE', `an archived file cannot be read: ${why}`, neverSent)

export const HUB_FILE_SETTING = (what: string, allowed: string) =>
  new HubError('HUB_FILE_SETTING', `${what} of a folder is ${allowed}`, neverSent)
