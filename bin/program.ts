import { Command, CommanderError } from 'commander'
import { nearest } from '../bus/nearest.js'
import type { AddCommand, Cli, GlobalOptions, Shell } from './cli.js'
import { check } from './commands/check.js'
import { clientsCommand } from './commands/clients.js'
import { connections } from './commands/connections.js'
import { deadLetters } from './commands/dead-letters.js'
import { demo } from './commands/demo.js'
import { doctor } from './commands/doctor.js'
import { effects } from './commands/effects.js'
import { fileCommand } from './commands/file.js'
import { flows } from './commands/flows.js'
import { history } from './commands/history.js'
import { hubs } from './commands/hubs.js'
import { jobs } from './commands/jobs.js'
import { keys } from './commands/keys.js'
import { messages } from './commands/messages.js'
import { openapiCommand } from './commands/openapi.js'
import { start } from './commands/start.js'
import { operatingOf } from './operate.js'
import { printConfiguration } from './print-config.js'
import { version } from './version.js'

/** Every command file, in the order in which help lists them. */
const COMMANDS: readonly AddCommand[] = [
  demo,
  start,
  check,
  flows,
  connections,
  hubs,
  messages,
  deadLetters,
  effects,
  keys,
  history,
  doctor,
  jobs,
  clientsCommand((cli, work) => cli.operating(work)),
  fileCommand,
  openapiCommand,
]

const EXAMPLES = `
Examples:
  dromedary check                        what this hub is made of, and whether anything is broken
  dromedary start                        run it until it is told to stop
  dromedary messages --state dead-letter what went wrong
  dromedary replay 0199a5c2-…            send one of those through its flow again
  dromedary jobs list                    what runs by the clock, and when next
  dromedary --print-config               every setting, its value and where it came from

Settings come from HUB_* variables, a configuration file and defaults, in this order.
Exit codes: 0 done, 1 failed or something is broken, 2 called wrongly.`

/** The command line as a whole. `exitWith` is told an exit code that is not 0. */
export function programFor(shell: Shell, exitWith: (code: number) => void): Command {
  const program = new Command('dromedary')
  const options = (): GlobalOptions => {
    const { json = false, verbose = false, operator = shell.user(), ...rest } = program.opts<Partial<GlobalOptions>>()
    return { ...rest, json, verbose, operator }
  }
  const operating = operatingOf(shell, options)
  const cli: Cli = {
    shell,
    options,
    print: (value, lines) => {
      if (options().json) shell.out(JSON.stringify(value))
      else for (const line of lines(value)) shell.out(line)
    },
    operate: (name, params) => operating((operate) => operate(name, params)),
    operating,
    exitWith,
  }
  program
    .description('Dromedary, an integration hub: flows between systems, durable and in sight.')
    .version(version())
    .option('--data <folder>', 'folder of the books (HUB_DATA)')
    .option('--books <kind>', 'sqlite or mysql (HUB_BOOKS)')
    .option('--transport <kind>', 'embedded or rabbitmq (HUB_TRANSPORT)')
    .option('--config <file>', 'configuration file (HUB_CONFIG)')
    .option('--root <folder>', 'compiled folder with flows/, routes/ and cron/; the hub’s own unless told')
    .option('--print-config', 'print every setting with its origin, secrets masked, and do nothing else')
    .option('--json', 'print one JSON document instead of lines for people')
    .option('--operator <name>', 'who the audit says it was; your user name unless told')
    .option('--verbose', 'print where an error came from')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(dromedary --help shows what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.out(text.replace(/\n$/, '')),
      writeErr: (text) => shell.err(text.replace(/\n$/, '')),
    })
  // Subcommands inherit what was set up to here.
  for (const add of COMMANDS) add(program, cli)
  program.hook('preAction', async (_, action) => {
    if (program.opts<{ printConfig?: boolean }>().printConfig !== true || action === program) return
    await printConfiguration(cli)
    throw new CommanderError(0, 'dromedary.printed', 'the configuration was printed')
  })
  // Without this, an unknown command would be an argument too many of the program itself.
  program.allowExcessArguments().action(async () => {
    const [unknown] = program.args
    if (unknown !== undefined) {
      const near = nearest(
        unknown,
        program.commands.map((command) => command.name()),
      )
      program.error(`error: there is no command ${unknown}${near === undefined ? '' : `; did you mean ${near}?`}`)
    }
    if (program.opts<{ printConfig?: boolean }>().printConfig === true) await printConfiguration(cli)
    else program.outputHelp()
  })
  return program
}
