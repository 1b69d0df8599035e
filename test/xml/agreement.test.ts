import { readFileSync } from 'node:fs'
import t from 'tap'
import { isHubError } from '../../bus/errors.js'
import type { XmlDocument } from '../../xml/document.js'
import { camt053v02, camt054v08 } from '../../xml/documents/camt.js'
import { finvoice } from '../../xml/documents/finvoice.js'
import { pain001v03 } from '../../xml/documents/pain-001.js'
import { validateXsd, type Xsd, xsd } from '../../xml/xsd/xsd.js'
import { finvoiceWithOriginalDate } from './generate.js'

// The typed readers and libxml2 judge the same documents by the same schemas, and know nothing of each other. Documents
// are damaged at random, always in the same way, and the two must say the same; what is read must be written valid.

t.setTimeout(180_000)
const DAMAGES = 250

/** Numbers from 0 to `below`, the same on every run. */
function random(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const VALUES = [
  ...['', 'x', '0', '-1', '1.5', '1,50', '-0,00', '0.000001', '+5', '5.', '.5', 'INF', '123456789012345678', '1'],
  ...['EUR', 'EURO', 'CRDT', 'true', 'é', 'A'.repeat(36), 'A'.repeat(141), 'FI2112345600000785', ' 12 '],
  ...['2026-02-30', '2026-02-28', '2026-02-28T10:00:00', '2026-02-28T25:00:00', '20260101'],
]

type Draw = ReturnType<typeof random>
const DAMAGE: Readonly<Record<string, (lines: string[], at: number, draw: Draw) => void>> = {
  value: (lines, at, draw) => {
    lines[at] = lines[at]!.replace(/>[^<]*</, `>${VALUES[draw(VALUES.length)]}<`)
  },
  attribute: (lines, at, draw) => {
    lines[at] = lines[at]!.replace(/="[^"]*"/, `="${VALUES[draw(VALUES.length)]}"`)
  },
  missing: (lines, at) => {
    lines.splice(at, 1)
  },
  doubled: (lines, at) => {
    lines.splice(at, 0, lines[at]!)
  },
  swapped: (lines, at) => {
    const next = Math.min(at + 1, lines.length - 2)
    ;[lines[at], lines[next]] = [lines[next]!, lines[at]!]
  },
  renamed: (lines, at) => {
    lines[at] = lines[at]!.replace(/(<\/?)\w+/g, '$1Cd')
  },
}

/** What the typed reader says against a document, and what it would write of one that it takes. */
function judged(document: XmlDocument<unknown, never>, bytes: Uint8Array): { refused?: string; written?: Uint8Array } {
  try {
    return { written: document.bytes(document.parse(bytes) as never) }
  } catch (error) {
    if (!isHubError(error)) throw error
    // Sums that are wrong are no matter of the schema.
    return error.code === 'HUB_XML_RULE' ? {} : { refused: error.message }
  }
}

const fixture = (path: string) => readFileSync(`test/fixtures/${path}`)
const iso = (name: string): Xsd => xsd(name, fixture(`iso20022-xml/${name}.xsd`))

for (const [file, document, schema] of [
  ['iso20022-xml/camt053.v2.multi.statement.xml', camt053v02, iso('camt.053.001.02')],
  ['iso20022-xml/camt054.v8.xml', camt054v08, iso('camt.054.001.08')],
  ['iso20022-xml/pain.001.001.03.xml', pain001v03, iso('pain.001.001.03')],
  ['finvoice-xml/sender-system.xml', finvoice, finvoiceWithOriginalDate()],
  ['finvoice-xml/credit-note.xml', finvoice, finvoiceWithOriginalDate()],
] as const) {
  t.test(`reader and schema agree on every damage of ${file}`, async (t) => {
    const whole = fixture(file).toString()
    const draw = random(20261122)
    const kinds = Object.values(DAMAGE)
    let refused = 0
    let accepted = 0
    for (let turn = 0; turn < DAMAGES; turn++) {
      const lines = whole.split('\n')
      kinds[draw(kinds.length)]!(lines, 2 + draw(lines.length - 3), draw)
      const bytes = Buffer.from(lines.join('\n'))
      if (bytes.equals(Buffer.from(whole))) continue
      const { refused: said, written } = judged(document as XmlDocument<unknown, never>, bytes)
      const problems = await validateXsd(bytes, schema)
      if ((said === undefined) !== (problems.length === 0))
        t.fail(`damage ${turn}: reader says ${said ?? 'nothing'}, schema says ${problems[0]?.says ?? 'nothing'}`)
      if (written !== undefined && (await validateXsd(written, schema)).length > 0)
        t.fail(`damage ${turn}: what is written of it is not valid`)
      if (said === undefined) accepted++
      else refused++
    }
    t.ok(refused > 20 && accepted > 5, `${refused} refused and ${accepted} accepted alike`)
  })
}
