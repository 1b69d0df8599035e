import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { Value } from 'typebox/value'
import { connectionOf, type Deliver, type EffectUse, endOf, type Found } from '../../bus/adapter.js'
import type { Callable, Reader, Sink, Source } from '../../bus/ends.js'

/*
 * Not a stand-in: opens a connection the way the hub does (defaults and check of options by their schema) and uses its
 * ends without an engine, for tests of adapters.
 */

export interface Opened {
  readonly dataFolder: string
  readonly log: readonly { level: string; sentence: string; facts?: Readonly<Record<string, unknown>> | undefined }[]
  perform<Request, Answer>(end: Callable<Request, Answer>, request: Request, use?: Partial<EffectUse>): Promise<Answer>
  send<Body>(end: Sink<Body>, body: Body, use?: Partial<EffectUse>): Promise<void>
  /** Looks up what became of an effect, as the hub does when the policy is `ask`. */
  ask<Request, Answer>(
    end: Callable<Request, Answer>,
    request: Request,
    use?: Partial<EffectUse>,
  ): Promise<Found<Answer>>
  read<Query, Row>(end: Reader<Query, Row>, query: Query, signal?: AbortSignal): Promise<Row[]>
  /** Listens until the signal is aborted. */
  listen<Body>(end: Source<Body>, deliver: Deliver, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export const useOf = (key: string, rest: Partial<EffectUse> = {}): EffectUse => ({
  key,
  attempt: 1,
  messageId: '01890a5d-0000-7000-8000-000000000001',
  correlationId: '01890a5d-0000-7000-8000-000000000001',
  now: new Date('2026-03-01T10:00:00Z'),
  signal: new AbortController().signal,
  ...rest,
})

/** Opens a connection; the test's teardown closes it. Options that the schema refuses throw. */
export async function opened(t: Test, ends: object, given: object, folder?: string): Promise<Opened> {
  const connection = connectionOf(ends)
  if (!connection) throw new Error('not the ends of a connection')
  const dataFolder = folder ?? (await mkdtemp(join(tmpdir(), 'adapter-')))
  if (!folder) t.teardown(() => rm(dataFolder, { recursive: true, force: true }))
  const options = Value.Default(connection.options, structuredClone(given))
  if (!Value.Check(connection.options, options)) {
    throw new Error(JSON.stringify(Value.Errors(connection.options, options)))
  }
  const log: { level: string; sentence: string; facts?: Readonly<Record<string, unknown>> | undefined }[] = []
  const client = await connection.open(options, {
    dataFolder,
    books: undefined,
    log: (level, sentence, facts) => log.push({ level, sentence, facts }),
  })
  let open = true
  const close = async () => {
    if (!open) return
    open = false
    await connection.close?.(client)
  }
  t.teardown(close)
  const effect = (end: unknown) => {
    const found = endOf(end)
    if (found?.kind !== 'sink' && found?.kind !== 'callable') throw new Error('not an effect')
    return found.how
  }
  return {
    dataFolder,
    log,
    close,
    perform: (end, request, use = {}) =>
      effect(end).perform(client, request, useOf(use.key ?? 'key', use)) as Promise<never>,
    send: (end, body, use = {}) => effect(end).perform(client, body, useOf(use.key ?? 'key', use)) as Promise<never>,
    ask: (end, request, use = {}) => {
      const { ask } = effect(end)
      if (!ask) throw new Error('this end cannot be asked')
      return ask(client, request, useOf(use.key ?? 'key', use)) as Promise<never>
    },
    async read(end, query, signal = new AbortController().signal) {
      const found = endOf(end)
      if (found?.kind !== 'reader') throw new Error('not a reader')
      const rows: never[] = []
      const use = { messageId: useOf('').messageId, now: useOf('').now, signal }
      for await (const row of found.read(client, query, use)) rows.push(row as never)
      return rows
    },
    listen(end, deliver, signal) {
      const found = endOf(end)
      if (found?.kind !== 'source') throw new Error('not a source')
      return found.listen(client, deliver, signal)
    },
  }
}

/** Resolves when `condition` holds; fails after the deadline, in milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>, deadline = 5_000): Promise<void> {
  const end = Date.now() + deadline
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not come true within ${deadline} ms: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** An address on which nobody listens. */
export async function addressOfNobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}
