import { CommanderError } from 'commander'
import { codeOf, isHubError, sentenceOf } from '../bus/errors.js'
import type { Shell } from './cli.js'
import { programFor } from './program.js'

/** The command failed, or what it looked at is broken. */
const FAILED = 1
/** It was called wrongly: an unknown command or option, or a value that is none. */
const MISUSED = 2

function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error)
  const cause = (error as { cause?: unknown } | null)?.cause
  return cause === undefined ? stack : `${stack}\ncaused by ${stackOf(cause)}`
}

/** Runs the command line and resolves to the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  const verbose = args.includes('--verbose')
  let code = 0
  const program = programFor(shell, (wanted) => {
    code = wanted
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED
    shell.err(`${codeOf(error)}: ${sentenceOf(error)}`)
    if (verbose) shell.err(stackOf(error))
    else if (!isHubError(error)) shell.err('Say --verbose to see where.')
    return FAILED
  }
}
