import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import t from 'tap'
import type { InboxFile } from '../../schemas/partners/files.js'
import { archived } from './archive.js'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
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
