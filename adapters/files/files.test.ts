import { createHash } from 'node:crypto'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import t, { type Test } from 'tap'
import type { Deliver } from '../../bus/adapter.js'
import { HubError, neverSent } from '../../bus/errors.js'
import { opened, until } from '../../sandbox/stand-ins/harness.js'
import type { InboxFile } from '../../schemas/partners/files.js'
import { archived } from './archive.js'
import { files } from './files.js'
import type { InboxOptions } from './inbox.js'
import { checkedFileName, isTemporary, patternOf } from './names.js'

const ledger = files('ledger')
const bankFiles = files('bank-files')
const sha = (text: string) => createHash('sha256').update(text).digest('hex')
async function* bytesOf(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}
async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
const fresh = async (t: Test) => {
  const root = await mkdtemp(join(tmpdir(), 'files-'))
  t.teardown(() => rm(root, { recursive: true, force: true, maxRetries: 10 }))
  for (const name of ['in', 'out']) await mkdir(join(root, name))
  return root
}
/** Names in a folder; none when there is no folder. */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

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

// ---- inbox

interface Arrived {
  body: InboxFile
  once: string
}
async function inbox(t: Test, options: InboxOptions = {}, given?: string) {
  const root = given ?? (await fresh(t))
  const folder = join(root, 'in')
  const hub = await opened(t, bankFiles, { folder }, join(root, 'data'))
  const arrived: Arrived[] = []
  const accepted = new Set<string>()
  const state = { fail: 0 }
  const deliver: Deliver = async ({ body, once }) => {
    arrived.push({ body: body as InboxFile, once })
    if (state.fail > 0) {
      state.fail--
      throw new Error('the books are busy')
    }
    const repeated = accepted.has(once)
    accepted.add(once)
    return { messageId: 'id', repeated }
  }
  const listen = (signal: AbortSignal) =>
    hub.listen(bankFiles.inbox({ every: '20ms', settle: '10ms', ...options }), deliver, signal)
  const stop = new AbortController()
  const start = () => {
    const going = listen(stop.signal)
    t.teardown(async () => {
      stop.abort()
      await going
    })
    return going
  }
  return { hub, folder, arrived, accepted, state, start, stop, listen, root }
}

t.test('a file is copied into the archive, delivered, and moved to done', async (t) => {
  const { folder, arrived, start, root } = await inbox(t, { pattern: '*.ktl' })
  start()
  await writeFile(join(folder, 'a.ktl'), 'text')
  await writeFile(join(folder, 'notes.txt'), 'not for us')
  await until(async () => (await namesIn(join(folder, 'done'))).includes('a.ktl'))
  const kept = join(root, 'data', 'files', 'bank-files', 'archive', sha('text'))
  t.same(arrived, [
    { body: { name: 'a.ktl', sha256: sha('text'), size: 4, archived: kept }, once: `a.ktl#${sha('text')}` },
  ])
  t.equal(await textOf(archived(arrived[0]!.body)), 'text')
  t.equal(await textOf(archived(arrived[0]!.body)), 'text', 'and again from the beginning')
  t.same((await readdir(folder)).sort(), ['done', 'notes.txt'])
})

t.test('a file is not taken while it grows, nor under a temporary name, nor through a link', async (t) => {
  const { folder, arrived, start, root } = await inbox(t, { settle: '150ms' })
  await writeFile(join(folder, '.a.part'), 'x')
  await writeFile(join(folder, 'b.TMP'), 'x')
  await writeFile(join(root, 'outside'), 'x')
  await symlink(join(root, 'outside'), join(folder, 'link'))
  await mkdir(join(folder, 'folder'))
  start()
  for (let part = 0; part < 10; part++) {
    await appendFile(join(folder, 'growing'), `part ${part}\n`)
    await new Promise((resolve) => setTimeout(resolve, 30)) // the partner's pace
    t.same(arrived, [])
  }
  await until(() => arrived.length > 0)
  t.match(arrived, [{ body: { name: 'growing', size: 70 } }])
  t.same((await readdir(folder)).sort(), ['.a.part', 'b.TMP', 'done', 'folder', 'link'])
})

t.test('a file changed in place, with the same size, is settled anew', async (t) => {
  const { folder, arrived, start } = await inbox(t, { settle: '100ms' })
  await writeFile(join(folder, 'a'), 'half')
  start()
  await new Promise((resolve) => setTimeout(resolve, 40))
  await writeFile(join(folder, 'a'), 'full')
  await utimes(join(folder, 'a'), new Date(), new Date(Date.now() + 1_000))
  await until(() => arrived.length > 0)
  t.match(arrived, [{ body: { sha256: sha('full') } }])
})

t.test('what is not accepted stays in the inbox and is delivered again until it is', async (t) => {
  const { folder, arrived, accepted, state, start, hub } = await inbox(t)
  state.fail = 3
  await writeFile(join(folder, 'a'), 'text')
  start()
  await until(async () => (await namesIn(join(folder, 'done'))).includes('a'))
  t.equal(arrived.length, 4)
  t.equal(new Set(arrived.map(({ once }) => once)).size, 1)
  t.equal(accepted.size, 1)
  t.equal(hub.log.filter(({ level }) => level === 'warn').length, 1, 'one complaint, not three')
})

