import { run } from '../../bin/run.js'

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the command line in this process, in a folder of its own: what it says, and its exit code. */
export async function dromedaryIn(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const out: string[] = []
  const err: string[] = []
  const code = await run(args, {
    env,
    cwd,
    user: () => 'tester',
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}
