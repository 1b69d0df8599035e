import type { Claimed, Member, Partition, Seating, Seats } from '../../bus/ports/seats.js'
import type { Row, SqlConnection } from './connection.js'
import { HUB_SEAT_LOST } from './errors.js'
import { inPartitions } from './living.js'
import { UPTIME } from './mysql-wire.js'
import type { Bound } from './values.js'
import type { Writer } from './writer.js'

// Milliseconds since 1970 by the database's clock, so that the clocks of machines need not agree.
const NOW = 'ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000)'
const RENEW = `UPDATE hub_member SET until = ${NOW} + ?, leaving = ?, connection_id = ? WHERE id = ?`
const JOIN =
  'INSERT INTO hub_member (until, leaving, connection_id, id, name, version, alone, started_at) ' +
  `VALUES (${NOW} + ?, ?, ?, ?, ?, ?, ?, ${NOW})`
const MEMBERS = `SELECT id, name, version, started_at, until, leaving, connection_id, ${NOW}, alone FROM hub_member ORDER BY id`
const LIVING = `SELECT id, until > ${NOW} FROM hub_member`
const PARTITIONS = 'SELECT no, owner, fence, last_seq FROM hub_partition ORDER BY no'
const BURY = `DELETE FROM hub_member WHERE id = ? AND until <= ${NOW}`
const LEAVE = 'DELETE FROM hub_member WHERE id = ?'
const CLAIM = 'UPDATE hub_partition SET owner = ?, fence = fence + 1 WHERE no = ?'
const GIVE_BACK = 'UPDATE hub_partition SET owner = NULL WHERE owner = ?'

export interface SeatParts {
  readonly self: Pick<Member, 'id' | 'name' | 'version' | 'alone'>
  readonly writer: Writer
  /** A connection for beats alone: they must get through while the others are busy or blocked. */
  readonly beside: SqlConnection
  /** The server's number of the connection that writes just now, to be cut when this process hangs. */
  readonly writing: () => number
}

/** Who runs what, in the books on a database server. */
export function seatsOf({ self, writer, beside: connection, writing }: SeatParts): Seats {
  let heard: number | undefined
  let indulgentUntil = 0

  /**
   * Whoever was silent while this process could not reach the books either, or while there was no server, is not dead for
   * that: each has one more lease to be heard. Otherwise every pause of the server would turn all seats round.
   */
  async function indulge(now: number, leaseMs: number): Promise<void> {
    const wasAway = heard === undefined ? (await uptimeOf(connection)) < leaseMs : now - heard > leaseMs
    if (wasAway) indulgentUntil = now + leaseMs
    heard = now
  }

  return {
    self: self.id,

    async beat(leaseMs, leaving) {
      const mine: Bound[] = [leaseMs, leaving ? 1 : 0, writing(), self.id]
      const joining = [...mine, self.name, self.version, self.alone ? 1 : 0]
      if ((await connection.run(RENEW, mine)) === 0) await connection.run(JOIN, joining)
      const rows = await connection.rows(MEMBERS, [])
      const now = rows[0]![7] as number
      await indulge(now, leaseMs)
      const living = rows.filter((row) => (row[4] as number) > now || now < indulgentUntil)
      for (const row of rows) if (!living.includes(row)) await bury(connection, row, leaseMs)
      const partitions = (await connection.rows(PARTITIONS, [])).map(partition)
      return { now, members: living.map(member), partitions } satisfies Seating
    },

    async look() {
      const rows = await connection.rows(MEMBERS, [])
      const partitions = (await connection.rows(PARTITIONS, [])).map(partition)
      const [[now]] = (await connection.rows(`SELECT ${NOW}`, [])) as [[number]]
      return { now, members: rows.map(member), partitions } satisfies Seating
    },

    claim: (wanted) =>
      writer.transaction(async (connection) => {
        const members = await connection.rows(LIVING, [])
        const living = new Set(members.filter(([, lives]) => lives === 1).map(([id]) => id as string))
        if (!living.has(self.id)) throw HUB_SEAT_LOST()
        const claimed: Claimed[] = []
        for (const row of await connection.rows(PARTITIONS, [])) {
          const found = partition(row)
          const { no, owner, fence } = found
          if (!wanted.includes(no) || (owner !== undefined && owner !== self.id && living.has(owner))) continue
          await connection.run(CLAIM, [self.id, no])
          claimed.push({ ...found, owner: self.id, fence: fence + 1, unclean: owner !== undefined })
        }
        return claimed
      }),

    release: (given) =>
      writer.transaction(async (connection) => {
        if (given.length > 0) await connection.run(`${GIVE_BACK} AND ${inPartitions(given, 'no')}`, [self.id])
      }),

    async leave() {
      await writer.transaction(async (connection) => {
        await connection.run(GIVE_BACK, [self.id])
        await connection.run(LEAVE, [self.id])
      })
    },
  }
}

/** Milliseconds since the server was started. */
async function uptimeOf(connection: SqlConnection): Promise<number> {
  const [row] = await connection.rows(UPTIME, [])
  return row === undefined ? Number.POSITIVE_INFINITY : Number(row[1]) * 1_000
}

/**
 * A process that hangs may have left a transaction open, and with it the pen: its connection is cut before it is forgotten,
 * unless the server was started since.
 */
async function bury(connection: SqlConnection, row: Row, leaseMs: number): Promise<void> {
  const [id, until, connectionId, now] = [row[0], row[4], row[6], row[7]] as [string, number, number, number]
  try {
    if (until - leaseMs > now - (await uptimeOf(connection)))
      await connection.exec(`KILL CONNECTION ${Math.trunc(connectionId)}`)
  } catch {
    // It is gone already, and mostly is.
  }
  await connection.run(BURY, [id])
}

function member([id, name, version, startedAt, until, leaving, , , alone]: Row): Member {
  return { id, name, version, startedAt, until, leaving: leaving === 1, alone: alone === 1 } as Member
}

function partition([no, owner, fence, lastSeq]: Row): Partition {
  return { no, fence, lastSeq, ...(owner === null ? {} : { owner }) } as Partition
}
