import { decodeBody, encodeBody } from '../codec.js'
import type { Asked } from '../walk.js'
import { HANDED_OVER } from './asking.js'
import { Leave } from './leaving.js'
import { allRows, toldOfReading } from './reading.js'
import type { Running } from './running.js'

/** The rows of a reader, read once for each message and step. */
export async function rowsOf(run: Running, asked: Asked & { readonly do: 'read' }): Promise<readonly unknown[]> {
  const known = run.records.get(asked.name)
  if (known !== undefined) return decodeBody(known.result!) as unknown[]
  await run.keepAnswers()
  const rows = await allRows(run.shop, asked.reader, asked.query, toldOfReading(run))
  run.record({ name: asked.name, kind: 'reading', state: 'answered', attempts: 1, result: encodeBody(rows) })
  return rows
}

/** The answer of another flow of ours, asked once for each message and step. */
export async function answerOf(run: Running, asked: Asked & { readonly do: 'ask' }): Promise<unknown> {
  const known = run.records.get(asked.name)
  if (known?.state === 'answered') return decodeBody(known.result!)
  await run.flush()
  const answer = await run.shop.askFor(asked.question, asked.request, run.message, asked.name)
  if (answer === HANDED_OVER) return await handOver(run)
  run.record({ name: asked.name, kind: 'effect', state: 'answered', attempts: 1, result: encodeBody(answer) })
  return answer
}

/** Leaves the run, which has failed at nothing: whoever has its partition next goes on with it at once. */
async function handOver(run: Running): Promise<never> {
  const { id, tries } = run.message
  const due = run.shop.chance.now()
  run.pending.moves.push({ id, state: 'waiting', due, tries })
  run.pending.traces.push(run.traced('waiting'))
  await run.flush()
  throw new Leave({ is: 'waiting', due })
}

/** Comes back when the time is over; leaves the run until then. */
export async function waited(run: Running, asked: Asked & { readonly do: 'wait' }): Promise<void> {
  const now = run.shop.chance.now()
  const known = run.records.get(asked.name)
  const until =
    known !== undefined
      ? (decodeBody(known.result!) as Date).getTime()
      : 'until' in asked
        ? asked.until.getTime()
        : now + asked.forMs
  // Also when it is over already: a later run passes it before it finds what was recorded behind it.
  if (known === undefined)
    run.record({
      name: asked.name,
      kind: 'wait',
      state: 'answered',
      attempts: 1,
      result: encodeBody(new Date(until)),
    })
  if (until <= now) return
  run.pending.moves.push({ id: run.message.id, state: 'waiting', due: until, tries: 0 })
  run.pending.traces.push(run.traced('waiting'))
  await run.flush()
  throw new Leave({ is: 'waiting', due: until })
}
