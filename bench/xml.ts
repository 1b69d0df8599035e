import { round, spread } from './measure.js'
import { inItsOwnProcess } from './part.js'
import type { XmlRates, XmlRatesOptions, XmlReader } from './xml-rates.js'

/** What `npm run bench -- xml --json` prints. Rates are megabytes a second of a camt.053.001.02, the best of the rounds. */
export interface XmlFigures {
  /** Read by the schema, all of it checked, into typed entries that come one by one; like the tokeniser it keeps none. */
  readonly typedMegabytesPerSecond: number
  /** Only cut into tags and texts by the same tokeniser, without namespaces. */
  readonly tokeniserMegabytesPerSecond: number
  readonly ratio: number
  /** fast-xml-parser with attributes, no numbers made of texts, and its validation. */
  readonly fastXmlParserMegabytesPerSecond: number
  readonly times: number
  // What explains them.
  /** The tokeniser where it resolves namespaces itself. */
  readonly namespaceTokeniserMegabytesPerSecond: number
  /** fast-xml-parser without its validation. */
  readonly fastXmlParserUncheckedMegabytesPerSecond: number
  /** Read whole, into one typed object. */
  readonly wholeMegabytesPerSecond: number
  readonly wholeRatio: number
  readonly wholeTimes: number
  readonly writtenMegabytesPerSecond: number
  readonly typedSpread: number
  readonly tokeniserSpread: number
  readonly megabytes: number
  readonly entries: number
  readonly quick: boolean
  readonly node: string
}

const COMPARED: readonly XmlReader[] = ['typed', 'whole', 'tokeniser', 'fastXmlParser']
const OTHERS: readonly XmlReader[] = ['tokeniserNs', 'fastXmlParserUnchecked', 'written']
const FULL = { entries: 5_000, rounds: 3, milliseconds: 2_000 }
/** Shows that everything runs; what it measures says little. */
const QUICK = { entries: 50, rounds: 1, milliseconds: 20 }

/** Measures the typed reader beside its tokeniser and the usual package, in turns in one process, and then the others. */
export async function xmlBench(quick: boolean, say: (line: string) => void): Promise<XmlFigures> {
  const size = quick ? QUICK : FULL
  const { entries } = size
  const measure = (readers: readonly XmlReader[]) => {
    const options: XmlRatesOptions = { ...size, readers }
    return inItsOwnProcess<XmlRates>('xml-rates', options)
  }
  say('a statement, typed, as tokens and with fast-xml-parser in turns')
  const { megabytes, rates: compared } = await measure(COMPARED)
  say('the same written, and read in other ways')
  const rates = { ...compared, ...(await measure(OTHERS)).rates }
  const best = (reader: XmlReader) => Math.max(...rates[reader])
  return {
    typedMegabytesPerSecond: best('typed'),
    tokeniserMegabytesPerSecond: best('tokeniser'),
    ratio: round(best('typed') / best('tokeniser'), 2),
    fastXmlParserMegabytesPerSecond: best('fastXmlParser'),
    times: round(best('typed') / best('fastXmlParser'), 2),
    namespaceTokeniserMegabytesPerSecond: best('tokeniserNs'),
    fastXmlParserUncheckedMegabytesPerSecond: best('fastXmlParserUnchecked'),
    wholeMegabytesPerSecond: best('whole'),
    wholeRatio: round(best('whole') / best('tokeniser'), 2),
    wholeTimes: round(best('whole') / best('fastXmlParser'), 2),
    writtenMegabytesPerSecond: best('written'),
    typedSpread: spread(rates.typed),
    tokeniserSpread: spread(rates.tokeniser),
    megabytes,
    entries,
    quick,
    node: process.version,
  }
}
