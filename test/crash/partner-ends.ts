import { Type } from 'typebox'
import { defineAdapter, type EffectUse, type Found } from '../../bus/adapter.js'
import { HubError } from '../../bus/errors.js'
import type { Answer, Work } from './shapes.js'

/** A try may take this long, in milliseconds; the partner is sometimes slower. */
export const DEADLINE_MS = 600

/** The end that refuses everything, and means it. */
export const DOOM = 'doom'

const refused = (end: string, status: number) =>
  new HubError('HUB_CRASH_REFUSED', `${end} was refused by the partner with ${status}`, {
    retry: status === 422 ? 'give-up' : 'retry',
    effect: 'not-done',
  })

async function post(url: string, end: string, work: Work, { key, attempt, signal }: EffectUse): Promise<Answer> {
  const answer = await fetch(`${url}/do/${end}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, 'x-attempt': String(attempt) },
    body: JSON.stringify(work),
    signal,
  })
  if (answer.status !== 200) throw refused(end, answer.status)
  return (await answer.json()) as Answer
}

async function asked(url: string, end: string, { key, attempt, signal }: EffectUse): Promise<Found<Answer>> {
  const query = new URLSearchParams({ key, attempt: String(attempt) })
  const answer = await fetch(`${url}/asked/${end}?${query}`, { signal })
  if (answer.status !== 200) throw refused(end, answer.status)
  return (await answer.json()) as Found<Answer>
}

/** The partner of all kinds of work, with an end for each policy of effects in doubt. */
export const partner = defineAdapter({
  name: 'crash-partner',
  summary: 'The stand-in in the judge’s process, over HTTP.',
  options: Type.Object({ url: Type.String() }),
  open: async ({ url }: { url: string }) => url,
  ends: ({ callable, sink, reader }) => {
    const perform = (end: string) => (url: string, work: Work, use: EffectUse) => post(url, end, work, use)
    const canBeAsked = (end: string) =>
      callable<Work, Answer>(end, {
        inDoubt: 'ask',
        deadlineMs: DEADLINE_MS,
        concurrency: 64,
        perform: perform(end),
        ask: (url, _work, use) => asked(url, end, use),
      })
    const honoursKeys = (end: string) =>
      callable<Work, Answer>(end, {
        inDoubt: 'resend',
        deadlineMs: DEADLINE_MS,
        concurrency: 64,
        perform: perform(end),
      })
    return {
      charge: canBeAsked('charge'),
      once: canBeAsked('once'),
      nightly: canBeAsked('nightly'),
      part: canBeAsked('part'),
      undo: canBeAsked('undo'),
      doom: canBeAsked(DOOM),
      notify: honoursKeys('notify'),
      waited: honoursKeys('waited'),
      gathered: honoursKeys('gathered'),
      inLine: honoursKeys('in-line'),
      stamp: callable<Work, Answer>('stamp', { inDoubt: 'park', deadlineMs: DEADLINE_MS, perform: perform('stamp') }),
      guess: callable<Work, Answer>('guess', {
        inDoubt: 'abandon',
        deadlineMs: DEADLINE_MS,
        perform: perform('guess'),
        abandonedAs: () => ({ receipt: 'none' }),
      }),
      seal: sink<Work>('seal', {
        inDoubt: 'resend',
        deadlineMs: DEADLINE_MS,
        perform: async (url, work, use) => void (await post(url, 'seal', work, use)),
      }),
      prices: reader<Work, { cents: number }>('prices', async function* (url, { id }, { signal }) {
        const answer = await fetch(`${url}/rows/${encodeURIComponent(id)}`, { signal })
        if (answer.status !== 200) throw refused('prices', answer.status)
        yield* (await answer.json()) as { cents: number }[]
      }),
    }
  },
})('crash-partner')

/** Ends that know the idempotency key: the same one again is answered as before, and nothing is done. */
export const HONOURS_KEYS: ReadonlySet<string> = new Set(['notify', 'waited', 'gathered', 'in-line', 'seal'])
