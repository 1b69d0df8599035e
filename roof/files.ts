import { readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
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
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) throw HUB_ROOT(root)
  const own = filesUnder(root, folder, suffix)
  return root === HOUSE ? own : [...filesUnder(HOUSE, folder, suffix, HUB_PACK), ...own]
}

function filesUnder(root: string, folder: string, suffix: string, pack = ''): FoundFile[] {
  const base = join(root, folder)
  const start = join(base, pack)
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (entry.name.endsWith(suffix) || entry.name === suffix.slice(1)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`${sep}node_modules${sep}`))
    .sort()
    .map((path) => ({
      name: relative(root, path).split(sep).join('/'),
      id: relative(base, path).split(sep).join('/').slice(0, -suffix.length),
      path,
    }))
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