t.test(
  'a crash after acceptance and before the move delivers the same name and bytes again: accepted once',
  async (t) => {
    const root = await fresh(t)
    const first = await inbox(t, {}, root)
    await writeFile(join(first.folder, 'a'), 'text')
    const stop = new AbortController()
    // The hub dies inside acceptance: it was committed, and nothing after it happened.
    const dying: Deliver = async ({ once }) => {
      first.accepted.add(once)
      stop.abort()
      throw new Error('killed')
    }
    await first.hub.listen(bankFiles.inbox({ every: '20ms', settle: '10ms' }), dying, stop.signal)
    t.same((await readdir(first.folder)).sort(), ['a'])
    const second = await inbox(t, {}, root)
    for (const once of first.accepted) second.accepted.add(once)
    second.start()
    await until(async () => (await namesIn(join(second.folder, 'done'))).includes('a'))
    t.equal(second.accepted.size, 1)
    t.match(second.hub.log, [{ sentence: /accepted before/ }])
  },
)

t.test('the same name with other bytes is another file, and done keeps both', async (t) => {
  const { folder, arrived, start } = await inbox(t)
  start()
  for (const text of ['one', 'two', 'two']) {
    await writeFile(join(folder, 'a.ktl'), text)
    await until(async () => !(await readdir(folder)).includes('a.ktl'))
  }
  t.same(
    arrived.map(({ once }) => once),
    ['one', 'two', 'two'].map((text) => `a.ktl#${sha(text)}`),
  )
  const done = (await readdir(join(folder, 'done'))).sort()
  t.equal(done.length, 3)
  t.ok(done.includes('a.ktl') && done.includes(`a.${sha('two').slice(0, 12)}.ktl`))
})

t.test('files are delivered in the order of their names', async (t) => {
  const { folder, arrived, start } = await inbox(t)
  for (const name of ['c', 'a', 'b']) await writeFile(join(folder, name), name)
  start()
  await until(() => arrived.length === 3)
  t.same(
    arrived.map(({ body }) => body.name),
    ['a', 'b', 'c'],
  )
})

t.test('a file above the limit is moved to refused and told of', async (t) => {
  const { folder, arrived, start, hub } = await inbox(t, { maxBytes: 3 })
  start()
  await writeFile(join(folder, 'big.ktl'), 'four')
  await until(async () => (await namesIn(join(folder, 'refused'))).includes('big.ktl'))
  t.same(arrived, [])
  t.match(hub.log, [{ level: 'error', sentence: /4 bytes is refused; at most 3/ }])
})

t.test('an inbox that does not exist yet is made, and listening ends when the hub stops', async (t) => {
  const { folder, arrived, start, stop } = await inbox(t, { folder: 'ktl/in', every: '1m' })
  let files = 0
  const going = start()
  await until(async () => (await readdir(join(folder, 'ktl/in')).catch(() => undefined)) !== undefined)
  await until(async () => {
    // A notice of the file system wakes the inbox long before its minute is over.
    await writeFile(join(folder, 'ktl/in', `a${files++}`), 'text')
    return arrived.length > 0
  })
  stop.abort()
  await going
  t.match(arrived[0], { body: { name: 'a0' } })
})

t.test('wrong options are refused when the flow is built', async (t) => {
  t.throws(() => bankFiles.inbox({ folder: '../elsewhere' }), { code: 'HUB_FILE_SETTING' })
  t.throws(() => bankFiles.inbox({ pattern: '' }), { code: 'HUB_FILE_SETTING' })
  t.throws(() => bankFiles.inbox({ every: '1ms' }), { code: 'HUB_FILE_SETTING' })
  t.throws(() => bankFiles.inbox({ settle: 'soon' }), { code: 'HUB_DURATION' })
})

t.test('an archived file is followed only where an inbox puts it, and must hold what was accepted', async (t) => {
  const root = t.testdir({ archive: { [sha('text')]: 'text', [sha('gone bad')]: 'gone bat' }, secret: 'text' })
  const of = (path: string, text = 'text', size = text.length): InboxFile => ({
    name: 'a',
    sha256: sha(text),
    size,
    archived: path,
  })
  const good = join(root, 'archive', sha('text'))
  t.equal(await textOf(archived(of(good))), 'text')
  const refused = (file: InboxFile, why: RegExp) =>
    t.rejects(textOf(archived(file)), { code: 'HUB_FILE_ARCHIVE', message: why })
  await refused(of(join(root, 'secret')), /not one of an archive/)
  await refused(of(`${root}/archive/../archive/${basename(good)}`), /not one of an archive/)
  await refused(of(`archive/${basename(good)}`), /not one of an archive/)
  await refused(of(join(root, 'archive', sha('gone bad')), 'gone bad'), /not the ones that were accepted/)
  await refused(of(good, 'text', 3), /not the ones that were accepted/)
  await refused(of(join(root, 'archive', sha('lost')), 'lost'), /ENOENT/)
})
