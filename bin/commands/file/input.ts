import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Cli } from '../../cli.js'
import { HUB_FILE_OPEN } from './errors.js'

const PIECE = 256 * 1024

/** What `-` means. */
export const STDIN = '-'

/** The bytes of a file, or of standard input for `-`. Throws HUB_FILE_OPEN. */
export async function* bytesOf(cli: Cli, path: string): AsyncGenerator<Uint8Array> {
  if (path === STDIN) {
    yield* (cli.shell.streams?.stdin ?? process.stdin) as AsyncIterable<Uint8Array>
    return
  }
  try {
    yield* createReadStream(resolve(cli.shell.cwd, path), { highWaterMark: PIECE }) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw HUB_FILE_OPEN(path, (error as NodeJS.ErrnoException).code ?? 'unknown')
  }
}

/** How many bytes a file has; undefined where nobody knows, as of standard input. */
export async function sizeOf(cli: Cli, path: string): Promise<number | undefined> {
  if (path === STDIN) return undefined
  const found = await stat(resolve(cli.shell.cwd, path)).catch(() => undefined)
  return found?.isFile() === true ? found.size : undefined
}
