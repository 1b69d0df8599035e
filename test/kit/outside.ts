import { Type } from 'typebox'
import { defineAdapter, type EffectUse, type Found, type InDoubtPolicy } from '../../bus/adapter.js'
import { HubError } from '../../bus/errors.js'

export interface Call {
  readonly what: string
  readonly request: unknown
  readonly key: string
  readonly attempt: number
}

export const notDone = () =>
  new HubError('HUB_TEST_NOT_DONE', 'the partner refused before it did anything', {
    retry: 'retry',
    effect: 'not-done',
  })
export const unknown = () =>
  new HubError('HUB_TEST_UNKNOWN', 'the line broke while the partner was at work', {
    retry: 'retry',
    effect: 'unknown',
  })

/** A partner in the test's own process that does what the test tells it to, and keeps what it was asked. */
export class Partner {
  readonly calls: Call[] = []
  readonly asked: Call[] = []
  /** What the next calls throw or answer, in order; afterwards they answer `{ ok: true }`. */
  readonly next: (Error | (() => unknown))[] = []
  found: (call: Call) => Found<unknown> | Promise<Found<unknown>> = () => ({ state: 'unknown' })

  async perform(what: string, request: unknown, { key, attempt }: EffectUse): Promise<unknown> {
    this.calls.push({ what, request, key, attempt })
    const told = this.next.shift()
    if (told instanceof Error) throw told
    return told === undefined ? { ok: true } : await told()
  }

  /** The calls of one kind, as the requests they carried. */
  requests(what: string): unknown[] {
    return this.calls.filter((call) => call.what === what).map(({ request }) => request)
  }
}

/** Ends of every policy on one partner. */
export function endsOf(partner: Partner, name = 'partner') {
  return defineAdapter({
    name: 'partner',
    summary: 'A partner in the test’s own process.',
    options: Type.Object({}),
    open: async () => partner,
    ends: ({ sink, callable, reader }) => {
      const how = <Policy extends InDoubtPolicy, Answer = unknown>(what: string, inDoubt: Policy) => ({
        inDoubt,
        deadlineMs: 2_000,
        perform: (client: Partner, request: unknown, use: EffectUse) =>
          client.perform(what, request, use) as Promise<Answer>,
        ask: async (client: Partner, request: unknown, { key, attempt }: EffectUse) => {
          const call = { what, request, key, attempt }
          client.asked.push(call)
          return (await client.found(call)) as Found<Answer>
        },
      })
      const quiet = async (client: Partner, request: unknown, use: EffectUse) =>
        void (await client.perform('take', request, use))
      return {
        take: sink<unknown>('take', { inDoubt: 'park', deadlineMs: 2_000, perform: quiet }),
        resend: callable<unknown, unknown>('resend', how('resend', 'resend')),
        ask: callable<unknown, unknown>('ask', how('ask', 'ask')),
        park: callable<unknown, unknown>('park', how('park', 'park')),
        abandon: callable<unknown, { outcome?: string }>('abandon', {
          ...how<'abandon', { outcome?: string }>('abandon', 'abandon'),
          abandonedAs: () => ({ outcome: 'no-answer' }),
        }),
        rows: reader<unknown, { row: number }>('rows', async function* (client, query, use) {
          const asked: EffectUse = { ...use, key: '', attempt: 1, correlationId: '' }
          const rows = (await client.perform('rows', query, asked)) as { row: number }[]
          yield* rows
        }),
      }
    },
  })(name)
}
