import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { HubError, neverSent } from '../../bus/errors.js'
import { opened } from '../../sandbox/stand-ins/harness.js'
import { files } from './files.js'
import { checkedFileName, isTemporary, patternOf } from './names.js'

const ledger = files('ledger')
const sha = (text: string) => createHash('sha256').update(text).digest('hex')
async function* bytesOf(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}
const fresh = async (t: Test) => {
  const root = await mkdtemp(join(tmpdir(), 'files-'))
  t.teardown(() => rm(root, { recursive: true, force: true, maxRetries: 10 }))
  for (const name of ['in', 'out']) await mkdir(join(root, name))
  return root
}
async function outbox(t: Test) {
  const root = await fresh(t)
  const hub = await opened(t, ledger, { folder: join(root, 'out') }, join(root, 'data'))
  return { hub, out: join(root, 'out'), root }
}

t.test('a file is written whole, and its size and hash are told', async (t) => {
  const { hub, out } = await outbox(t)
  const answer = await hub.perform(ledger.write, { name: 'gl-2026-03-01.txt', bytes: bytesOf('one', 'two') })
  t.same(answer, { path: join(out, 'gl-2026-03-01.txt'), name: 'gl-2026-03-01.txt', bytes: 6, sha256: sha('onetwo') })
  t.equal(await readFile(answer.path, 'utf8'), 'onetwo')
  t.same(await readdir(out), ['gl-2026-03-01.txt'], 'nothing temporary is left')
})

t.test('while a file is being written, a partner sees no name that looks finished', async (t) => {
  const { hub, out } = await outbox(t)
  const seen: string[][] = []
  async function* watched() {
    yield Buffer.from('first half')
    seen.push(await readdir(out))
    yield Buffer.from('second half')
    seen.push(await readdir(out))
  }
  await hub.perform(ledger.write, { name: 'a.txt', bytes: watched() })
  t.equal(seen.length, 2)
  for (const names of seen) t.ok(names.length === 1 && names.every(isTemporary), names.join())
})

t.test(
  'the same bytes under the same name again are answered; other bytes are refused and nothing is replaced',
  async (t) => {
    const { hub, out } = await outbox(t)
    const write = (key: string, text: string) =>
      hub.perform(ledger.write, { name: 'a.txt', bytes: bytesOf(text) }, { key })
    await write('1', 'same')
    t.match(await write('2', 'same'), { sha256: sha('same') })
    await t.rejects(write('3', 'other'), {
      code: 'HUB_FILE_EXISTS',
      instruction: { effect: 'not-done', retry: 'give-up' },
    })
    t.same([await readFile(join(out, 'a.txt'), 'utf8'), await readdir(out)], ['same', ['a.txt']])
    t.match(await hub.ask(ledger.write, { name: 'a.txt', bytes: bytesOf() }, { key: '3' }), { state: 'not-done' })
  },
)

t.test('an effect that was answered is not written again, even when the partner took the file away', async (t) => {
  const { hub, out } = await outbox(t)
  const request = { name: 'a.txt', bytes: bytesOf('text') }
  t.same(await hub.ask(ledger.write, request, { key: 'k' }), { state: 'not-done' }, 'before anything')
  const answer = await hub.perform(ledger.write, request, { key: 'k' })
  t.same(await hub.ask(ledger.write, request, { key: 'k' }), { state: 'answered', answer })
  await rm(answer.path)
  t.same(await hub.ask(ledger.write, request, { key: 'k' }), { state: 'answered', answer }, 'taken away')
  t.same(await hub.perform(ledger.write, { name: 'a.txt', bytes: bytesOf('text') }, { key: 'k' }), answer)
  t.same(await readdir(out), [], 'not written a second time')
})

t.test('after a crash at any moment, asking tells whether the file appeared', async (t) => {
  const { hub, out } = await outbox(t)
  const request = () => ({ name: 'a.txt', bytes: bytesOf('text') })
  const answer = await hub.perform(ledger.write, request(), { key: 'k' })
  const temporary = join(out, `.a.txt.${sha('k').slice(0, 12)}.part`)
  // The note is on disk and the rename is not: what a power cut between the two leaves.
  await rename(answer.path, temporary)
  t.same(await hub.ask(ledger.write, request(), { key: 'k' }), { state: 'not-done' })
  t.same(await hub.perform(ledger.write, request(), { key: 'k' }), answer, 'and then it is done again')
  t.same(await readdir(out), ['a.txt'])
  // Half a temporary file and no note: what a crash while writing leaves.
  await writeFile(join(out, `.b.txt.${sha('l').slice(0, 12)}.part`), 'ha')
  t.same(await hub.ask(ledger.write, { name: 'b.txt', bytes: bytesOf() }, { key: 'l' }), { state: 'not-done' })
  await hub.perform(ledger.write, { name: 'b.txt', bytes: bytesOf('half no more') }, { key: 'l' })
  t.equal(await readFile(join(out, 'b.txt'), 'utf8'), 'half no more')
  t.same((await readdir(out)).sort(), ['a.txt', 'b.txt'])
})

