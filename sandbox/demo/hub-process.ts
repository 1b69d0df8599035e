import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const COMMAND = fileURLToPath(new URL('../../bin/dromedary.js', import.meta.url))
const run = promisify(execFile)
/** Longer than any hub drains. */
const PATIENCE_MS = 90_000

/** The environment of this process without settings of another hub. */
function environment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('HUB_'))
  return { ...Object.fromEntries(own), ...settings }
}

export interface HubProcess {
  readonly address: string
  /** Where /metrics is given without a key, when HUB_METRICS_PORT was set. */
  readonly metricsAddress?: string
  readonly pid: number
  /** What it logged at level warn or worse. */
  readonly trouble: readonly string[]
  /** SIGTERM; resolves with the exit code when it has drained. */
  stop(): Promise<number | null>
  /** SIGKILL: no warning and no clean-up. */
  kill(): Promise<void>
  /** Resolves when the process has ended, however. */
  readonly ended: Promise<number | null>
}

export interface StartUse {
  /** The compiled program, when it is another one than this. */
  readonly command?: string
  /** Options of `start`. */
  readonly words?: readonly string[]
  /** Where it looks for a configuration file; this process's folder unless told. */
  readonly cwd?: string
}

/** Starts a hub as a child process and resolves when it is ready. Rejects with what it said when it is not. */
export async function startHub(
  settings: Readonly<Record<string, string>>,
  { command = COMMAND, words = [], cwd }: StartUse = {},
): Promise<HubProcess> {
  const options = ['--enable-source-maps', '--max-semi-space-size=128', command, 'start', ...words]
  const child = spawn(process.execPath, options, {
    env: environment(settings),
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const trouble: string[] = []
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const { address, metricsAddress } = await ready(child, trouble, ended)
  return {
    address,
    ...(metricsAddress === undefined ? {} : { metricsAddress }),
    pid: child.pid!,
    trouble,
    ended,
    async stop() {
      child.kill('SIGTERM')
      const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      const code = await ended
      clearTimeout(patience)
      return code
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

interface Ready {
  readonly address: string
  readonly metricsAddress?: string
}

function ready(child: ChildProcess, trouble: string[], ended: Promise<unknown>): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const said: string[] = []
    const lines = createInterface({ input: child.stderr! })
    lines.on('line', (line) => {
      if (said.length < 200) said.push(line)
      let entry: Partial<Ready> & { level?: number; msg?: string }
      try {
        entry = JSON.parse(line) as typeof entry
      } catch {
        return
      }
      if ((entry.level ?? 0) >= 40) trouble.push(line)
      if (entry.msg === 'the hub is ready' && entry.address !== undefined) resolve(entry as Ready)
    })
    void ended.then(() => reject(new Error(`the hub did not start:\n${said.slice(-20).join('\n')}`)))
  })
}

/** Runs one `dromedary` command with --json and gives what it printed. */
export function dromedary(settings: Readonly<Record<string, string>>, ...words: string[]): Promise<unknown> {
  return dromedaryOf({}, settings, ...words)
}

/** The same for another program, or with options before the command. */
export async function dromedaryOf(
  { command = COMMAND, words: options = [], cwd }: StartUse,
  settings: Readonly<Record<string, string>>,
  ...words: string[]
): Promise<unknown> {
  const { stdout } = await run(process.execPath, [command, ...options, ...words, '--json'], {
    env: environment(settings),
    ...(cwd === undefined ? {} : { cwd }),
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout.trim() === '' ? undefined : (JSON.parse(stdout) as unknown)
}
