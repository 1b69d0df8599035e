import t from 'tap'
import { encodingOf } from '../encoding.js'
import { text } from '../fields/text.js'
import { repeat } from '../frame.js'
import { layout, record } from '../layout.js'
import { ISO_646, type Iso646Name } from './iso-646.js'

const NAMES = Object.keys(ISO_646) as Iso646Name[]

t.test('national letters stand in the places of brackets and braces', async (t) => {
  const read = (name: Iso646Name, units: string) => encodingOf(name, 'bytes').toText(units)
  t.equal(
    read('iso-646-fi', 'Maksum{{r{ys HENKIL\\ST\\OSASTO K{teisnosto'),
    'Maksumääräys HENKILÖSTÖOSASTO Käteisnosto',
  )
  t.equal(read('iso-646-se', '}{|][\\'), 'åäöÅÄÖ')
  t.equal(read('iso-646-se2', '@^`~'), 'ÉÜéü')
  t.equal(read('iso-646-no', '{|}[\\]'), 'æøåÆØÅ')
  t.equal(read('iso-646-dk', 'bl}b{r'), 'blåbær')
  t.equal(read('iso-646-de', 'Stra~e [\\]{|}@'), 'Straße ÄÖÜäöü§')
  t.equal(read('iso-646-fr', '@{}|\\'), 'àéèùç')
  t.equal(read('iso-646-gb', '#5'), '£5')
  t.equal(read('iso-646-es', '[\\]|}'), '¡Ñ¿ñç')
  t.equal(read('iso-646-it', '@{}|~`]'), '§àèòìùé')
})

t.test('what a variant replaced is lacking, and there is no upper half', async (t) => {
  const { toUnits, toText } = encodingOf('iso-646-fi', 'bytes')
  for (const lacking of ['{', '[', '\\', '$', '~', 'é', '€']) t.equal(toUnits(lacking), undefined, lacking)
  t.equal(toText('\xe4'), undefined)
  t.equal(toText('\t'), undefined)
})

t.test('units and text are each other’s inverse in every variant', async (t) => {
  for (const name of NAMES) {
    const { toText, toUnits, plain } = encodingOf(name, 'bytes')
    let characters = 0
    for (let code = 0; code < 256; code++) {
      const unit = String.fromCharCode(code)
      const found = toText(unit)
      if (found === undefined) continue
      characters++
      t.equal(toUnits(found), unit)
      t.equal(plain[code] === 1, found === unit)
    }
    t.equal(characters, 95, name)
  }
})

t.test('the compiled reader and writer translate as well', async (t) => {
  const rows = layout('rows', {
    summary: 'For a test.',
    encoding: 'iso-646-fi',
    lines: { write: 'lf' },
    records: { row: record(12, { words: text(12) }) },
    frame: [repeat('row')],
  })
  const file = Buffer.from('HENKIL\\ST\\  \nabcdefgh{jkl\n')
  const found: { readonly record: 'row'; readonly words: string }[] = []
  for await (const one of rows.read([file])) found.push(one)
  t.same(
    found.map(({ words }) => words),
    ['HENKILÖSTÖ', 'abcdefghäjkl'],
  )
  const chunks: Uint8Array[] = []
  for await (const chunk of rows.write(found)) chunks.push(chunk)
  t.same(Buffer.concat(chunks), file)
})
