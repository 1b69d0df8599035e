import type { Readable, Writable } from 'node:stream'
import type { Command } from 'commander'
import type { CommandName, Operate, ParamsOf, ResultOf } from '../roof/operator.js'

/** The world as a command sees it, so that tests can give it another one. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Name of the operating system's user. */
  user(): string
  /** Writes one line of result. */
  out(line: string): void
  /** Writes one line for people: warnings, progress, errors. */
  err(line: string): void
  /** The streams themselves, for what is as large as a file; without them, lines are all there is. */
  readonly streams?: {
    readonly stdin: Readable
    readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
    readonly stderr: Writable & { readonly isTTY?: boolean }
  }
}

/** Options that stand before or after every command's name. */
export interface GlobalOptions {
  readonly data?: string
  readonly books?: string
  readonly transport?: string
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
  print<Value>(value: Value, lines: (value: Value) => readonly string[]): void
  /** Gives one operator's command to the running hub, or to the books when no hub runs. */
  operate<Name extends CommandName>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>>
  /** As operate, for several commands under one connection or lock. */
  operating<Result>(work: (operate: Operate) => Promise<Result>): Promise<Result>
  /** Ends the program with this exit code, though nothing was thrown: 1 when something is wrong. */
  exitWith(code: number): void
}

/** Adds one command, with its help and examples, to the program. Load what is heavy inside the action. */
export type AddCommand = (program: Command, cli: Cli) => void
