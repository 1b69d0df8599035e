import t from 'tap'
import type { Row, SqlConnection } from './connection.js'
import { seatsOf } from './seats.js'
import type { Writer } from './writer.js'

const LEASE = 5_000

/** Seats on books that tell of two members, at whatever time it is. `a` is this process. */
function seats(uptimeSeconds = 86_400) {
  const until = new Map([
    ['a', 0],
    ['b', LEASE],
  ])
  const cut: string[] = []
  const books = { now: 0 }
  const connection = {
    async run(sql: string, [bound, _leaving, _connection, id]: readonly unknown[]) {
      if (sql.startsWith('UPDATE')) until.set(id as string, books.now + (bound as number))
      if (sql.startsWith('DELETE')) until.delete(bound as string)
      return 1
    },
    async rows(sql: string): Promise<readonly Row[]> {
      if (sql.startsWith('SHOW')) return [['Uptime', String(uptimeSeconds)]]
      if (!sql.includes('hub_member')) return []
      return [...until].map(([id, ends]) => [id, id, '1', 0, ends, 0, 7, books.now])
    },
    async exec(sql: string) {
      cut.push(sql)
    },
  } as unknown as SqlConnection
  const self = { id: 'a', name: 'a', version: '1', alone: false }
  const { beat } = seatsOf({ self, writer: {} as Writer, beside: connection, writing: () => 6 })
  const membersAt = async (now: number) => {
    books.now = now
    const { members } = await beat(LEASE, false)
    return members.map(({ id }) => id)
  }
  return { membersAt, cut }
}

t.test('who is silent for longer than its lease is no member any more, and its connection is cut', async (t) => {
  const { membersAt, cut } = seats()
  t.same(await membersAt(0), ['a', 'b'])
  t.same(await membersAt(LEASE - 1), ['a', 'b'])
  t.same(await membersAt(LEASE), ['a'])
  t.same(cut, ['KILL CONNECTION 7'])
})

t.test('whoever was silent while this process could not reach the books either has one more lease', async (t) => {
  const { membersAt, cut } = seats()
  t.same(await membersAt(0), ['a', 'b'])
  t.same(await membersAt(3 * LEASE), ['a', 'b'], 'the books were away, for both of them')
  t.same(await membersAt(4 * LEASE - 1), ['a', 'b'])
  t.same(cut, [])
  t.same(await membersAt(4 * LEASE), ['a'], 'and it has not been heard since')
})

t.test('a process that begins when the server has just begun lets the others be heard first', async (t) => {
  const { membersAt, cut } = seats(2)
  t.same(await membersAt(2 * LEASE), ['a', 'b'])
  t.same(await membersAt(3 * LEASE), ['a'])
  t.same(cut, [], 'the number of its connection may be that of another by now')
})
