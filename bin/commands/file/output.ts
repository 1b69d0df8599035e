import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { Shell } from '../../cli.js'

const PIECE = 64 * 1024

/**
 * Where a command prints what may be as large as a file: in large pieces, and never faster than it is taken. A shell
 * without streams, as tests have it, is given lines.
 */
export class Output {
  readonly #shell: Shell
  readonly #stream: Writable | undefined
  #lines: string[] = []
  #size = 0

  constructor(shell: Shell) {
    this.#shell = shell
    this.#stream = shell.streams?.stdout
  }

  /** Adds a line. Await what comes back, if anything does: it is when there is room for more. */
  line(text: string): Promise<void> | undefined {
    if (this.#stream === undefined) {
      this.#shell.out(text)
      return undefined
    }
    this.#lines.push(text)
    this.#size += text.length + 1
    return this.#size < PIECE ? undefined : this.flush()
  }

  /** Bytes as they are, such as a file. */
  async bytes(chunk: Uint8Array): Promise<void> {
    await this.flush()
    if (this.#stream === undefined) this.#shell.out(Buffer.from(chunk).toString('latin1'))
    else await this.#put(chunk)
  }

  /** Everything that was given is on its way. */
  async flush(): Promise<void> {
    if (this.#lines.length === 0) return
    const text = `${this.#lines.join('\n')}\n`
    this.#lines = []
    this.#size = 0
    await this.#put(text)
  }

  async #put(piece: string | Uint8Array): Promise<void> {
    if (!this.#stream!.write(piece)) await once(this.#stream!, 'drain')
  }
}
