import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What a test may need, by the name of its server. */
export type Need = 'MariaDB' | 'RabbitMQ'

/**
 * Installs without asking. The packages' own services are kept from starting by a policy-rc.d for just this long, unless
 * the machine has one; see invoke-rc.d(8). It runs to its end even when whoever wanted it is gone, because a package
 * manager that is killed leaves a broken machine.
 */
const SCRIPT = `
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if (set -C; printf '#!/bin/sh\\nexit 101\\n' >$policy) 2>/dev/null; then
  trap 'rm -f $policy' EXIT
  chmod 755 $policy
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

/** Whether packages can be installed here: root on a Debian or one of its kind. */
export const mayInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** Installs these servers from the machine's own package sources. Resolves with what went wrong, or undefined. */
export async function install(needs: readonly Need[]): Promise<string | undefined> {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'install', ...needs], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(String(chunk)))
  const code = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  if (code === 0) return undefined
  const lines = printed.join('').trimEnd().split('\n').slice(-LINES_TOLD)
  return `apt-get ended with ${code}: ${lines.join(' / ')}`
}
