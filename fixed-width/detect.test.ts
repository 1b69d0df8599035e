import { readFileSync } from 'node:fs'
import t from 'tap'
import { detectEncoding } from './detect.js'
import { encodingOf } from './encoding.js'

const FIXTURES = 'test/fixtures'
const sample = (name: string) => readFileSync(`${FIXTURES}/${name}`)

t.test('the two files of one text are told apart: windows-1252 and UTF-8', async (t) => {
  t.equal(detectEncoding(sample('nacha/nonascii.ach')), 'windows-1252')
  t.equal(detectEncoding(sample('nacha/nonascii-utf8.ach')), 'utf-8')
})

t.test('plain text is ASCII, and so are national variants of ISO 646', async (t) => {
  t.equal(detectEncoding(sample('nacha/iat-debit.ach')), 'us-ascii')
  t.equal(detectEncoding(sample('fi-ktl-tito/tito-nordea-demo.txt')), 'us-ascii')
  t.equal(detectEncoding(new Uint8Array(0)), 'us-ascii')
})

t.test('EBCDIC shows by its blanks, digits and letters', async (t) => {
  const { byteOf } = encodingOf('cp037', 'bytes')
  const ebcdic = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'), (unit) => byteOf![unit]!)
  t.equal(detectEncoding(ebcdic('20191115 2019/11/15 522G67A1    Abishek 789.09')), 'cp037')
  t.equal(detectEncoding(Buffer.concat([ebcdic('JOHN SMITH 0012345'), Buffer.from([0, 0, 1, 0x5c])])), 'cp037')
})

t.test('a character that a piece of a file cuts in two is no fault', async (t) => {
  t.equal(detectEncoding(Buffer.from('Åsa €').subarray(0, 6)), 'utf-8')
})

t.test('codes that windows-1252 leaves free can only be control characters of ISO-8859-1', async (t) => {
  t.equal(detectEncoding(Buffer.from('\xc5sa\x81', 'latin1')), 'iso-8859-1')
  t.equal(detectEncoding(Buffer.from('\xc5sa\x80', 'latin1')), 'windows-1252')
})
