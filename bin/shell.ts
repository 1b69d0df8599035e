import { userInfo } from 'node:os'
import type { Shell } from './cli.js'

/** The shell of a real process. */
export function shellOf(from: NodeJS.Process): Shell {
  const { env, cwd, stdout, stderr, exit } = from
  // A reader that has seen enough, such as `head`, closes the pipe: that is no failure of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => exit(error.code === 'EPIPE' ? 0 : 1))
  return {
    env,
    cwd: cwd(),
    user: () => userName(env),
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    streams: {
      // Opened when asked for: a process that looks at its standard input waits for it.
      get stdin() {
        return from.stdin
      },
      stdout,
      stderr,
    },
  }
}

/** In a container the user may have a number and no name. */
function userName(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username
  } catch {
    return env.USER ?? `uid-${process.getuid?.() ?? 'unknown'}`
  }
}
