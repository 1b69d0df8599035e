import type { Kysely } from 'kysely'
import type { ApiClient, FlowState, Store } from '../../bus/ports/store.js'
import type { AuditRow, JobRun } from '../../bus/ports/unit.js'
import type { SqlConnection } from './connection.js'
import { compact, decodeIdempotency, decodeOnce } from './decoded.js'
import { HUB_CLIENT_EXISTS } from './errors.js'
import { ManyValues } from './many.js'
import { limitOf, markOf, paged, placeOf } from './pages.js'
import { IDEMPOTENCY_COLUMNS, ONCE_COLUMNS } from './rows.js'
import type { HubTables } from './tables.js'
import type { Writer } from './writer.js'

const MARK_STARTED = new ManyValues('UPDATE hub_message SET starts = starts + 1 WHERE id IN ?')
const ONCE = `SELECT ${ONCE_COLUMNS} FROM hub_once_key WHERE once_key = ? AND until > ?`
const IDEMPOTENCY = `SELECT ${IDEMPOTENCY_COLUMNS} FROM hub_idempotency WHERE client = ? AND idempotency_key = ? AND until > ?`

type Office = Pick<
  Store,
  | 'once'
  | 'idempotency'
  | 'markStarted'
  | 'clients'
  | 'addClient'
  | 'revokeClient'
  | 'flowStates'
  | 'setFlowState'
  | 'jobRuns'
  | 'audit'
  | 'takeOver'
>

/** The books' small tables: what is rarely written and read by name. */
export function office(
  writer: Writer,
  reading: () => SqlConnection,
  db: Kysely<HubTables>,
  now: () => number,
  tookOver: () => void,
): Office {
  let ours = false
  return {
    async once(key) {
      const [row] = await reading().rows(ONCE, [key, now()])
      return row && decodeOnce(row)
    },

    async idempotency(client, key) {
      const [row] = await reading().rows(IDEMPOTENCY, [client, key, now()])
      return row && decodeIdempotency(row)
    },

    markStarted: (ids) =>
      writer.transaction(async (connection) => {
        // Distinct, and unpadded by repeats: IN counts a row once however often its id is named.
        await MARK_STARTED.run(connection, [...new Set(ids)])
      }),

    async clients() {
      const rows = await db.selectFrom('hub_api_client').selectAll().orderBy('name').orderBy('n').execute()
      return rows.map(
        (row): ApiClient => ({
          name: row.name,
          prefix: row.prefix,
          keyHash: row.key_hash,
          scopes: JSON.parse(row.scopes) as string[],
          createdAt: row.created_at,
          ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
        }),
      )
    },

    addClient: (client) =>
      writer.built<HubTables, void>(async (tx) => {
        const living = await tx
          .selectFrom('hub_api_client')
          .select('n')
          .where('name', '=', client.name)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (living !== undefined) throw HUB_CLIENT_EXISTS(client.name)
        await tx
          .insertInto('hub_api_client')
          .values({
            name: client.name,
            prefix: client.prefix,
            key_hash: client.keyHash,
            scopes: JSON.stringify(client.scopes),
            created_at: client.createdAt,
            revoked_at: client.revokedAt ?? null,
          })
          .execute()
      }),

    revokeClient: (name, at) =>
      writer.built<HubTables, boolean>(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('hub_api_client')
          .set({ revoked_at: at })
          .where('name', '=', name)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        return numUpdatedRows > 0n
      }),

    async flowStates() {
      const rows = await db.selectFrom('hub_flow_state').selectAll().orderBy('flow').execute()
      return rows.map(({ flow, paused, changed_by, changed_at }): FlowState => {
        return { flow, paused: paused === 1, by: changed_by, at: changed_at }
      })
    },

    setFlowState: ({ flow, paused, by, at }) =>
      writer.built<HubTables, void>(async (tx) => {
        const values = { flow, paused: paused ? 1 : 0, changed_by: by, changed_at: at }
        await tx.replaceInto('hub_flow_state').values(values).execute()
      }),

    async jobRuns(job, limit) {
      const rows = await db
        .selectFrom('hub_job_run')
        .selectAll()
        .where('job', '=', job)
        .orderBy('scheduled_for', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) =>
        compact({
          job: row.job,
          scheduledFor: row.scheduled_for,
          firedAt: row.fired_at,
          messageId: row.message_id,
          outcome: row.outcome as JobRun['outcome'],
        }),
      ) as JobRun[]
    },

    async audit(page) {
      const limit = limitOf(page)
      const [before] = placeOf<[number]>('audit', page, ['number']) ?? [Number.MAX_SAFE_INTEGER]
      const found = await db
        .selectFrom('hub_audit')
        .selectAll()
        .where('n', '<', before)
        .orderBy('n', 'desc')
        .limit(limit + 1)
        .execute()
      const { rows, ...more } = paged(found, limit, (last) => markOf('audit', last.n))
      return {
        rows: rows.map(({ n: _, details, ...row }): AuditRow => {
          return details === null ? row : { ...row, details: JSON.parse(details) as Record<string, unknown> }
        }),
        ...more,
      }
    },

    async takeOver(at) {
      const unclean = await writer.built<HubTables, boolean>(async (tx) => {
        const mark = await tx.selectFrom('hub_state').select('value').where('name', '=', 'in-use').executeTakeFirst()
        await tx.replaceInto('hub_state').values({ name: 'in-use', value: at }).execute()
        return mark !== undefined
      })
      // A second engine in this process finds the mark of the first, which is no sign of a crash.
      const crashed = unclean && !ours
      ours = true
      tookOver()
      return { unclean: crashed }
    },
  }
}
