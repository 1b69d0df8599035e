import { fork } from 'node:child_process'
import { on, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { openBooks } from '../../adapters/database/books.js'
import { dead, end, loaded, message, NOON } from '../conformance/store-made.js'

const WRITING = 'write-until-killed'

/** Accepts, ends and parks messages without pause, and tells after each commit what is now promised. */
async function writeUntilKilled(folder: string): Promise<void> {
  const { store } = await openBooks({ folder })
  await store.takeOver(NOON)
  for (;;) {
    const messages = Array.from({ length: 12 }, () => message())
    const results = await store.commit(messages.map((each) => ({ writes: { accept: [each] } })))
    const living = results.map((result, at) =>
      loaded(messages[at]!, result.state === 'committed' ? result.seqs[0]! : 0),
    )
    process.send!({ accepted: messages.map(({ id }) => id) })
    await store.commit(
      living.slice(0, 8).map((each, at) => ({
        holds: { messageId: each.id, fence: 0 },
        once: { key: `change of ${each.id}`, messageId: each.id, until: Number.MAX_SAFE_INTEGER },
        writes: { ends: [at < 6 ? end(each) : dead(each)] },
      })),
    )
    process.send!({ ended: living.slice(0, 8).map(({ id }) => id) })
  }
}

if (process.argv[2] === WRITING) await writeUntilKilled(process.argv[3]!)
else
  t.test('what was promised before a SIGKILL is kept, and what belongs together is there together', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'dromedary-crash-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const accepted = new Set<string>()
    const ended = new Set<string>()
    for (let round = 0; round < 4; round++) {
      const writer = fork(fileURLToPath(import.meta.url), [WRITING, folder])
      t.teardown(() => writer.kill('SIGKILL'))
      let promises = 0
      for await (const [said] of on(writer, 'message') as AsyncIterable<[{ accepted?: string[]; ended?: string[] }]>) {
        for (const id of said.accepted ?? []) accepted.add(id)
        for (const id of said.ended ?? []) ended.add(id)
        if (said.accepted !== undefined && ++promises > 5 + 7 * round) break
      }
      const gone = once(writer, 'exit')
      writer.kill('SIGKILL')
      await gone

      const books = await openBooks({ folder })
      t.same(await books.store.takeOver(NOON), { unclean: true })
      const lost: string[] = []
      const torn: string[] = []
      for (const id of accepted) {
        const fate = await books.store.fate(id)
        if (fate === undefined || (ended.has(id) && fate.state === 'ready')) lost.push(id)
        const changed = (await books.store.once(`change of ${id}`)) !== undefined
        if (changed !== (fate?.state !== 'ready')) torn.push(id)
        if ((fate?.state === 'ready') !== ((await books.store.living(id)) !== undefined)) torn.push(id)
      }
      t.ok(accepted.size > 12 * (5 + 7 * round))
      t.same(lost, [], 'nothing promised is lost')
      t.same(torn, [], 'an end and its once-key are there together, or neither')
      await books.close()
    }
  })
