import { createHash } from 'node:crypto'
import { appendFile, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Deliver } from '../../bus/adapter.js'
import { opened, until } from '../../sandbox/stand-ins/harness.js'
import type { InboxFile } from '../../schemas/partners/files.js'
import { archived } from './archive.js'
import { files } from './files.js'
import type { InboxOptions } from './inbox.js'

const bankFiles = files('bank-files')
const sha = (text: string) => createHash('sha256').update(text).digest('hex')
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
  const { folder, arrived, start, root } = await inbox(t, { settle: '800ms' })
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
  await until(async () => (await namesIn(join(folder, 'done'))).includes('growing'))
  t.match(arrived, [{ body: { name: 'growing', size: 70 } }])
  t.same((await readdir(folder)).sort(), ['.a.part', 'b.TMP', 'done', 'folder', 'link'])
})

t.test('a file changed in place, with the same size, is settled anew', async (t) => {
  const { folder, arrived, start } = await inbox(t, { settle: '600ms' })
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
    await until(() => second.hub.log.length > 0)
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
  await until(() => hub.log.length > 0)
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
