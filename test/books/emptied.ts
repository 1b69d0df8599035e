import { MysqlConnection } from '../../adapters/database/mysql-connection.js'
import { MysqlServer } from '../../adapters/database/mysql-server.js'
import { mysqlAddress } from '../../adapters/database/mysql-settings.js'

/** What a new database holds of rows, beside which migrations it went through. */
const FRESH = 'UPDATE hub_partition SET owner = NULL, fence = 0, last_seq = 0'

/** Takes all rows out of books on a server that nobody has open, as if they were new; does nothing where there are none. */
export async function emptied(url: string): Promise<void> {
  const server = new MysqlServer({ address: mysqlAddress(url), lossy: 'warned', warn: () => {} })
  const connection = new MysqlConnection(server, 'beside')
  try {
    const tables = await connection.rows(
      'SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()',
      [],
    )
    for (const [name] of tables as unknown as [string][]) {
      if (name.endsWith('_migration') || name === 'hub_partition') continue
      await connection.exec(`DELETE FROM \`${name}\``)
    }
    if (tables.length === 0) return
    await connection.exec("INSERT INTO hub_state (name, value) VALUES ('last-seq', 0)")
    await connection.exec(FRESH)
  } finally {
    await connection.close()
  }
}
