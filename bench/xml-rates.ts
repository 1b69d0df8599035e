import { XMLParser } from 'fast-xml-parser'
import { SaxesParser } from 'saxes'
import { camt053v02 } from '../xml/documents/camt.js'
import { round } from './measure.js'
import type { Part } from './part.js'
import { statementOf } from './xml-statement.js'

export interface XmlRatesOptions {
  readonly entries: number
  readonly rounds: number
  /** How long each reads in each round. */
  readonly milliseconds: number
  readonly indent?: number
}
export type XmlReader =
  | 'typed'
  | 'tokeniser'
  | 'tokeniserNs'
  | 'streamed'
  | 'fastXmlParser'
  | 'fastXmlParserUnchecked'
  | 'written'
export interface XmlRatesResult {
  readonly megabytes: number
  readonly entries: number
  /** Megabytes a second, the best and the worst of the rounds. */
  readonly rates: Readonly<Record<XmlReader, { readonly best: number; readonly worst: number }>>
}

const PIECE = 64 * 1024

/** The tokeniser with a listener for tags and texts that does nothing, fed as our reader feeds it. */
function tokenise(bytes: Uint8Array, xmlns: boolean): void {
  const parser = xmlns ? new SaxesParser({ xmlns: true }) : new SaxesParser()
  parser.on('opentag', () => {})
  parser.on('closetag', () => {})
  parser.on('text', () => {})
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (let at = 0; at < bytes.length; at += PIECE)
    parser.write(decoder.decode(bytes.subarray(at, at + PIECE), { stream: true }))
  parser.write(decoder.decode())
  parser.close()
}

async function count(all: AsyncIterable<readonly unknown[]>): Promise<number> {
  let found = 0
  for await (const some of all) found += some.length
  return found
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

/** Reads the same statement in turns: typed, as bare tokens, and with the package that most programs use. */
export const part: Part<XmlRatesOptions, XmlRatesResult> = async ({ entries, rounds, milliseconds, indent }) => {
  const bytes = await statementOf(entries, indent)
  const document = camt053v02.parse(bytes)
  const records = camt053v02.records('BkToCstmrStmt/Stmt/Ntry')
  // As one would: attributes are wanted, and text stays text, since amounts and references are no numbers of JavaScript.
  const convenient = new XMLParser({ ignoreAttributes: false, parseTagValue: false, parseAttributeValue: false })
  const readers: Record<XmlReader, () => unknown> = {
    typed: () => camt053v02.parse(bytes).BkToCstmrStmt.Stmt[0]!.Ntry.length,
    tokeniser: () => tokenise(bytes, false),
    tokeniserNs: () => tokenise(bytes, true),
    streamed: () => count(records.readBatches(pieces(bytes))),
    // Told to validate first: without it, it takes what is no XML.
    fastXmlParser: () => convenient.parse(bytes.toString(), true),
    fastXmlParserUnchecked: () => convenient.parse(bytes.toString()),
    written: () => camt053v02.bytes(document, indent === undefined ? {} : { indent }),
  }
  if (readers.typed() !== entries || (await readers.streamed()) !== entries) throw new Error('not every entry was read')
  const rates = Object.fromEntries(
    Object.keys(readers).map((name) => [name, { best: 0, worst: Number.POSITIVE_INFINITY }]),
  ) as Record<XmlReader, { best: number; worst: number }>
  // The first round warms up and is not counted.
  for (let turn = 0; turn <= rounds; turn++) {
    for (const [name, read] of Object.entries(readers) as [XmlReader, () => unknown][]) {
      let times = 0
      const begun = performance.now()
      do {
        await read()
        times++
      } while (performance.now() - begun < milliseconds)
      const rate = (bytes.length * times) / 1e3 / (performance.now() - begun)
      if (turn === 0) continue
      rates[name].best = Math.max(rates[name].best, round(rate, 2))
      rates[name].worst = Math.min(rates[name].worst, round(rate, 2))
    }
  }
  return { megabytes: round(bytes.length / 1e6, 2), entries, rates }
}
