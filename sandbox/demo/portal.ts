import { randomUUID } from 'node:crypto'

/** How long somebody keeps trying when the hub does not answer: it may be starting again. */
const PATIENCE_MS = 300_000

export interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** The e-service portal: calls the hub's operations as any application would, with a key and idempotency keys. */
export interface Portal {
  /** Calls until it is answered. A repetition is recognised by its idempotency key, so that trying again is harmless. */
  call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Reply>
}

export class CallRefused extends Error {
  readonly reply: Reply
  constructor(what: string, reply: Reply) {
    super(`${what} was answered ${reply.status}: ${JSON.stringify(reply.body)}`)
    this.reply = reply
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Tries until it works, pausing a little longer each time. */
export async function persistently<T>(what: string, work: () => Promise<T | 'again'>): Promise<T> {
  const end = Date.now() + PATIENCE_MS
  for (let wait = 10; ; wait = Math.min(wait * 1.5, 250)) {
    let last: unknown = 'it was told to come again'
    try {
      const came = await work()
      if (came !== 'again') return came
    } catch (error) {
      if (error instanceof CallRefused) throw error
      last = (error as { cause?: unknown }).cause ?? error
    }
    if (Date.now() > end) throw new Error(`${what} did not work for ${PATIENCE_MS / 1000} s: ${String(last)}`)
    await pause(wait)
  }
}

export function portalOf(address: string, key: string): Portal {
  return {
    async call(method, path, body) {
      const what = `${method} ${path}`
      const idempotencyKey = randomUUID()
      return persistently(what, async () => {
        const answer = await fetch(address + path, {
          method,
          headers: {
            authorization: `Bearer ${key}`,
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(method === 'GET' ? {} : { 'idempotency-key': idempotencyKey }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(70_000),
        })
        const reply = { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
        // Running for an earlier try, busy, or just starting: the answer comes later.
        if (reply.status === 202 || reply.status === 503) return 'again'
        if (reply.status >= 400) throw new CallRefused(what, reply)
        return reply
      })
    },
  }
}

/** A browser goes to an address of the hub and is sent on; gives where to. */
export function visit(address: string): Promise<string | undefined> {
  return persistently(`the browser at ${new URL(address).pathname}`, async () => {
    const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(30_000) })
    await answer.arrayBuffer()
    if (answer.status >= 500) return 'again'
    return answer.headers.get('location') ?? undefined
  })
}

/** A browser posts a form in ISO-8859-1, as the bank's page wants it. */
export async function post(
  action: string,
  fields: readonly { readonly name: string; readonly value: string }[],
): Promise<number> {
  const encode = (text: string) =>
    [...Buffer.from(text, 'latin1')]
      .map((byte) =>
        /[\w.-]/.test(String.fromCharCode(byte))
          ? String.fromCharCode(byte)
          : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`,
      )
      .join('')
  const answer = await fetch(action, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: fields.map(({ name, value }) => `${encode(name)}=${encode(value)}`).join('&'),
  })
  await answer.arrayBuffer()
  return answer.status
}
