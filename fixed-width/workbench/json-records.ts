const MOST = 16 * 1024 * 1024

/** What is wrong with the text of records. */
export class JsonWrong extends Error {}

export interface JsonRecords {
  /** Records that are complete, in order. Throws JsonWrong. */
  push(text: string): unknown[]
  /** The last ones. Throws JsonWrong where the text ends too early. */
  end(): unknown[]
  /** The layout that the document says it is of, as far as it has been read. */
  readonly layout: unknown
}

/**
 * Records out of JSON text that comes in pieces: one document with a list `records`, as `file read --json` prints, or an
 * object after the other, as `--jsonl` prints. One record at a time is in memory, however long the text.
 */
export function jsonRecords(): JsonRecords {
  return new Splitter()
}

/**
 * Finds where values begin and end by their brackets and quotes; what stands between is judged by JSON.parse. Depth 0 is
 * outside all, 1 in a first object, 2 in its list of records.
 */
class Splitter implements JsonRecords {
  layout: unknown
  #kind: 'unknown' | 'document' | 'records' = 'unknown'
  #text = ''
  #depth = 0
  /** Depth at which the list of records is open; 0: it is not. */
  #listAt = 0
  #inString = false
  #escaped = false
  /** Where the value that is being read began; -1: between values. */
  #from = -1
  #listSeen = false
  /** In the list: what may come next. */
  #due: 'first' | 'comma' | 'value' = 'first'
  #ended = false
  #out: unknown[] = []

  push(text: string): unknown[] {
    this.#out = []
    const from = this.#text.length
    this.#text += text
    for (let i = from; i < this.#text.length; i++) this.#take(i, this.#text.charCodeAt(i))
    this.#forget()
    return this.#out
  }

  end(): unknown[] {
    this.#out = []
    if (this.#depth > 0 || this.#inString) throw new JsonWrong('it ends too early, so it is no JSON')
    if (this.#kind === 'document' && !this.#listSeen) throw new JsonWrong('there is no list "records"')
    return this.#out
  }

  #take(i: number, c: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (c === 92) this.#escaped = true
      else if (c === 34) this.#inString = false
      return
    }
    const between = this.#listAt > 0 && this.#depth === this.#listAt
    if (between && c !== 93) this.#between(c)
    if (c === 34) this.#inString = true
    else if (c === 123 || c === 91) this.#open(i, c)
    else if (c === 125 || c === 93) this.#close(i)
    else if (this.#depth === 0 && c > 32) throw new JsonWrong('it is no JSON')
  }

  /** A character of the list that is inside no record. */
  #between(c: number): void {
    if (c <= 32) return
    if (c === 44 && this.#due === 'comma') this.#due = 'value'
    else if (c === 123 && this.#due !== 'comma') this.#due = 'comma'
    else throw new JsonWrong('the list "records" holds something that is no record')
  }

  #open(i: number, c: number): void {
    if (this.#depth === 0) {
      if (c === 91) throw new JsonWrong('there is no list "records"')
      if (this.#ended && this.#kind === 'document') throw new JsonWrong('something follows the document')
      this.#from = i
    }
    // The first list in the first object called records makes it a document.
    if (this.#depth === 1 && c === 91 && this.#kind !== 'records' && !this.#listSeen) {
      const head = this.#text.slice(this.#from, i)
      if (/"records"\s*:\s*$/.test(head)) {
        this.#headOfDocument(head)
        this.#depth++
        return
      }
    }
    if (this.#listAt > 0 && this.#depth === this.#listAt) this.#from = i
    this.#depth++
  }

  #headOfDocument(head: string): void {
    const opened = parsed(`${head}null}`) as { readonly layout?: unknown }
    this.layout = opened.layout
    this.#kind = 'document'
    this.#listSeen = true
    this.#listAt = this.#depth + 1
    this.#from = -1
  }

  #close(i: number): void {
    this.#depth--
    if (this.#depth < 0) throw new JsonWrong('it is no JSON')
    if (this.#listAt > 0) {
      if (this.#depth === this.#listAt) this.#value(i)
      else if (this.#depth < this.#listAt) {
        if (this.#due === 'value') throw new JsonWrong('it is no JSON')
        // What follows the list in the document is judged as a whole, too.
        this.#listAt = 0
        this.#from = i + 1
      }
      return
    }
    if (this.#depth > 0) return
    if (this.#kind === 'document') this.#tail(i)
    else this.#record(i)
  }

  #value(i: number): void {
    this.#out.push(parsed(this.#text.slice(this.#from, i + 1)))
    this.#from = -1
  }

  #tail(i: number): void {
    const rest = parsed(`{"_":null${this.#text.slice(this.#from, i)}}`) as { readonly layout?: unknown }
    this.layout ??= rest.layout
    this.#ended = true
    this.#from = -1
  }

  #record(i: number): void {
    const value = parsed(this.#text.slice(this.#from, i + 1))
    if (this.#kind === 'unknown' && (value as { record?: unknown }).record === undefined) {
      throw new JsonWrong('there is no list "records"')
    }
    this.#kind = 'records'
    this.#out.push(value)
    this.#from = -1
  }

  /** Keeps only what has not been read out. */
  #forget(): void {
    if (this.#from < 0) this.#text = ''
    else {
      this.#text = this.#text.slice(this.#from)
      this.#from = 0
    }
    if (this.#text.length > MOST) throw new JsonWrong(`one record has more than ${MOST} characters`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonWrong('it is no JSON')
  }
}
