import { XMLParser } from 'fast-xml-parser'
import { SaxesParser } from 'saxes'
import { camt053v02 } from '../xml/documents/camt.js'
import { round } from './measure.js'
import type { Part } from './part.js'
import { statementOf } from './xml-statement.js'

export interface XmlRatesOptions {
  readonly readers: readonly XmlReader[]
  readonly entries: number
  readonly rounds: number
  /** How long each works in each round. */
  readonly milliseconds: number
}
export type XmlReader =
  | 'typed'
  | 'whole'
  | 'tokeniser'
  | 'tokeniserNs'
  | 'fastXmlParser'
  | 'fastXmlParserUnchecked'
  | 'written'
export interface XmlRates {
  readonly megabytes: number
  /** Megabytes a second in each round. */
  readonly rates: Readonly<Record<XmlReader, readonly number[]>>
}

const PIECE = 64 * 1024
/** Turns are short, so that what else the machine does hits all alike. */
const TURNS = 5

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

/** Reads the same statement in turns, several ways. */
export const part: Part<XmlRatesOptions, XmlRates> = async ({ readers, entries, rounds, milliseconds }) => {
  const bytes = await statementOf(entries)
  const document = camt053v02.parse(bytes)
  const records = camt053v02.records('BkToCstmrStmt/Stmt/Ntry')
  // As one would: attributes are wanted, and text stays text, since amounts and references are no numbers of JavaScript.
  const convenient = new XMLParser({ ignoreAttributes: false, parseTagValue: false, parseAttributeValue: false })
  const ways: Record<XmlReader, () => unknown> = {
    typed: () => count(records.readBatches(pieces(bytes))),
    whole: () => camt053v02.parse(bytes).BkToCstmrStmt.Stmt[0]!.Ntry.length,
    tokeniser: () => tokenise(bytes, false),
    tokeniserNs: () => tokenise(bytes, true),
    // Told to validate first: without it, it takes what is no XML.
    fastXmlParser: () => convenient.parse(bytes.toString(), true),
    fastXmlParserUnchecked: () => convenient.parse(bytes.toString()),
    written: () => camt053v02.bytes(document),
  }
  if (ways.whole() !== entries || (await ways.typed()) !== entries) throw new Error('not every entry was read')
  const rates = Object.fromEntries(readers.map((reader) => [reader, [] as number[]])) as Record<XmlReader, number[]>
  // The round before the first is for the compiler.
  for (let counted = -1; counted < rounds; counted++) {
    const sums = readers.map((reader) => ({ reader, times: 0, ms: 0 }))
    for (let turn = 0; turn < TURNS; turn++) {
      for (const sum of sums) {
        const began = performance.now()
        do {
          await ways[sum.reader]()
          sum.times++
        } while (performance.now() - began < milliseconds / TURNS)
        sum.ms += performance.now() - began
      }
    }
    if (counted < 0) continue
    for (const { reader, times, ms } of sums) rates[reader].push(round((bytes.length * times) / 1e3 / ms, 2))
  }
  return { megabytes: round(bytes.length / 1e6, 2), rates }
}
