import t from 'tap'
import { isHubError } from '../bus/errors.js'
import { xmlDocument } from './document.js'
import { text } from './simple.js'

const word = xmlDocument('word', { summary: 'A word.', root: 'w', of: text() })

const utf16be = (xml: string) => Buffer.from(xml, 'utf16le').swap16()
const utf16le = (xml: string) => Buffer.from(xml, 'utf16le')
const latin = (xml: string) => Buffer.from(xml, 'latin1')
const declared = (encoding: string, content = 'päivä') =>
  `<?xml version="1.0" encoding="${encoding}"?><w>${content}</w>`
const codeOf = (bytes: Uint8Array) => {
  try {
    word.parse(bytes)
  } catch (error) {
    return isHubError(error) ? error.code : String(error)
  }
  return 'read'
}

t.test('the declared encoding is the encoding', async (t) => {
  t.equal(word.parse(Buffer.from('<w>päivä €</w>')), 'päivä €', 'UTF-8 without a declaration')
  t.equal(word.parse(Buffer.from(declared('utf-8'))), 'päivä')
  t.equal(word.parse(Buffer.from(`\ufeff${declared('UTF-8')}`)), 'päivä', 'with a byte order mark')
  t.equal(word.parse(utf16le(`\ufeff${declared('UTF-16')}`)), 'päivä')
  t.equal(word.parse(utf16be(`\ufeff${declared('UTF-16')}`)), 'päivä')
  t.equal(word.parse(utf16be('\ufeff<w>päivä</w>')), 'päivä', 'the mark says enough')
  t.equal(word.parse(utf16le(declared('UTF-16LE'))), 'päivä', 'without a mark')
  t.equal(word.parse(utf16be('<w>päivä</w>')), 'päivä')
  t.equal(word.parse(latin(declared('ISO-8859-1'))), 'päivä')
  t.equal(word.parse(latin(declared('iso-8859-15', '\xa4 \xe4'))), '€ ä')
  t.equal(word.parse(latin(declared('Windows-1252', '\x80 \xe4'))), '€ ä')
  t.equal(word.parse(latin(declared('US-ASCII', 'p&#228;iv&#xE4;'))), 'päivä')
  t.equal(word.parse(latin("<?xml version='1.0' encoding = 'ISO-8859-1' standalone='yes' ?><w>\xe4</w>")), 'ä')
})

t.test('a document whose bytes and declaration differ is refused', async (t) => {
  const wrong: Readonly<Record<string, Uint8Array>> = {
    'Latin 1 without a declaration': latin('<w>p\xe4iv\xe4</w>'),
    'Latin 1 declared as UTF-8': latin(declared('UTF-8')),
    'UTF-8 cut in a character': Buffer.from('<w>ä</w>').subarray(0, 4),
    'an overlong form': Buffer.from([0x3c, 0x77, 0x3e, 0xc0, 0xaf, 0x3c, 0x2f, 0x77, 0x3e]),
    'a surrogate in UTF-8': Buffer.from([0x3c, 0x77, 0x3e, 0xed, 0xa0, 0x80, 0x3c, 0x2f, 0x77, 0x3e]),
    'half a character in UTF-16': utf16le('\ufeff<w>\ud800</w>'),
    'half a unit of UTF-16': Buffer.concat([utf16le('\ufeff<w>a</w>'), Buffer.from([0x20])]),
    'UTF-8 marked, Latin 1 declared': Buffer.from(`\ufeff${declared('ISO-8859-1')}`),
    'UTF-16 marked, UTF-8 declared': utf16le(`\ufeff${declared('UTF-8')}`),
    'UTF-16BE marked, UTF-16LE declared': utf16be(`\ufeff${declared('UTF-16LE')}`),
    'UTF-16 declared in single bytes': latin(declared('UTF-16')),
    'windows-1252 declared as ISO-8859-1': latin(declared('ISO-8859-1', '\x93a\x94')),
    'a byte that windows-1252 lacks': latin(declared('windows-1252', '\x81')),
    'more than ASCII': latin(declared('US-ASCII', '\xe4')),
    'an encoding that nobody reads': latin(declared('EBCDIC-CP-FI', 'a')),
    'an encoding named like a property of objects': latin(declared('constructor', 'a')),
    'a declaration too long to be seen': Buffer.from(
      `<?xml version="1.0"${' '.repeat(2_000)}encoding="ISO-8859-1"?><w>ä</w>`,
    ),
    'two byte order marks': Buffer.from('\ufeff\ufeff<w/>'),
    'UTF-32': Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]),
  }
  for (const [name, bytes] of Object.entries(wrong)) {
    const code = codeOf(bytes)
    t.ok(code === 'HUB_XML_ENCODING' || (name === 'UTF-32' && code === 'HUB_XML_MALFORMED'), `${name}: ${code}`)
  }
})

t.test('where the bytes are divided makes no difference', async (t) => {
  const documents = [
    Buffer.from(`\ufeff${declared('UTF-8', 'päivä 🐪 €')}`),
    utf16be(`\ufeff${declared('UTF-16', 'päivä 🐪 €')}`),
    latin(declared('ISO-8859-15', 'p\xe4iv\xe4 \xa4')),
    Buffer.from('<w>a\r\nä</w>'),
  ]
  for (const bytes of documents) {
    const whole = word.parse(bytes)
    t.equal(await word.read(Array.from(bytes, (byte) => Uint8Array.of(byte))), whole)
    for (let at = 1; at < bytes.length; at++)
      if ((await word.read([bytes.subarray(0, at), bytes.subarray(at)])) !== whole) t.fail(`divided at ${at}`)
  }
})

t.test('a buffer that its owner uses again is not read twice', async (t) => {
  const bytes = Buffer.from(declared('UTF-8'))
  async function* reusing() {
    const buffer = Buffer.alloc(3)
    for (let at = 0; at < bytes.length; at += 3) {
      const length = bytes.copy(buffer, 0, at, at + 3)
      yield buffer.subarray(0, length)
    }
  }
  t.equal(await word.read(reusing()), 'päivä')
})
