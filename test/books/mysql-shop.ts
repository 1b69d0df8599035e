import type { Test } from 'tap'
import { MysqlConnection } from '../../adapters/database/mysql-connection.js'
import { MysqlServer } from '../../adapters/database/mysql-server.js'
import { mysqlAddress, type Role } from '../../adapters/database/mysql-settings.js'
import { freshDatabase } from '../services.js'

const TABLES = [
  'CREATE TABLE hub_state (name varchar(50) PRIMARY KEY, value bigint NOT NULL)',
  "INSERT INTO hub_state VALUES ('last-seq', 7)",
  'CREATE TABLE shop_step (n bigint PRIMARY KEY, name varchar(10) NOT NULL, body longblob, note longtext, rate double)',
]

/** A table of a shop beside what writers need, in a database of its own unless told: connections to one server, closed with the test. */
export async function shop(t: Test, url?: string) {
  const given = url ?? (await freshDatabase(t))
  const server = new MysqlServer({ address: mysqlAddress(given), lossy: 'warned', warn: () => {} })
  const connection = (role: Role) => {
    const made = new MysqlConnection(server, role)
    t.teardown(() => made.close())
    return made
  }
  const beside = connection('beside')
  await beside.ready()
  if (url === undefined)
    for (const text of TABLES) await beside.exec(text.startsWith('CREATE') ? beside.dialect.finishTable(text) : text)
  const names = async () => (await beside.rows('SELECT name FROM shop_step ORDER BY n', [])).map(([name]) => name)
  return { url: given, connection, beside, names }
}

export const add = 'INSERT INTO shop_step (n, name) VALUES (?, ?)'
