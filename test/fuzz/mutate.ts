import { between, oneFrom, type Random } from '../../fixed-width/workbench/random.js'

/** What a mutation may use besides the bytes themselves. */
export interface Surroundings {
  readonly random: Random
  /** Another file, of the same layout or of a strange one. */
  other(): Uint8Array
  /** How long a record is where no line ends stand between; `tags`: what is moved about is tags with what follows them. */
  readonly unit: number | 'tags'
}
type Mutation = (bytes: Buffer, around: Surroundings) => Buffer

const LF = 10
const CR = 13
const TAG = 0x3c
/** What readers stumble over: ends of lines and files, blanks, digits, signs, bytes of other encodings, marks of byte order. */
const STUMBLES = [
  ...[
    '\0',
    '\n',
    '\r',
    '\r\n',
    '\n\r',
    '\t',
    '\x1a',
    '\x7f',
    ' ',
    '0',
    '9',
    '+',
    '-',
    '.',
    ',',
    '{',
    '}',
    'J',
    '"',
    "'",
  ],
  ...['\x80', '\x85', '\xa0', '\xad', '\xff', '\x40', '\xf0', '\xc3', '\xc3\xa4', '\xe2\x82\xac', '\xf0\x9f\x90\xaa'],
  ...[
    '\xef\xbb\xbf',
    '\xff\xfe',
    '\xfe\xff',
    '\x0c',
    '\xed\xa0\x80',
    '\xc0\x80',
    '<',
    '&',
    ']]>',
    '<!--',
    '&#0;',
    '&x;',
  ],
].map((text) => Buffer.from(text, 'latin1'))

const place = ({ random }: Surroundings, bytes: Buffer) => between(random, 0, bytes.length)
const put = (bytes: Buffer, from: number, to: number, by: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(Math.max(from, to))])
/** A range, mostly short. */
function range(around: Surroundings, bytes: Buffer): [from: number, to: number] {
  const from = place(around, bytes)
  const most = oneFrom(around.random, [1, 2, 8, 40, bytes.length])
  return [from, Math.min(bytes.length, from + between(around.random, 0, most))]
}

/** Lines with their ends; records of a fixed length where there are none; tags, where it is these that matter. */
function linesOf(bytes: Buffer, unit: number | 'tags'): Buffer[] {
  const lines: Buffer[] = []
  const separated = bytes.includes(LF)
  for (let at = 0; at < bytes.length; ) {
    let end = bytes.length
    if (unit === 'tags') end = bytes.indexOf(TAG, at + 1)
    else if (separated) end = bytes.indexOf(LF, at) + 1
    else end = at + unit
    if (end <= at || end > bytes.length) end = bytes.length
    lines.push(bytes.subarray(at, end))
    at = end
  }
  return lines
}
const ofLines =
  (change: (lines: Buffer[], around: Surroundings) => void): Mutation =>
  (bytes, around) => {
    const lines = linesOf(bytes, around.unit)
    if (lines.length === 0) return bytes
    change(lines, around)
    return Buffer.concat(lines)
  }
const anyLine = (lines: readonly Buffer[], { random }: Surroundings) => between(random, 0, lines.length - 1)
const endOf = (line: Buffer) => (line.at(-1) !== LF ? 0 : line.at(-2) === CR ? 2 : 1)

const eachByte: readonly Mutation[] = [
  function flipsABit(bytes, around) {
    if (bytes.length === 0) return bytes
    const at = between(around.random, 0, bytes.length - 1)
    bytes[at]! ^= 1 << between(around.random, 0, 7)
    return bytes
  },
  function setsAByte(bytes, around) {
    if (bytes.length > 0) bytes[between(around.random, 0, bytes.length - 1)] = between(around.random, 0, 255)
    return bytes
  },
  function changesADigit(bytes, around) {
    const from = place(around, bytes)
    const at = bytes.findIndex((byte, i) => i >= from && byte >= 48 && byte <= 57)
    if (at >= 0) bytes[at] = between(around.random, 48, 57)
    return bytes
  },
  function overwritesWithWhatReadersStumbleOver(bytes, around) {
    const by = oneFrom(around.random, STUMBLES)
    const at = place(around, bytes)
    return put(bytes, at, Math.min(bytes.length, at + by.length), by)
  },
  function insertsWhatReadersStumbleOver(bytes, around) {
    const at = place(around, bytes)
    return put(bytes, at, at, oneFrom(around.random, STUMBLES))
  },
  function insertsBytes(bytes, around) {
    const at = place(around, bytes)
    const some = Buffer.from(Array.from({ length: between(around.random, 1, 9) }, () => between(around.random, 0, 255)))
    return put(bytes, at, at, some)
  },
  function deletes(bytes, around) {
    return put(bytes, ...range(around, bytes), Buffer.alloc(0))
  },
  function truncates(bytes, around) {
    return bytes.subarray(0, place(around, bytes))
  },
  function beginsLater(bytes, around) {
    return bytes.subarray(place(around, bytes))
  },
  function fills(bytes, around) {
    const [from, to] = range(around, bytes)
    return bytes.fill(oneFrom(around.random, [0, 32, 48, 57, 0x40, 255]), from, to)
  },
  function copiesARange(bytes, around) {
    const [from, to] = range(around, bytes)
    const at = place(around, bytes)
    return put(bytes, at, at, Buffer.from(bytes.subarray(from, to)))
  },
]

