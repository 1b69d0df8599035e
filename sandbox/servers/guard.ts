import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Reads until its input ends, which happens when its owner is gone, however it went. Then it ends what it was told to
 * watch, removes the folder and runs the command.
 */
const SCRIPT = `
pids=''
while read -r word pid; do
  case $word in
    watch) pids="$pids $pid" ;;
    forget) left=''; for each in $pids; do [ "$each" = "$pid" ] || left="$left $each"; done; pids=$left ;;
    done) exit 0 ;;
  esac
done
for pid in $pids; do kill -s KILL -- "-$pid" 2>/dev/null; done
folder=$1
shift
if [ -n "$folder" ]; then rm -rf -- "$folder" 2>/dev/null || { sleep 1; rm -rf -- "$folder"; }; fi
[ $# -eq 0 ] || "$@"
`

/**
 * Sees to it that nothing is left over when this process is killed: a small shell in a session of its own, which no
 * Ctrl-C reaches. Needs a system with sh.
 */
export class Guard {
  private readonly shell: ChildProcess

  /** `folder` is removed and `command` is run only when this process goes without having said `done`. */
  constructor(folder = '', command: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
    this.shell = spawn('/bin/sh', ['-c', SCRIPT, 'guard', folder, ...command], {
      cwd: '/',
      detached: true,
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    this.shell.on('error', () => {})
    this.shell.stdin!.on('error', () => {})
    this.shell.unref()
    ;(this.shell.stdin as unknown as { unref(): void }).unref()
  }

  /** A process that leads a group of its own; the whole group is killed. */
  watch(pid: number): void {
    this.shell.stdin!.write(`watch ${pid}\n`)
  }

  /** It has ended; its number may soon be somebody else's. */
  forget(pid: number): void {
    this.shell.stdin!.write(`forget ${pid}\n`)
  }

  done(): void {
    this.shell.stdin!.end('done\n')
  }
}

/** Whether a process runs. One that has ended and that nobody has asked about yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat[stat.lastIndexOf(')') + 2] !== 'Z'
  } catch {
    // Without /proc the answer above stands; with it, the process has ended just now.
    return process.platform !== 'linux'
  }
}
