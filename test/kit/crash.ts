import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { until } from './event.js'

const PROGRAM = fileURLToPath(new URL('../engine/crash-program.js', import.meta.url))

export interface CrashOrder {
  readonly id: string
  readonly account: string
  readonly n: number
  readonly poison?: boolean
}

/** The hub of crash-program.ts in a process of its own, and what it said. */
export async function startCrashHub(folder: string) {
  const child: ChildProcess = spawn(process.execPath, ['--enable-source-maps', PROGRAM, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const accepted = new Set<string>()
  let isReady = false
  let isIdle = false
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.stdin!.on('error', () => {})
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line === 'ready') isReady = true
    else if (line === 'idle') isIdle = true
    else accepted.add(line.slice('accepted '.length))
  })
  let over = false
  void ended.then(() => {
    over = true
  })
  await until('the hub', () => isReady || over, 30_000)
  return {
    accepted,
    over: () => over,
    ended,
    send: (order: CrashOrder) => void child.stdin!.write(`${JSON.stringify(order)}\n`),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async idle() {
      isIdle = false
      child.stdin!.write('idle\n')
      await until('rest', () => isIdle || over, 60_000)
    },
    async stop() {
      child.stdin!.write('stop\n')
      await ended
    },
  }
}

export function crashFolder(t: { teardown(work: () => void): unknown }): string {
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-crash-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'calls.txt'), '')
  return folder
}

/** What the partner saw: how often each order was paid, and in which order within an account. */
export function callsIn(folder: string, kind: string): string[] {
  return readFileSync(join(folder, 'calls.txt'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => line.split(' ')[1]!)
}
