import { readdirSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { HubError } from '../bus/errors.js'
import { HUB_FILE_IMPORT, HUB_ROOT } from './errors.js'

/** The compiled folder of the hub itself. */
export const HOUSE = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

/** The pack whose operations every hub offers, also one that lives in a project of its own. */
const HUB_PACK = 'hub'

/** A file found by its suffix. */
export interface FoundFile {
  /** Path relative to its root, for people, with slashes. */
  readonly name: string
  /** The id that its content must have: `<pack>/<file>`. */
  readonly id: string
  readonly path: string
}

/** Files whose names end in `suffix` under `folder` of a root, in order of their names; none if there is no such folder. */
export function filesIn(root: string, folder: string, suffix: string): readonly FoundFile[] {
  return found(root, folder, (name) => name.endsWith(suffix) && name !== suffix, suffix)
}

/** Files of exactly this name, such as every pack's `channels.js`. */
export function filesNamed(root: string, folder: string, name: string): readonly FoundFile[] {
  return found(root, folder, (other) => other === name, '.js')
}

function found(root: string, folder: string, fits: (name: string) => boolean, suffix: string): readonly FoundFile[] {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) throw HUB_ROOT(root)
  const own = under(root, folder, '')
  const files = root === HOUSE ? own : [...under(HOUSE, folder, HUB_PACK), ...own]
  return files
    .filter(({ path }) => fits(basename(path)))
    .map((file) => ({ ...file, id: file.id.slice(0, -suffix.length) }))
}

function under(root: string, folder: string, pack: string): FoundFile[] {
  const base = join(root, folder)
  const start = join(base, pack)
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`${sep}node_modules${sep}`))
    .sort()
    .map((path) => ({ name: slashed(relative(root, path)), id: slashed(relative(base, path)), path }))
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}

/** What a file exports, or why it cannot be loaded. The reason is said in full: these are errors of code, not of data. */
export async function load(
  file: FoundFile,
): Promise<{ readonly exports: Readonly<Record<string, unknown>> } | { readonly error: HubError }> {
  try {
    return { exports: (await import(pathToFileURL(file.path).href)) as Readonly<Record<string, unknown>> }
  } catch (error) {
    const { name, message, code } = error as Error & { readonly code?: string }
    const title = code?.startsWith('HUB_') ? code : name
    return {
      error: HUB_FILE_IMPORT(
        file.name,
        error instanceof Error ? `${title}: ${message}` : 'it threw something that is no error',
      ),
    }
  }
}
