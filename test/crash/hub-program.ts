/*
 * The hub that is killed. Started ahead of time, it stands by until the one before it is dead, so that a restart takes
 * no longer than opening the books. It takes work over HTTP and answers 202 when the engine says that it is accepted.
 */
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import type { OpenBooks } from '../../adapters/database/books.js'
import type { OpenUse } from '../../bus/adapter.js'
import { flowNodeOf } from '../../bus/builder.js'
import { decodeBody } from '../../bus/codec.js'
import { connectionsOf } from '../../bus/connections.js'
import type { Inlet, Question } from '../../bus/ends.js'
import { codeOf, instructionOf, sentenceOf } from '../../bus/errors.js'
import type { EffectDecision } from '../../bus/hub.js'
import { Engine } from '../../bus/runtime/engine.js'
import { startClock } from '../../cron/clock.js'
import { hubBooks } from './hub-books.js'
import { kinds } from './kinds.js'
import type { DeadLetterSeen, DoubtSeen, Go, HubOrders, Said } from './protocol.js'
import { promised, sabotagedFlows } from './sabotage.js'
import type { Answer, Target, Work } from './shapes.js'
import { everyMinute } from './work/nightly.js'

const orders = JSON.parse(process.argv[2]!) as HubOrders
const OPERATOR = 'operator:crash'

// Written at once and not when the event loop comes to it: the next thing may be a SIGKILL.
const say = (said: Said) => void writeSync(1, `${JSON.stringify(said)}\n`)

const nodes = kinds.flatMap(({ flows }) => flows).map(flowNodeOf)
const inlets = new Map<string, Target>([
  ...nodes.map(({ from }) => [from.uri, from as unknown as Target] as const),
  ...kinds.flatMap(({ signals = [] }) => signals.map((signal) => [signal.uri, signal] as const)),
])

/** Where the process kills itself. */
let deadly: Go['kill']
let hits = 0

function arm(kill: Go['kill']): void {
  deadly = kill
  hits = 0
}

function boundary(name: string): void {
  if (name !== deadly?.name || ++hits !== deadly.hit) return
  say({ said: 'kills-itself', at: name })
  process.kill(process.pid, 'SIGKILL')
}

interface Open {
  readonly books: OpenBooks
  readonly engine: Engine
  stopClock(): Promise<void>
}
let open: Open | undefined

const log: OpenUse['log'] = (level, sentence, facts) => {
  if (level !== 'info') say({ said: 'trouble', sentence: `${sentence} ${JSON.stringify(facts ?? {})}` })
}

async function go({ kill, jobs, shared }: Go): Promise<Open> {
  arm(kill)
  const { books, engine: sharing } = await hubBooks(orders, shared, log)
  const flows = sabotagedFlows(nodes, orders.sabotage)
  const engine = new Engine({
    ...sharing,
    flows,
    connections: connectionsOf(flows),
    optionsOf: () => ({ url: orders.partner }),
    // A hub that is killed every second has no time for a circuit that stays open for long.
    limitsOf: () => ({ breaker: { failures: 10, openMs: 100 } }),
    open: {
      dataFolder: orders.folder,
      books: books.read(),
      log,
    },
    boundary,
  })
  await engine.start()
  const { from, speed } = orders.clock
  const now = () => new Date(from + (Date.now() - from) * speed)
  const clock = !jobs
    ? undefined
    : startClock({
        hub: engine,
        jobs: [everyMinute],
        now,
        wake: (woken) => {
          const timer = setInterval(() => woken(now()), 60_000 / speed)
          return () => clearInterval(timer)
        },
        log: (level, sentence) => {
          if (level === 'error') say({ said: 'trouble', sentence })
        },
      })
  return { books, engine, stopClock: async () => clock?.stop() }
}

let ending = false

async function stop({ books, engine, stopClock }: Open): Promise<void> {
  ending = true
  await stopClock()
  await engine.close(5_000)
  await books.close()
}

interface Call {
  readonly to: string
  readonly body: Work
  readonly idempotencyKey: string
}

