import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** As `dromedary start` runs: most of what a message leaves is garbage when it ends, and room for it spares copying. */
export const AS_THE_HUB = ['--max-semi-space-size=128']
const PROGRAM = fileURLToPath(new URL('./run-part.js', import.meta.url))

/** What a module of a part exports as `part`. */
export type Part<Options, Result> = (options: Options) => Promise<Result>

/**
 * Runs the part of a bench in a process of its own, so that heaps and warmed-up code of one do not colour another. Rejects
 * with what it said when it fails. `each` is told of every line it prints, the last of which is the result.
 */
export async function inItsOwnProcess<Result>(
  module: string,
  options: object,
  each: (line: string) => void = () => {},
): Promise<Result> {
  const child = spawn(process.execPath, [...AS_THE_HUB, '--expose-gc', PROGRAM, module, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr!.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-8_000)
  })
  const last = lastLine(child, each)
  const code = await ended(child)
  if (code !== 0) throw new Error(`the part ${module} of the bench ended with ${code}:\n${said}`)
  if (said !== '') process.stderr.write(said)
  return JSON.parse(await last) as Result
}

async function lastLine(child: ChildProcess, each: (line: string) => void): Promise<string> {
  let last = ''
  for await (const line of createInterface({ input: child.stdout! })) {
    last = line
    each(line)
  }
  return last
}

function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing'))
  })
}
