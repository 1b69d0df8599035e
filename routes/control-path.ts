import { createHash } from 'node:crypto'
import { lstat, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { HUB_CONTROL_PATH } from './errors.js'

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing NUL included. */
export const MOST_PATH_BYTES = 103
const NAME = 'hub.sock'

/**
 * Where a hub's control socket is to be: in its data folder; where that path is too long for a socket, in a private
 * folder of the temporary one, whose address is left in `<data>/hub.sock.path`. Throws HUB_CONTROL_PATH.
 */
export async function prepareControlPath(dataFolder: string, temporary: string = tmpdir()): Promise<string> {
  const folder = resolve(dataFolder)
  const own = join(folder, NAME)
  const note = `${own}.path`
  if (Buffer.byteLength(own) <= MOST_PATH_BYTES) {
    await rm(note, { force: true })
    return own
  }
  const uid = process.getuid?.() ?? 0
  const print = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 12)
  const away = join(temporary, `dromedary-${uid}-${print}`)
  const path = join(away, NAME)
  if (Buffer.byteLength(path) > MOST_PATH_BYTES)
    throw HUB_CONTROL_PATH(
      path,
      `a socket's path has at most ${MOST_PATH_BYTES} bytes, and so has that of the temporary folder`,
    )
  await mkdir(away, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw HUB_CONTROL_PATH(path, `its folder cannot be made: ${error.code}`)
  })
  // Anybody may make folders there: one that others made or can write to would let them act as operators.
  const found = await lstat(away)
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0)
    throw HUB_CONTROL_PATH(path, 'its folder belongs to somebody else, or others may enter it')
  await writeFile(`${note}.new`, path, { mode: 0o600 })
  await rename(`${note}.new`, note)
  return path
}

/** Where the control socket of the hub with this data folder is, if one runs. */
export async function findControlPath(dataFolder: string): Promise<string> {
  const own = join(resolve(dataFolder), NAME)
  try {
    return (await readFile(`${own}.path`, 'utf8')).trim()
  } catch {
    return own
  }
}

export async function forgetControlPath(dataFolder: string): Promise<void> {
  await rm(join(resolve(dataFolder), `${NAME}.path`), { force: true })
}
