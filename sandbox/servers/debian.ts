import { spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a test may need, by the name of its server. */
export type Need = 'MariaDB' | 'RabbitMQ'

/**
 * Installs without asking. The packages' own services are kept from starting by a policy-rc.d for just this long, unless
 * the machine has one (see invoke-rc.d(8)), and from starting with the machine by disabling those that were not enabled
 * before. It runs to its end even when whoever wanted it is gone, because a package manager that is killed leaves a broken
 * machine.
 */
const SCRIPT = `
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=$1
shift
enabled() {
  systemctl list-unit-files --state=enabled --no-legend --plain 2>/dev/null | cut -d ' ' -f 1 | tr '\\n' ' '
}
before=" $(enabled)"
own=''
leave() {
  for unit in $(enabled); do
    case "$before " in *" $unit "*) continue ;; esac
    # Others may be installing at the same time.
    case $unit in rabbitmq* | epmd* | mariadb* | mysql*) systemctl disable "$unit" || true ;; esac
  done
  [ -z "$own" ] || rm -f "$policy"
}
trap leave EXIT
if (set -C; printf '#!/bin/sh\\nexit 101\\n' >"$policy") 2>/dev/null; then
  own=yes
  chmod 755 "$policy"
fi
apt-get -q update
packages=''
for need in "$@"; do
  case $need in
    MariaDB)
      if apt-cache show mariadb-server-core >/dev/null 2>&1
      then packages="$packages mariadb-server-core mariadb-client-core"
      else packages="$packages mariadb-server"
      fi ;;
    RabbitMQ) packages="$packages rabbitmq-server" ;;
  esac
done
apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install $packages
`
const LINES_TOLD = 8
const TAIL_BYTES = 4_096

/** Whether packages can be installed here: root on a Debian or one of its kind. */
export const mayInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** The machine on which something is installed. Tests have one of their own. */
export interface Machine {
  readonly policy: string
  readonly env: NodeJS.ProcessEnv
}

/** Installs these servers from the machine's own package sources. Resolves with what went wrong, or undefined. */
export async function install(
  needs: readonly Need[],
  { policy, env }: Machine = { policy: '/usr/sbin/policy-rc.d', env: process.env },
): Promise<string | undefined> {
  const output = fileWithoutName()
  try {
    const child = spawn('/bin/sh', ['-c', SCRIPT, 'install', policy, ...needs], {
      cwd: '/',
      detached: true,
      env,
      // Into a pipe nobody could write any more once this process is gone.
      stdio: ['ignore', output, output],
    })
    const code = await new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('close', (code, signal) => resolve(code ?? signal))
    })
    return code === 0 ? undefined : `apt-get ended with ${code}: ${lastLinesOf(output).join(' / ')}`
  } finally {
    closeSync(output)
  }
}

/** A temporary file that goes with the last process that has it open. */
function fileWithoutName(): number {
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-install-'))
  try {
    return openSync(join(folder, 'output'), 'a+')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function lastLinesOf(file: number): readonly string[] {
  const { size } = fstatSync(file)
  const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES))
  readSync(file, bytes, 0, bytes.length, size - bytes.length)
  return bytes.toString('utf8').trimEnd().split('\n').slice(-LINES_TOLD)
}