const calls: Readonly<Record<string, (open: Open, body: never) => Promise<readonly [status: number, body: unknown]>>> =
  {
    async send({ engine }, { to, body, idempotencyKey }: Call) {
      const inlet = inlets.get(to) as Inlet<Work>
      const accepted = engine.send(inlet, body, { client: 'load', idempotencyKey })
      if (orders.sabotage !== 'fsync') return [202, await accepted]
      return [202, await Promise.race([accepted, once(promised, idempotencyKey).then(([early]) => early as unknown)])]
    },
    async ask({ engine }, { to, body, idempotencyKey }: Call) {
      const question = inlets.get(to) as Question<Work, Answer>
      const answered = await engine.ask(question, body, { client: 'load', idempotencyKey, within: '1s' })
      return [answered.state === 'running' ? 202 : 200, answered]
    },
    async 'dead-letters'({ engine }) {
      const { rows } = await engine.store.deadLetters({ limit: 20 })
      const seen = rows.map(({ message, code }): DeadLetterSeen => {
        const body = decodeBody(message.body) as { id?: string }
        const isPart = message.headers['dromedary-part'] !== undefined
        return { id: message.id, code, workId: isPart ? (message.causeId ?? '') : (body.id ?? ''), isPart }
      })
      return [200, seen]
    },
    async doubts({ engine }) {
      const { rows } = await engine.store.inDoubt({ limit: 20 })
      const seen = rows.map(
        ({ messageId, name, onceKey, attempts }): DoubtSeen => ({
          messageId,
          record: name,
          idempotencyKey: onceKey ?? '',
          attempts,
        }),
      )
      return [200, seen]
    },
    async replay({ engine }, { id }: { id: string }) {
      await engine.replay(id, OPERATOR)
      return [200, {}]
    },
    async drop({ engine }, { id }: { id: string }) {
      await engine.dropDeadLetter(id, 'seen by the operator', OPERATOR)
      return [200, {}]
    },
    async decide({ engine }, decision: Omit<EffectDecision, 'by' | 'reason'>) {
      await engine.decide({ ...decision, by: OPERATOR, reason: 'the partner was asked' })
      return [200, {}]
    },
    async living({ engine }) {
      const counts = await engine.store.counts()
      return [200, { living: counts.reduce((sum, { count }) => sum + count, 0), counts }]
    },
    /** No further runs of jobs. */
    async calm({ stopClock }) {
      await stopClock()
      return [200, {}]
    },
    async die(_open, kill: NonNullable<Go['kill']>) {
      arm(kill)
      return [200, {}]
    },
    async stop(open) {
      await stop(open)
      setImmediate(() => process.exit(0))
      return [200, {}]
    },
  }

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const answer = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const call = calls[request.url!.slice(1)]
  if (open === undefined || call === undefined) return answer(open === undefined ? 503 : 404, {})
  try {
    answer(...(await call(open, (chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString())) as never)))
  } catch (error) {
    answer(ending || instructionOf(error).retry === 'retry' ? 503 : 422, {
      code: codeOf(error),
      sentence: sentenceOf(error),
    })
  }
}

const server = createServer((request, response) => void serve(request, response))
server.listen(0, '127.0.0.1', () => say({ said: 'stands-by', port: (server.address() as AddressInfo).port }))

process.once('SIGTERM', () => {
  const stopped = open === undefined ? Promise.resolve() : stop(open)
  stopped.then(
    () => process.exit(0),
    (error: unknown) => {
      say({ said: 'trouble', sentence: `the hub could not stop in order: ${sentenceOf(error)}` })
      process.exit(1)
    },
  )
})

for await (const line of createInterface({ input: process.stdin })) {
  const begun = Date.now()
  try {
    open = await go(JSON.parse(line) as Go)
  } catch (error) {
    say({ said: 'cannot-start', sentence: `${codeOf(error)} ${sentenceOf(error)}` })
    process.exit(3)
  }
  say({ said: 'ready', ms: Date.now() - begun })
}
// The judge has gone: nobody would ever stop this process.
process.exit(1)
