import type { Cli, Shell } from '../../cli.js'

/** How often people are told, in milliseconds; as often as a line of a log may come where nobody looks on. */
const ON_TERMINAL_MS = 200
const IN_LOG_MS = 5_000

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes as people say them, by thousands: `5.0 GB`. */
export function amountOf(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return power === 0 ? `${bytes} B` : `${(bytes / 1000 ** power).toFixed(1)} ${UNITS[power]}`
}

const counted = (count: number) => Math.round(count).toLocaleString('en-GB')

/** What progress says after so many milliseconds. */
export function lineOfProgress(bytes: number, records: number, ms: number, size: number | undefined): string {
  const seconds = Math.max(ms, 1) / 1000
  const share = size === undefined || size === 0 ? [] : [`${((100 * bytes) / size).toFixed(0)} %`]
  return [
    ...share,
    size === undefined ? amountOf(bytes) : `${amountOf(bytes)} of ${amountOf(size)}`,
    `${amountOf(Math.round(bytes / seconds))}/s`,
    // Not every command counts them.
    ...(records === 0 ? [] : [`${counted(records)} records`, `${counted(records / seconds)} records/s`]),
    `${seconds.toFixed(1)} s`,
  ].join(' · ')
}

interface Watched {
  /** Bytes of the file, where they are known. */
  readonly size?: number | undefined
  /** The command prints lines while it works: on one terminal with them, there is no place for progress. */
  readonly prints?: boolean
  /** Milliseconds from any beginning. */
  readonly now?: () => number
}

/**
 * Tells on standard error how far a large file is: where that is a terminal, or where it was asked for. On a terminal the
 * line is written over itself; elsewhere there is one every five seconds and one at the end.
 */
export class Progress {
  readonly #shell: Shell
  readonly #now: () => number
  readonly #size: number | undefined
  readonly #begun: number
  readonly #every: number
  readonly #onTerminal: boolean
  readonly #told: boolean
  #last: number
  #bytes = 0
  #records = 0

  constructor(cli: Cli, asked: boolean, { size, prints = false, now = () => performance.now() }: Watched = {}) {
    this.#shell = cli.shell
    this.#now = now
    this.#size = size
    const { streams } = cli.shell
    this.#onTerminal = streams?.stderr.isTTY === true && !(prints && streams.stdout.isTTY === true)
    this.#told = asked || this.#onTerminal
    this.#every = this.#onTerminal ? ON_TERMINAL_MS : IN_LOG_MS
    this.#begun = now()
    this.#last = this.#begun
  }

  /** The same bytes, counted. */
  async *through(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.bytes(chunk.length)
      yield chunk
    }
  }

  bytes(count: number): void {
    this.#bytes += count
    if (!this.#told) return
    const now = this.#now()
    if (now - this.#last < this.#every) return
    this.#last = now
    this.#tell(now)
  }

  records(count: number): void {
    this.#records += count
  }

  /** Room for another line on the terminal, such as an error. */
  clear(): void {
    if (this.#told && this.#onTerminal) this.#shell.streams!.stderr.write('\r\x1b[K')
  }

  /** The last word: on a terminal only after something that took long enough to be watched. */
  end(): void {
    if (!this.#told) return
    this.clear()
    const now = this.#now()
    if (!this.#onTerminal || now - this.#begun > 1_000) this.#shell.err(this.#line(now))
  }

  #tell(now: number): void {
    if (this.#onTerminal) this.#shell.streams!.stderr.write(`\r\x1b[K${this.#line(now)}`)
    else this.#shell.err(this.#line(now))
  }

  #line(now: number): string {
    return lineOfProgress(this.#bytes, this.#records, now - this.#begun, this.#size)
  }
}