const eachLine: readonly Mutation[] = [
  ofLines(function duplicates(lines, around) {
    const at = anyLine(lines, around)
    lines.splice(anyLine(lines, around), 0, lines[at]!)
  }),
  ofLines(function swaps(lines, around) {
    const [one, other] = [anyLine(lines, around), anyLine(lines, around)]
    ;[lines[one], lines[other]] = [lines[other]!, lines[one]!]
  }),
  ofLines(function removes(lines, around) {
    lines.splice(anyLine(lines, around), between(around.random, 1, 3))
  }),
  ofLines(function joins(lines, around) {
    const at = anyLine(lines, around)
    lines[at] = lines[at]!.subarray(0, lines[at]!.length - endOf(lines[at]!))
  }),
  ofLines(function splits(lines, around) {
    const at = anyLine(lines, around)
    const by = oneFrom(around.random, ['\n', '\r\n', '\r', '\n\n', '\r\n\r\n'])
    const column = between(around.random, 0, lines[at]!.length)
    lines[at] = put(lines[at]!, column, column, Buffer.from(by))
  }),
  ofLines(function shortens(lines, around) {
    const at = anyLine(lines, around)
    const line = lines[at]!
    const end = line.length - endOf(line)
    lines[at] = put(line, Math.max(0, end - between(around.random, 1, 30)), end, Buffer.alloc(0))
  }),
  ofLines(function lengthens(lines, around) {
    const at = anyLine(lines, around)
    const end = lines[at]!.length - endOf(lines[at]!)
    const by = Buffer.alloc(between(around.random, 1, 30), oneFrom(around.random, [32, 32, 48, 65, 0]))
    lines[at] = put(lines[at]!, end, end, by)
  }),
  ofLines(function endsOneLineOtherwise(lines, around) {
    const at = anyLine(lines, around)
    const line = lines[at]!
    lines[at] = put(
      line,
      line.length - endOf(line),
      line.length,
      Buffer.from(oneFrom(around.random, ['\n', '\r\n', '\r'])),
    )
  }),
  ofLines(function endsAllLinesOtherwise(lines, around) {
    const end = Buffer.from(oneFrom(around.random, ['\n', '\r\n', '\r', '']))
    for (const [i, line] of lines.entries()) lines[i] = put(line, line.length - endOf(line), line.length, end)
  }),
  ofLines(function addsEmptyLines(lines, around) {
    const end = Buffer.from(oneFrom(around.random, ['\n', '\r\n', '\r', ' \n']))
    for (let left = between(around.random, 1, 3); left > 0; left--)
      lines.splice(between(around.random, 0, lines.length), 0, end)
  }),
]

const wholeFile: readonly Mutation[] = [
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf8'),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'latin1'),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
  (bytes) => Buffer.concat([Buffer.from('\xef\xbb\xbf', 'latin1'), bytes]),
  // As a national variant or an EBCDIC page would have it.
  (bytes) => bytes.map((byte) => byte ^ 0x80) as Buffer,
  (bytes) => Buffer.concat([bytes, bytes]),
  (bytes, around) => Buffer.concat([bytes, around.other()]),
  (bytes, around) => Buffer.concat([bytes.subarray(0, place(around, bytes)), around.other()]),
  (bytes) => bytes.reverse(),
  (_, around) => Buffer.from(around.other()),
  (_, { random }) => Buffer.from(Array.from({ length: between(random, 0, 600) }, () => between(random, 0, 255))),
]

