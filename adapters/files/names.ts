import { HUB_FILE_SETTING, HUB_FOLDER_NAME } from './errors.js'

const MAX_NAME = 200 // below the 255 bytes of common file systems, so that our temporary names fit too

/** A plain name of one file: no folder, no hidden or temporary one, nothing a shell or another system trips over. */
export function checkedFileName(name: string): string {
  if (name.length < 1 || name.length > MAX_NAME)
    throw HUB_FOLDER_NAME(`got ${name.length} characters, at most ${MAX_NAME}`)
  if (!/^[\p{L}\p{N}._ -]+$/u.test(name)) throw HUB_FOLDER_NAME('got another character')
  if (isTemporary(name)) throw HUB_FOLDER_NAME('got a name that marks a hidden or unfinished file')
  if (/^ | $|\.$/.test(name)) throw HUB_FOLDER_NAME('got one that begins or ends with a blank or ends with a dot')
  return name
}

/** A folder below the connection's own: names parted by slashes, none of them `.` or `..`. */
export function checkedSubfolder(path: string): string {
  for (const part of path.split('/')) {
    if (!/^[\p{L}\p{N}_-][\p{L}\p{N}._ -]*$/u.test(part) || part.length > MAX_NAME) {
      throw HUB_FILE_SETTING('a subfolder', 'names parted by slashes, without "." and ".."')
    }
  }
  return path
}

/** Names that partners and we ourselves give to files that are not finished. */
export function isTemporary(name: string): boolean {
  return (
    name.startsWith('.') || name.startsWith('~') || /\.(part|tmp|temp|filepart|partial|swp|crdownload)$/i.test(name)
  )
}

/** Whether a name fits a pattern with `*` (any characters) and `?` (one). Upper and lower case are the same. */
export function patternOf(pattern: string): (name: string) => boolean {
  if (pattern === '' || pattern.includes('/')) throw HUB_FILE_SETTING('the pattern', 'a file name with * and ?')
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  const shape = new RegExp(`^${source}$`, 'iu')
  return (name) => shape.test(name)
}
