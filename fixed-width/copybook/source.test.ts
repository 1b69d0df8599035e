import t from 'tap'
import { type SourceFormat, sentencesOf } from './source.js'

const words = (text: string, format: SourceFormat = 'fixed') =>
  sentencesOf(text, format).map((sentence) => sentence.map(({ text }) => text).join(' '))

t.test('columns 1-6 and from 73 on are no COBOL, comments and listing words neither', (t) => {
  const text = [
    '000100 01  A.                                                           CHANGED1',
    '000200* a comment',
    '000300/ a page',
    '000400D    05 DEBUG PIC X.',
    '000500     05 B PIC X. *> to the end',
    '           EJECT',
    '           SKIP1.',
    '',
  ].join('\r\n')
  t.same(words(text), ['01 A', '05 B PIC X'])
  t.end()
})

t.test('an entry may stand on several lines, and several on one', (t) => {
  const text = '       01 A.\n           05 B\n              PIC 9(3), USAGE; COMP. 05 C PIC X.\n'
  t.same(words(text), ['01 A', '05 B PIC 9(3) USAGE COMP', '05 C PIC X'])
  t.same(
    sentencesOf(text, 'fixed').map(([first]) => first.line),
    [1, 2, 3],
  )
  t.end()
})

t.test('a period inside a picture ends nothing', (t) => {
  t.same(words('       05 A PIC 9(8).9(2).\n'), ['05 A PIC 9(8).9(2)'])
  t.end()
})

t.test('words and literals go on in the line below, where column 7 says so', (t) => {
  t.same(words('       01 VERY-LONG-N\n      -    AME PIC X.\n'), ['01 VERY-LONG-NAME PIC X'])
  const first = "01 A PIC X(80) VALUE 'ab"
  t.same(words(`       ${first}\n      -    'cd'.\n`), [`${first.padEnd(65)}cd'`])
  t.end()
})

t.test('literals keep blanks, periods and doubled quotes', (t) => {
  t.same(words(`       88 A VALUE 'a. b' "it""s".\n`), [`88 A VALUE 'a. b' "it""s"`])
  t.end()
})

t.test('tabs stand for columns, and free format begins anywhere', (t) => {
  t.same(words('\t01 A.\n\t05 B PIC X.\n'), ['01 A', '05 B PIC X'])
  t.same(words('01 A. *> words\n* a comment\n  05 B PIC X.\n', 'free'), ['01 A', '05 B PIC X'])
  t.end()
})

t.test('what is no COBOL is named with its line', (t) => {
  const refused = (text: string, line: number, message: RegExp) =>
    t.throws(() => words(text), {
      code: 'HUB_COPYBOOK_SYNTAX',
      message: new RegExp(`^copybook line ${line}: .*${message.source}`),
    })
  refused('01 REC.\n', 1, /column 7 .*format.*found "\."/)
  refused('       01 A.\n       05 B PIC X\n', 2, /a period at the end/)
  refused("       01 A VALUE 'open.\n", 1, /a quote at its end/)
  refused('      -    A.\n', 1, /a line that this one continues/)
  t.end()
})
