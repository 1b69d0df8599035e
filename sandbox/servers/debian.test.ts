import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { until } from '../../test/kit/event.js'
import { install } from './debian.js'

/** As systemctl(1): what is enabled stands in a file, what is disabled is written into another. */
const SYSTEMCTL = `
case $1 in
  list-unit-files) while read -r unit; do echo "$unit enabled enabled"; done <"$MACHINE/enabled" ;;
  disable) echo "$2" >>"$MACHINE/disabled" ;;
esac`

/** What packages do when they are configured; mariadb.service was there before, and somebody else installs nginx. */
const CONFIGURE = `
for unit in nginx.service epmd.socket rabbitmq-server.service; do echo $unit >>"$MACHINE/enabled"; done
[ ! -x "$MACHINE/policy-rc.d" ] || echo kept >>"$MACHINE/kept-from-starting"`

/** A machine with a package manager of its own, whose `apt-get install` does this. */
function machine(t: { testdir(): string }, installs: string) {
  const folder = t.testdir()
  const programs = join(folder, 'bin')
  mkdirSync(programs)
  const program = (name: string, text: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  program('systemctl', SYSTEMCTL)
  program('apt-cache', '')
  program('apt-get', `echo "$*" >>"$MACHINE/asked"\ncase "$*" in *install*) ${installs} ;; esac`)
  writeFileSync(join(folder, 'enabled'), 'cron.service\nmariadb.service\n')
  const said = (name: string) => {
    const file = join(folder, name)
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  }
  const own = {
    policy: join(folder, 'policy-rc.d'),
    env: { PATH: `${programs}:${process.env.PATH}`, MACHINE: folder },
  }
  return { folder, own, said }
}

const UNITS = ['epmd.socket', 'rabbitmq-server.service']

t.test('services that come with what is installed start neither now nor with the machine', async (t) => {
  const { own, said } = machine(t, CONFIGURE)
  t.equal(await install(['MariaDB', 'RabbitMQ'], own), undefined)
  const [update, installing] = said('asked')
  t.match(update, /update$/)
  t.match(installing, /install mariadb-server-core mariadb-client-core rabbitmq-server$/)
  t.strictSame(said('kept-from-starting'), ['kept'])
  t.strictSame(said('disabled'), UNITS, 'and no other, not those that were enabled before')
  t.notOk(existsSync(own.policy), 'other packages may start theirs again')
})

t.test('the same holds when the installation fails, which is told with its last words', async (t) => {
  const { own, said } = machine(t, `${CONFIGURE}; echo 'no room on the disk' >&2; exit 100`)
  const wrong = await install(['RabbitMQ'], own)
  t.match(wrong, /^apt-get ended with 100: .*no room on the disk/)
  t.strictSame(said('disabled'), UNITS)
  t.notOk(existsSync(own.policy))
})

t.test('an installation whose owner is killed runs to its end', async (t) => {
  const talks = 'for line in 1 2 3 4 5; do echo "Setting up $line"; echo "and $line" >&2; done'
  // Without its folder the test is over.
  const waits = 'touch "$MACHINE/begun"; while [ -e "$MACHINE/begun" ] && [ ! -e "$MACHINE/go" ]; do sleep 0.02; done'
  const { folder, own, said } = machine(t, `${waits}; ${talks}; ${CONFIGURE}`)
  const debian = fileURLToPath(new URL('./debian.js', import.meta.url))
  const program = join(folder, 'program.mjs')
  writeFileSync(
    program,
    `import { install } from ${JSON.stringify(debian)}\nawait install(['RabbitMQ'], ${JSON.stringify(own)})`,
  )
  const owner = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'inherit'] })
  await until('the installation to begin', () => existsSync(join(folder, 'begun')))
  owner.kill('SIGKILL')
  await once(owner, 'close')
  writeFileSync(join(folder, 'go'), '')
  await until('the end of it', () => !existsSync(own.policy))
  t.strictSame(said('disabled'), UNITS)
})
