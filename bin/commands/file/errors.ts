import { HubError, neverSent } from '../../../bus/errors.js'

export const HUB_LAYOUT_UNKNOWN = (name: string, known: readonly string[]) =>
  new HubError('HUB_LAYOUT_UNKNOWN', `there is no layout ${name}; there are ${known.join(', ') || 'none'}`, neverSent)
export const HUB_FILE_OPEN = (file: string, reason: string) =>
  new HubError('HUB_FILE_OPEN', `${file} cannot be read: ${reason}`, neverSent)
export const HUB_OUT_EXISTS = (file: string) =>
  new HubError('HUB_OUT_EXISTS', `${file} exists; say --force to replace it`, neverSent)
export const HUB_FILE_JSON = (file: string, reason: string) =>
  new HubError(
    'HUB_FILE_JSON',
    `${file} is not what "dromedary file read" prints with --json (an object with a list "records") or --jsonl (a record on each line): ${reason}`,
    neverSent,
  )