const DOCTYPE = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;">]>'
const eachTag: readonly Mutation[] = [
  function nestsDeeply(bytes, around) {
    const at = bytes.indexOf(TAG, place(around, bytes))
    return put(bytes, at, at, Buffer.from('<a>'.repeat(oneFrom(around.random, [1, 50, 2_000]))))
  },
  function addsAnAttribute(bytes, around) {
    const at = bytes.indexOf('>', place(around, bytes))
    const value = 'x'.repeat(oneFrom(around.random, [0, 3, 3, 9_000]))
    const name = oneFrom(around.random, ['a', 'Ccy', 'xmlns', 'xmlns:p', 'xml:lang', 'xsi:nil', 'Format', 'p:q'])
    return put(bytes, at, at, Buffer.from(` ${name}="${value}"`))
  },
  function addsManyAttributes(bytes, around) {
    const at = bytes.indexOf('>', place(around, bytes))
    return put(bytes, at, at, Buffer.from(Array.from({ length: 300 }, (_, i) => ` a${i}=""`).join('')))
  },
  function putsSomethingBetween(bytes, around) {
    const at = bytes.indexOf(TAG, place(around, bytes))
    const some = ['text', '<!-- -- -->', '<!-- c -->', '<?pi x?>', '<![CDATA[<a>]]>', '<a/>', '&amp;', '&lt;', '&x;']
    const more = [
      '&#65;',
      '&#x1F42A;',
      '&#0;',
      '&#xD800;',
      DOCTYPE,
      '</a>',
      '<a b=c>',
      '<a b="1" b="1">',
      '\u00a0',
      ']]>',
    ]
    return put(bytes, at, at, Buffer.from(oneFrom(around.random, [...some, ...more])))
  },
  function entersADocumentType(bytes) {
    const at = bytes.indexOf('?>') + 2
    return put(bytes, at, at, Buffer.from(DOCTYPE))
  },
  function namesAnotherEncoding(bytes, around) {
    const other = oneFrom(around.random, ['UTF-8', 'ISO-8859-1', 'ISO-8859-15', 'UTF-16', 'windows-1252', 'x', ''])
    return Buffer.from(bytes.toString('latin1').replace(/encoding="[^"]*"/, `encoding="${other}"`), 'latin1')
  },
  function namesAnotherNamespace(bytes, around) {
    const other = oneFrom(around.random, ['urn:other', '', 'http://www.w3.org/2000/xmlns/'])
    return Buffer.from(bytes.toString('latin1').replace(/xmlns="[^"]*"/, `xmlns="${other}"`), 'latin1')
  },
  function writesAnEmptyElementInFull(bytes) {
    return Buffer.from(bytes.toString('latin1').replace(/<([\w:]+)\/>/, '<$1></$1>'), 'latin1')
  },
]

/** A line, or what looks like one, that is longer than anybody would hold in memory on purpose. */
const hugeLine: Mutation = (bytes, around) => {
  const at = place(around, bytes)
  const size = oneFrom(around.random, [5_000, 5_000, 20_000, 20_000, 70_000, 300_000])
  return put(bytes, at, at, Buffer.alloc(size, oneFrom(around.random, [0, 32, 48, 65, 255, 0x3c])))
}

const HARSH = [...wholeFile, hugeLine]
const MOST_BYTES = 400_000

/** The file with something done to it, mostly little: one to six changes. The given bytes stay as they are. */
export function mutate(start: Uint8Array, around: Surroundings): Uint8Array {
  const { random } = around
  let bytes: Buffer = Buffer.from(start)
  let left = 1
  while (left < 6 && random() < 0.4) left++
  for (; left > 0; left--) {
    const chance = random()
    const [bit, line] = around.unit === 'tags' ? [0.25, 0.6] : [0.5, 0.9]
    const some = around.unit === 'tags' ? eachTag : wholeFile
    const kind = chance < bit ? eachByte : chance < line ? eachLine : chance < 0.96 ? some : HARSH
    bytes = Buffer.from(oneFrom(random, kind)(bytes, around))
    if (bytes.length > MOST_BYTES) return bytes.subarray(0, MOST_BYTES)
  }
  return bytes
}

/** The bytes in pieces as a file system or a network might give them: whole, in few, in many, or cut at the line ends. */
export function inChunks(bytes: Uint8Array, random: Random): Uint8Array[] {
  const chance = random()
  if (chance < 0.2) return [bytes]
  const most = chance < 0.3 && bytes.length < 3_000 ? 1 : oneFrom(random, [3, 50, 400, 5_000])
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    let end = Math.min(bytes.length, at + between(random, 1, Math.max(most, bytes.length >> 8)))
    // Between CR and LF is where readers go wrong.
    const cr = bytes.indexOf(CR, at)
    if (cr >= 0 && cr < end && random() < 0.3) end = cr + 1
    chunks.push(bytes.subarray(at, end))
    // Nothing may come, too.
    if (random() < 0.05) chunks.push(bytes.subarray(0, 0))
    at = end
  }
  return chunks
}
