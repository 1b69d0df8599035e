import { join } from 'node:path'
import t from 'tap'
import { openBooks } from '../../adapters/database/books.js'
import { GuardedConnection } from '../../adapters/database/libsql.js'
import { openMysqlBooks } from '../../adapters/database/mysql-books.js'
import { MysqlConnection } from '../../adapters/database/mysql-connection.js'
import { MysqlServer } from '../../adapters/database/mysql-server.js'
import { mysqlAddress } from '../../adapters/database/mysql-settings.js'
import { freshDatabase } from '../services.js'
import { writeRoot } from './sound-root.js'
import { dromedary } from './spawn.js'

t.test('doctor names what differs in a data folder, prints the repair and fails', async (t) => {
  const folder = t.testdir({})
  const data = join(folder, 'data')
  await (await openBooks({ folder: data })).close()
  const args = ['doctor', '--root', writeRoot(join(folder, 'root')), '--data', data]
  const sound = await dromedary(args, { env: {}, cwd: folder })
  t.equal(sound.code, 0, sound.err)
  t.match(sound.out, /every table is as its migrations make it/)
  const harm = new GuardedConnection(join(data, 'books.sqlite'))
  harm.exec('DROP INDEX hub_history_kind')
  harm.close()
  const broken = await dromedary(args, { env: {}, cwd: folder })
  t.equal(broken.code, 1)
  t.match(broken.out, 'hub_history: index hub_history_kind is missing')
  t.match(broken.out, /^create index "hub_history_kind" on "hub_history" \("kind", "day"\);$/m)
})

t.test('doctor examines books on a server, and never says the password', async (t) => {
  const url = await freshDatabase(t)
  await (await openMysqlBooks({ url, lossy: 'warned', readers: 1 })).close()
  const server = new MysqlServer({ address: mysqlAddress(url), lossy: 'warned', warn: () => {} })
  const harm = new MysqlConnection(server, 'beside')
  t.teardown(() => harm.close())
  await harm.exec('ALTER TABLE hub_audit DROP COLUMN details')
  const folder = t.testdir({})
  const args = ['doctor', '--json', '--root', writeRoot(join(folder, 'root'))]
  const examined = (address: string) =>
    dromedary(args, { env: { HUB_BOOKS: 'mysql', HUB_BOOKS_URL: address }, cwd: folder })
  const { code, out } = await examined(url)
  t.equal(code, 1)
  t.match(JSON.parse(out), {
    books: new RegExp(`^${server.name}/${server.database}$`),
    findings: [{ table: 'hub_audit', repair: ['ALTER TABLE hub_audit ADD COLUMN `details` longtext'] }],
  })
  const denied = new URL(url)
  denied.username = 'nobody'
  denied.password = 'open-sesame'
  const refused = await examined(denied.href)
  t.equal(refused.code, 1)
  t.match(refused.err, /HUB_BOOKS_DENIED/)
  t.notMatch(refused.out + refused.err, /sesame/)
})
