import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Guard, isAlive } from './guard.js'

/** A server of one's own that can be killed and comes back with its data. */
export interface Server {
  /** Stays the same over restarts. */
  readonly url: string
  readonly port: number
  /** Where its data lies. */
  readonly folder: string
  /** Of the server itself; another one after each restart, and `undefined` while it is down. */
  readonly pid: number | undefined
  /** SIGKILL. Returns when it is gone. The data stays. */
  kill(): Promise<void>
  /** Starts it again on the same port with the same data, after an orderly end when it still runs. Returns when it answers. */
  restart(): Promise<void>
  /** An orderly end. Removes the data when the folder was not the caller's own. */
  stop(): Promise<void>
}

export interface ServerOptions {
  /** Of the caller, who also removes it; must be empty or hold the data of an earlier one. Without it: a temporary one. */
  readonly folder?: string
  /** Without it: a free one of 127.0.0.1. */
  readonly port?: number
}

/** A program as it is started: always the leader of a process group of its own. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** What differs from server to server. */
export interface Kind {
  readonly name: string
  readonly url: string
  /** Programs that stay up while the server itself is killed and restarted. */
  readonly helpers?: readonly Program[]
  readonly program: Program
  /** Makes what a start needs and does not find yet; `run` runs a program to its end, and throws with what it said when it fails. */
  prepare(run: (program: Program) => Promise<void>): Promise<void>
  /** The server's own process, when a script stands between. */
  pid?(): number | undefined
  /** Resolves once it lets us in. */
  answers(): Promise<void>
}

const START_DEADLINE_MS = 120_000
const END_DEADLINE_MS = 20_000
const LOOK_AGAIN_MS = 50
const LINES_TOLD = 15

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** The folder for the data, and whether it is the caller's. */
export function folderOf(options: ServerOptions): { readonly folder: string; readonly own: boolean } {
  if (options.folder === undefined)
    return { folder: realpathSync(mkdtempSync(join(tmpdir(), 'dromedary-server-'))), own: true }
  mkdirSync(options.folder, { recursive: true })
  return { folder: realpathSync(options.folder), own: false }
}

function start({ command, args, env }: Program, log: string): ChildProcess {
  const out = openSync(log, 'a')
  try {
    const child = spawn(command, args, { cwd: '/', detached: true, env, stdio: ['ignore', out, out] })
    child.on('error', () => {}) // told as an end
    return child
  } finally {
    closeSync(out)
  }
}

function said(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LINES_TOLD)
  return lines.join('') === '' ? '' : `; it said:\n${lines.join('\n')}`
}

class PrivateServer implements Server {
  readonly url: string
  readonly port: number
  readonly folder: string
  private readonly own: boolean
  private readonly kind: Kind
  private readonly guard: Guard
  private readonly log: string
  private readonly helpers: ChildProcess[] = []
  private child: ChildProcess | undefined
  private ended: Promise<void> = Promise.resolve()

  constructor(kind: Kind, port: number, folder: string, own: boolean) {
    this.kind = kind
    this.url = kind.url
    this.port = port
    this.folder = folder
    this.own = own
    this.log = join(folder, 'output.log')
    this.guard = new Guard(own ? folder : '')
  }

  get pid(): number | undefined {
    return this.child === undefined ? undefined : (this.kind.pid?.() ?? this.child.pid)
  }

  private launched(program: Program, whenEnded: () => void): ChildProcess {
    const child = start(program, this.log)
    const { pid } = child
    if (pid === undefined) throw new Error(`${program.command} cannot be started`)
    this.guard.watch(pid)
    child.once('close', () => {
      this.guard.forget(pid)
      whenEnded()
    })
    child.unref()
    return child
  }

  private async run(program: Program): Promise<void> {
    let over!: () => void
    const ended = new Promise<void>((resolve) => {
      over = resolve
    })
    const child = this.launched(program, () => over())
    child.ref()
    await ended
    const code = child.exitCode ?? child.signalCode
    if (code !== 0) throw new Error(`${program.command} ended with ${code}${said(this.log)}`)
  }

  async start(): Promise<void> {
    for (const helper of this.kind.helpers ?? []) this.helpers.push(this.launched(helper, () => {}))
    await this.up()
  }

  private async up(): Promise<void> {
    await this.kind.prepare((program) => this.run(program))
    let over!: () => void
    this.ended = new Promise((resolve) => {
      over = resolve
    })
    const child = this.launched(this.kind.program, () => {
      if (this.child === child) this.child = undefined
      over()
    })
    this.child = child
    const until = Date.now() + START_DEADLINE_MS
    for (;;) {
      if (this.child === undefined) throw new Error(`${this.kind.name} ended instead of starting${said(this.log)}`)
      try {
        return await this.kind.answers()
      } catch (error) {
        if (Date.now() > until) {
          await this.kill()
          const why = error instanceof Error ? error.message : String(error)
          throw new Error(`${this.kind.name} lets nobody in (${why})${said(this.log)}`)
        }
      }
      await pause(LOOK_AGAIN_MS)
    }
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child, pid } = this
    if (child === undefined) return
    child.ref()
    // As long as nobody knows which of the group is the server, all of it goes.
    if (signal === 'SIGKILL' && pid === child.pid) killGroup(child)
    else if (pid !== undefined && isAlive(pid)) process.kill(pid, signal)
    // A script that started the server notices by itself that it has ended, and is heard of after it.
    const patience = setTimeout(() => killGroup(child), signal === 'SIGKILL' ? END_DEADLINE_MS / 4 : END_DEADLINE_MS)
    await this.ended
    clearTimeout(patience)
    while (pid !== undefined && isAlive(pid)) await pause(LOOK_AGAIN_MS)
  }

  kill(): Promise<void> {
    return this.end('SIGKILL')
  }

  async restart(): Promise<void> {
    await this.end('SIGTERM')
    await this.up()
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM')
    for (const helper of this.helpers.splice(0)) await ended(helper)
    if (this.own) rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 })
    this.guard.done()
  }
}

async function ended(helper: ChildProcess): Promise<void> {
  if (helper.exitCode !== null || helper.signalCode !== null) return
  helper.ref()
  const gone = new Promise((resolve) => helper.once('close', resolve))
  killGroup(helper)
  await gone
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

/** Starts a server; when that fails nothing of it is left. */
export async function startPrivate(
  kind: Kind,
  { port, folder, own }: { readonly port: number; readonly folder: string; readonly own: boolean },
): Promise<Server> {
  const server = new PrivateServer(kind, port, folder, own)
  try {
    await server.start()
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}
