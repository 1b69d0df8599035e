import { InvalidArgumentError } from 'commander'
import type { AddCommand } from '../cli.js'

const HELP = `
Starts a hub with fresh books and, beside it, everybody it deals with: a bank, Paytrail, a mail server and a ledger, each
speaking its real protocol on a port of 127.0.0.1. Payers pay, cancel, are rejected, get lost on the way back, pay a
wrong amount; the bank's file is read; the nightly transfer writes the ledger file. Then it says what happened and ends.
With --production the same job runs as in production: two hub processes behind a balancer, on MariaDB and RabbitMQ, which
are started for it (or those of HUB_TEST_MYSQL_URL and HUB_TEST_AMQP_URL are used, where it leaves nothing behind). When
they are missing, root on Debian gets them installed with apt-get, their services disabled; others need a Docker engine.

Examples:
  dromedary demo
  dromedary demo --orders 200 --json     the last line is one JSON object
  dromedary demo --production            two hub processes on MariaDB and RabbitMQ
  dromedary demo --keep                  leave the hub running to look around`

function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 100_000)
    throw new InvalidArgumentError('Write a whole number from 1 to 100000.')
  return value
}

/** `demo`: the main job from end to end. */
export const demo: AddCommand = (program, cli) => {
  program
    .command('demo')
    .description('run the main job from end to end with played partners, and show what happens')
    .option('--orders <count>', 'how many orders', count, 60)
    .option('--production', 'on MariaDB and RabbitMQ, with two hub processes behind a balancer')
    .option('--keep', 'leave the hub running until Ctrl-C')
    .addHelpText('after', HELP)
    .action(async ({ orders, keep, production }: { orders: number; keep?: boolean; production?: boolean }) => {
      // The one place where the product looks into the garden: the demo is played there.
      const played = await import('../../sandbox/demo.js')
      const { data, json } = cli.options()
      const code = await played.demo({
        orders,
        ...(data === undefined ? {} : { data }),
        keep: keep === true,
        production: production === true,
        say: (line) => (json ? cli.shell.err(line) : cli.shell.out(line)),
        ...(json ? { result: (result: unknown) => cli.shell.out(JSON.stringify(result)) } : {}),
        progress: process.stderr.isTTY,
      })
      if (code !== 0) cli.exitWith(code)
    })
}
