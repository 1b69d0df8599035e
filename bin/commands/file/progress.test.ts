import { Writable } from 'node:stream'
import t from 'tap'
import type { Cli, Shell } from '../../cli.js'
import { amountOf, lineOfProgress, Progress } from './progress.js'

t.test('bytes are said by thousands, rates by the second, and the share where the size is known', async (t) => {
  t.same([0, 999, 1000, 1_234_567, 5e9].map(amountOf), ['0 B', '999 B', '1.0 kB', '1.2 MB', '5.0 GB'])
  t.equal(
    lineOfProgress(2_500_000_000, 12_500_000, 40_000, 5_000_000_000),
    '50 % · 2.5 GB of 5.0 GB · 62.5 MB/s · 12,500,000 records · 312,500 records/s · 40.0 s',
  )
  t.equal(lineOfProgress(100, 1, 0, undefined), '100 B · 100.0 kB/s · 1 records · 1,000 records/s · 0.0 s')
})

/** A command line on a terminal or not, and what it was told; the time is moved by hand. */
function watched(isTTY: boolean) {
  const lines: string[] = []
  let written = ''
  const stderr = new Writable({
    write(chunk, _, done) {
      written += chunk
      done()
    },
  })
  const shell = {
    err: (line: string) => void lines.push(line),
    streams: { stderr: Object.assign(stderr, { isTTY }), stdout: { isTTY } },
  }
  let now = 0
  const progress = (asked: boolean, prints = false) =>
    new Progress({ shell: shell as unknown as Shell } as Cli, asked, { size: 1000, prints, now: () => now })
  const pass = (ms: number) => {
    now += ms
  }
  return { lines, progress, pass, written: () => written }
}

t.test('on a terminal one line is written over itself, and quick files are not talked about', async (t) => {
  const { lines, progress, pass, written } = watched(true)
  const quick = progress(false)
  quick.bytes(100)
  pass(50)
  quick.end()
  t.same(lines, [])
  const slow = progress(false)
  pass(300)
  slow.bytes(500)
  t.match(written(), '\r\x1b[K50 % · 500 B of 1.0 kB · ')
  pass(2000)
  slow.bytes(500)
  slow.end()
  t.match(lines, [/^100 % · 1\.0 kB of 1\.0 kB · /])
})

t.test('a command that prints lines on the same terminal is silent, unless asked, and then writes lines', async (t) => {
  const { lines, progress, pass, written } = watched(true)
  const silent = progress(false, true)
  pass(9_000)
  silent.bytes(10)
  silent.end()
  t.same(lines, [])
  const asked = progress(true, true)
  pass(9_000)
  asked.bytes(10)
  asked.end()
  t.equal(lines.length, 2)
  t.equal(written(), '')
})

t.test('where nobody looks on, nothing is said unless asked, and then a line every five seconds', async (t) => {
  const { lines, progress, pass, written } = watched(false)
  const silent = progress(false)
  pass(60_000)
  silent.bytes(10)
  silent.end()
  t.same(lines, [])
  const asked = progress(true)
  for (let i = 0; i < 11; i++) {
    pass(1000)
    asked.bytes(10)
    asked.records(1)
  }
  asked.end()
  t.same(
    lines.map((line) => line.split(' · ')[0]),
    ['5 %', '10 %', '11 %'],
  )
  t.match(lines[2], / · 11 records · 1 records\/s · 11\.0 s$/)
  t.equal(written(), '')
})
