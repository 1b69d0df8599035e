import t from 'tap'
import { pictureOf } from './picture.js'

const of = (picture: string, point: '.' | ',' = '.') => pictureOf(7, 'A-ITEM', picture, point)

t.test('text is as wide as its symbols', (t) => {
  t.same(of('X'), { kind: 'text', width: 1 })
  t.same(of('X(08)'), { kind: 'text', width: 8 })
  t.same(of('a(3)X9(2)'), { kind: 'text', width: 6 })
  t.same(of('XX/XXBX0X'), { kind: 'text', width: 9 })
  t.end()
})

t.test('numbers have digits, decimals and perhaps a sign', (t) => {
  const number = (digits: number, decimals: number, signed = false) => ({
    kind: 'number',
    width: digits,
    digits,
    decimals,
    signed,
  })
  t.same(of('9'), number(1, 0))
  t.same(of('S9(09)V99'), number(11, 2, true))
  t.same(of('9(8)V9(2)'), number(10, 2))
  t.same(of('V9(4)'), number(4, 4))
  t.same(of('9(5)V'), number(5, 0))
  t.same(of('9(3)PP'), number(3, -2))
  t.same(of('9(3)PPV'), { ...number(3, -2) })
  t.same(of('PP9(3)'), number(3, 5))
  t.same(of('SVPP9(3)'), number(3, 5, true))
  t.end()
})

t.test('edited numbers of digits and one point are numbers, others are text', (t) => {
  t.same(of('9(8).9(2)'), {
    kind: 'edited',
    width: 11,
    plain: { decimals: 2, fill: '0', least: 8, point: '.' },
  })
  t.same(of('Z(6)9.99'), { kind: 'edited', width: 10, plain: { decimals: 2, fill: ' ', least: 1, point: '.' } })
  t.same(of('ZZZ9'), { kind: 'edited', width: 4, plain: { decimals: 0, fill: ' ', least: 1, point: '.' } })
  t.same(of('9(4),99', ','), { kind: 'edited', width: 7, plain: { decimals: 2, fill: '0', least: 4, point: ',' } })
  t.same(of('9(4),99'), { kind: 'edited', width: 7 })
  t.same(of('$**,**9.99CR'), { kind: 'edited', width: 12 })
  t.same(of('-(5)9.99'), { kind: 'edited', width: 9 })
  t.same(of('99/99/9999'), { kind: 'edited', width: 10 })
  t.end()
})

t.test('a picture that says nothing is refused with its line and name', (t) => {
  for (const [picture, reason] of [
    ['9(', /bracket/],
    ['9(2', /bracket/],
    ['X(0)', /0 times/],
    ['9V9V9', /at most one V/],
    ['9S9', /S first/],
    ['S', /no digit/],
    ['9(40)', /more than 31 digits/],
    ['9P9', /P on one side/],
    ['P9P', /P on one side/],
    ['V9P', /P on one side/],
    ['9VV', /at most one V/],
    ['Q(3)', /"Q"/],
    ['9.9.9', /more than one decimal point/],
    ['9.9D', /has D/],
    ['X(9999999)', /wider/],
  ] as const)
    t.throws(() => of(picture), { code: 'HUB_COPYBOOK_PICTURE', message: reason }, picture)
  t.throws(() => of('9('), { message: /^copybook line 7: the picture 9\( of A-ITEM / })
  t.throws(() => of('N(5)'), { code: 'HUB_COPYBOOK_UNSUPPORTED', message: /national text/ })
  t.end()
})