t.test('bytes that cannot be made leave nothing behind, and a named failure stays what it is', async (t) => {
  const { hub, out } = await outbox(t)
  const failing = async function* (error: Error) {
    yield Buffer.from('half')
    throw error
  }
  const overflow = new HubError('HUB_FIELD_OVERFLOW', 'a field is too long', neverSent)
  await t.rejects(hub.perform(ledger.write, { name: 'a.txt', bytes: failing(overflow) }), overflow)
  await t.rejects(hub.perform(ledger.write, { name: 'a.txt', bytes: failing(new Error('secret')) }), {
    code: 'HUB_FILE_BYTES',
    message: /^(?!.*secret)/,
    instruction: { effect: 'not-done' },
  })
  const stop = new AbortController()
  const endless = (async function* () {
    for (;;) {
      yield Buffer.from('x')
      stop.abort()
    }
  })()
  await t.rejects(hub.perform(ledger.write, { name: 'a.txt', bytes: endless }, { signal: stop.signal }), {
    code: 'HUB_FILE_NOT_WRITTEN',
    instruction: { effect: 'not-done', retry: 'retry' },
  })
  t.same(await readdir(out), [])
})

t.test('a folder that cannot be written is not done, and is tried again', async (t) => {
  const root = t.testdir({ 'a-file': 'no folder' })
  const hub = await opened(t, ledger, { folder: join(root, 'a-file') }, join(root, 'data'))
  await t.rejects(hub.perform(ledger.write, { name: 'a.txt', bytes: bytesOf('x') }), {
    code: 'HUB_FILE_NOT_WRITTEN',
    message: /ENOTDIR|EEXIST/,
    instruction: { effect: 'not-done', retry: 'retry' },
  })
})

t.test('many effects at one time write many files, and one name is written by one of them', async (t) => {
  const { hub, out } = await outbox(t)
  const write = (key: string, name: string, text: string) =>
    hub.perform(ledger.write, { name, bytes: bytesOf(text) }, { key }).then(
      () => 'written',
      (error) => error.code,
    )
  const outcomes = await Promise.all([
    ...Array.from({ length: 20 }, (_, index) => write(`k${index}`, `f${index}.txt`, `${index}`)),
    write('x', 'one.txt', 'x'),
    write('y', 'one.txt', 'y'),
  ])
  t.same(outcomes, [...Array(21).fill('written'), 'HUB_FILE_EXISTS'])
  t.equal((await readdir(out)).length, 21)
})

t.test('a name cannot leave the folder or pass for a temporary file', async (t) => {
  const { hub } = await outbox(t)
  for (const name of [
    '',
    '.',
    '..',
    '../a',
    '/etc/x',
    'a/b',
    'a\\b',
    '.hidden',
    'a.part',
    'a.TMP',
    'a\n',
    'a\0',
    ' a',
    'a.',
    'x'.repeat(201),
  ]) {
    await t.rejects(
      hub.perform(ledger.write, { name, bytes: bytesOf('x') }),
      { code: 'HUB_FOLDER_NAME' },
      JSON.stringify(name),
    )
  }
  for (const name of ['gl-2026-03-01.txt', 'Tiliöinti 1.txt', 'a']) t.equal(checkedFileName(name), name)
})

t.test('a folder below is written through its own end, and cannot lead out', async (t) => {
  const { hub, out } = await outbox(t)
  const toAr = ledger.writeTo('ar/2026')
  await hub.perform(toAr, { name: 'a.txt', bytes: bytesOf('x') })
  t.equal(await readFile(join(out, 'ar', '2026', 'a.txt'), 'utf8'), 'x')
  for (const path of ['..', '../x', '/x', 'a//b', 'a/../b', '.git'])
    t.throws(() => ledger.writeTo(path), { code: 'HUB_FILE_SETTING' }, path)
})

t.test('patterns know * and ?, in any case, and nothing else', async (t) => {
  t.ok(patternOf('*.ktl')('X.KTL'))
  t.ok(patternOf('ktl?.(a)')('ktl1.(a)'))
  t.notOk(patternOf('*.ktl')('a.ktl.txt'))
  t.notOk(patternOf('a.b')('axb'))
  t.throws(() => patternOf('../*'), { code: 'HUB_FILE_SETTING' })
})
