import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../bin/dromedary.js', import.meta.url))
const DEADLINE_MS = 60_000

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface How {
  /** Settings; nothing else of this process's HUB_ variables is passed on. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Options of node itself. */
  readonly node?: readonly string[]
}

/** Starts `dromedary` as a user does, as a process of its own. */
export function spawned(args: readonly string[], { env = {}, cwd = process.cwd(), node = [] }: How = {}): ChildProcess {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('HUB_') && name !== 'NODE_OPTIONS'),
  )
  return spawn(process.execPath, [...node, PROGRAM, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs `dromedary` to its end. Rejects when it takes longer than a minute. */
export function dromedary(args: readonly string[], how?: How): Promise<Ran> {
  return ended(spawned(args, how))
}

/** `ms`: how long it may live; a minute unless told. */
export function ended(child: ChildProcess, ms = DEADLINE_MS): Promise<Ran> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout!.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr!.on('data', (chunk: Buffer) => err.push(chunk))
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`dromedary did not end: ${Buffer.concat(err).toString()}`))
    }, ms)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(late)
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() })
    })
  })
}

/** Resolves with the first line of a process that keeps running. Rejects when it ends, or is silent for a minute. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const late = setTimeout(() => reject(new Error('it said nothing')), DEADLINE_MS)
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const end = text.indexOf('\n')
      if (end < 0) return
      clearTimeout(late)
      resolve(text.slice(0, end))
    })
    let err = ''
    child.stderr!.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.on('close', (code) => {
      clearTimeout(late)
      reject(new Error(`it ended with ${code}: ${err}`))
    })
  })
}
