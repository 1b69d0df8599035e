import { round } from './measure.js'
import { inItsOwnProcess } from './part.js'
import type { XmlRatesOptions, XmlRatesResult } from './xml-rates.js'

/** What `npm run bench -- xml --json` prints. Rates are megabytes a second of a camt.053.001.02, the best of the rounds. */
export interface XmlFigures {
  /** Read by the schema into a typed object, all of it checked. */
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
  /** Entry by entry, nothing being kept. */
  readonly streamedMegabytesPerSecond: number
  readonly writtenMegabytesPerSecond: number
  readonly typedSpread: number
  readonly tokeniserSpread: number
  readonly megabytes: number
  readonly entries: number
  readonly quick: boolean
  readonly node: string
}

const FULL: XmlRatesOptions = { entries: 5_000, rounds: 3, milliseconds: 2_000 }
/** Shows that everything runs; what it measures says little. */
const QUICK: XmlRatesOptions = { entries: 50, rounds: 1, milliseconds: 20 }

/** Measures the typed reader beside its tokeniser and the usual package, in turns, in a process of its own. */
export async function xmlBench(quick: boolean, say: (line: string) => void): Promise<XmlFigures> {
  say('reading a statement, typed, as tokens and with fast-xml-parser in turns')
  const { megabytes, entries, rates } = await inItsOwnProcess<XmlRatesResult>('xml-rates', quick ? QUICK : FULL)
  const { typed, tokeniser, fastXmlParser } = rates
  const spread = ({ best, worst }: { readonly best: number; readonly worst: number }) => round((best - worst) / best, 2)
  return {
    typedMegabytesPerSecond: typed.best,
    tokeniserMegabytesPerSecond: tokeniser.best,
    ratio: round(typed.best / tokeniser.best, 2),
    fastXmlParserMegabytesPerSecond: fastXmlParser.best,
    times: round(typed.best / fastXmlParser.best, 2),
    namespaceTokeniserMegabytesPerSecond: rates.tokeniserNs.best,
    fastXmlParserUncheckedMegabytesPerSecond: rates.fastXmlParserUnchecked.best,
    streamedMegabytesPerSecond: rates.streamed.best,
    writtenMegabytesPerSecond: rates.written.best,
    typedSpread: spread(typed),
    tokeniserSpread: spread(tokeniser),
    megabytes,
    entries,
    quick,
    node: process.version,
  }
}
