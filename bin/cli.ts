import type { Command } from 'commander'

/** The world as a command sees it, so that tests can give it another one. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Writes one line of result. */
  out(line: string): void
  /** Writes one line for people: warnings, progress, errors. */
  err(line: string): void
}

/** Options that stand before or after every command's name. */
export interface GlobalOptions {
  readonly data?: string
  readonly config?: string
  /** The compiled folder that holds flows/, cron/, routes/ and the rest; the hub's own unless told. */
  readonly root?: string
  readonly json: boolean
  readonly verbose: boolean
  /** Who the audit says it was; the operating system's user unless told. */
  readonly operator: string
}

/** What every command file is given. Each exports one `AddCommand`, and bin/program.ts lists them. */
export interface Cli {
  readonly shell: Shell
  /** Read inside an action: before that nothing is parsed yet. */
  options(): GlobalOptions
  /** Prints a value as one JSON document with --json, otherwise the lines for people. */
  print(value: unknown, lines: () => readonly string[]): void
}

/** Adds one command, with its help and examples, to the program. Load what is heavy inside the action. */
export type AddCommand = (program: Command, cli: Cli) => void
