import { decodeBody } from '../../bus/codec.js'
import type { Fate, Store } from '../../bus/ports/store.js'
import type { TraceRow } from '../../bus/ports/unit.js'
import type { Walked } from '../../bus/walk.js'

/** What became of a message, in one line. */
export function fateLine({ id, flow, state, reason, code, lastCode, lastError, due }: Fate): string {
  const why = [code ?? lastCode, reason ?? lastError].filter(Boolean).join(': ')
  const until = due === undefined || due === 0 ? '' : ` until ${new Date(due).toISOString()}`
  return `message ${id} of ${flow} is ${state}${until}${why === '' ? '' : ` (${why})`}`
}

/** The way of a message as people read it: one line for it, one for each run, one for each step of a run. */
export async function wayOf(store: Store, id: string): Promise<string> {
  const fate = await store.fate(id)
  if (fate === undefined) return `message ${id} is not in the books`
  const runs = await store.traces(id)
  return [fateLine(fate), ...runs.map(runText)].join('\n')
}

function runText({ run, startedAt, endedAt, outcome, steps }: TraceRow): string {
  const took = endedAt - startedAt
  const head = `  run ${run} at ${new Date(startedAt).toISOString()}${took === 0 ? '' : `, ${took} ms`}: ${outcome}`
  const walked = decodeBody(steps) as readonly Walked[]
  return [head, ...walked.map(({ step, came }) => `    ${step}${came === undefined ? '' : ` → ${came}`}`)].join('\n')
}

/** The first lines of an error's stack with those of what caused it: where in the flow's own code it happened. */
export function causeText(error: unknown, lines = 6): string {
  const texts: string[] = []
  for (let at = error; at instanceof Error && texts.length < 3; at = at.cause)
    texts.push((at.stack ?? String(at)).split('\n').slice(0, lines).join('\n'))
  return (texts.length === 0 ? String(error) : texts.join('\ncaused by ')).replace(/^/gm, '  ')
}

/** Every message of the books, or of one flow, oldest first. */
export async function fatesIn(store: Pick<Store, 'messages'>, flow?: string): Promise<readonly Fate[]> {
  const all: Fate[] = []
  let after: string | undefined
  do {
    const page = { limit: 200, ...(after !== undefined && { after }) }
    const { rows, next } = await store.messages(flow === undefined ? {} : { flow }, page)
    all.push(...rows)
    after = next
  } while (after !== undefined)
  return all.reverse()
}
