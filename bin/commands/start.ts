import type { AddCommand } from '../cli.js'
import { sourcesOf } from '../sources.js'

const HELP = `
Runs until SIGTERM or SIGINT, then lets what is running end (HUB_DRAIN) and closes the books. A second signal ends at
once; what was accepted is kept in any case, and the next start goes on with it.

Examples:
  dromedary start
  HUB_PORT=9000 dromedary start --data /var/lib/dromedary
  dromedary start --print-config         what it would run with`

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** `start`: the hub itself. */
export const start: AddCommand = (program, cli) => {
  program
    .command('start')
    .description('run the hub until it is told to stop')
    .addHelpText('after', HELP)
    .action(async () => {
      const { openHub, prepare } = await import('../../hub.js')
      const { root, sources } = sourcesOf(cli)
      const told = untilTold()
      const opened = await openHub({ ...(await prepare(root, sources)), listen: true, schedule: true })
      cli.print({ address: opened.address, pid: process.pid }, ({ address }) => [
        `Dromedary listens on ${address}; Ctrl-C stops it`,
      ])
      await told
      cli.shell.err('stopping: what is running may end; once more stops at once')
      await opened.close()
    })
}

/** Resolves at the first signal; the second one kills, as it does without a handler. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      for (const signal of SIGNALS) process.off(signal, stop)
      resolve()
    }
    for (const signal of SIGNALS) process.on(signal, stop)
  })
}
