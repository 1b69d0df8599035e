import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as rest } from 'node:timers/promises'
import { DEADLINE_MS, DOOM, HONOURS_KEYS } from './partner-ends.js'
import type { Answer, Chance, Work } from './shapes.js'

/** One request that reached the partner, as the partner wrote it down. */
export interface Arrival {
  readonly no: number
  readonly at: number
  readonly end: string
  readonly work: Work
  readonly idempotencyKey: string
  readonly attempt: number
  /** What the partner did: `honoured` is the answer of before, with nothing done. */
  readonly did: 'executed' | 'honoured' | 'refused' | 'nothing'
}

type Mood = 'well' | 'slow' | 'late' | 'drops-the-answer' | 'hangs-up' | 'refuses'

/** One in five first tries meets a fault; later ones mostly go well, so that all work comes to an end. */
function moodFor(chance: Chance, end: string, tries: number): Mood {
  // What only a person can decide comes up often enough to be killed at.
  if (end === 'stamp' && tries === 0 && chance() < 0.4) return chance() < 0.5 ? 'drops-the-answer' : 'hangs-up'
  const x = chance() * (tries === 0 ? 1 : 3)
  if (x < 0.05) return 'drops-the-answer'
  if (x < 0.1) return 'hangs-up'
  if (x < 0.17) return 'refuses'
  if (x < 0.185) return 'late'
  return x < 0.3 ? 'slow' : 'well'
}

/**
 * A partner on a real socket that no crash of the hub can touch. It writes down every request, does the work at once or
 * not at all, and then may drop the answer, give it too late, hang up or refuse.
 */
export class Partner {
  readonly arrivals: Arrival[] = []
  private readonly answers = new Map<string, Answer>()
  private readonly tries = new Map<string, number>()
  /** The latest try of a key that the partner has said was not done: it is not done afterwards either. */
  private readonly denied = new Map<string, number>()
  private readonly cured = new Set<string>()
  private readonly chance: Chance
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch(() => response.destroy())
  })

  constructor(chance: Chance) {
    this.chance = chance
    this.server.keepAliveTimeout = 60_000
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  /** From now on the partner takes this piece of work. */
  cure(id: string): void {
    this.cured.add(id)
  }

  /** For the operator who decides an effect in doubt; what is denied is not done afterwards. */
  found(idempotencyKey: string, attempt: number): Answer | undefined {
    const answer = this.answers.get(idempotencyKey)
    if (answer === undefined) this.denied.set(idempotencyKey, Math.max(attempt, this.denied.get(idempotencyKey) ?? 0))
    return answer
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://partner')
    const [, verb, end] = url.pathname.split('/')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (verb === 'rows') return answer(200, [{ cents: 100 }, { cents: decodeURIComponent(end!).length }])
    if (verb === 'asked') {
      if (this.chance() < 0.05) return answer(503, {})
      const found = this.found(url.searchParams.get('key')!, Number(url.searchParams.get('attempt')))
      return answer(200, found === undefined ? { state: 'not-done' } : { state: 'answered', answer: found })
    }
    const work = JSON.parse(Buffer.concat(chunks).toString()) as Work
    const idempotencyKey = String(request.headers['idempotency-key'])
    const mood = moodFor(this.chance, end!, this.tries.get(idempotencyKey) ?? 0)
    this.tries.set(idempotencyKey, (this.tries.get(idempotencyKey) ?? 0) + 1)
    const attempt = Number(request.headers['x-attempt'])
    const did = this.take({ end: end!, work, idempotencyKey, attempt, mood })
    if (did === 'refused') return answer(end === DOOM || this.poisons(work) ? 422 : 503, {})
    if (mood === 'hangs-up' || mood === 'drops-the-answer') return void response.destroy()
    if (mood === 'late') await rest(DEADLINE_MS + 100)
    if (mood === 'slow') await rest(60)
    answer(200, this.answers.get(idempotencyKey)!)
  }

  private take(asked: Omit<Arrival, 'no' | 'at' | 'did'> & { readonly mood: Mood }): Arrival['did'] {
    const { mood, ...arrival } = asked
    const did = this.whatToDo(asked)
    const no = this.arrivals.length
    this.arrivals.push({ ...arrival, no, at: Date.now(), did })
    if (did === 'executed') this.answers.set(arrival.idempotencyKey, { receipt: `${arrival.end}-${no}` })
    return did
  }

  private whatToDo({ end, work, idempotencyKey, attempt, mood }: Parameters<Partner['take']>[0]): Arrival['did'] {
    if (end === DOOM || (this.poisons(work) && !this.answers.has(idempotencyKey))) return 'refused'
    if (attempt <= (this.denied.get(idempotencyKey) ?? 0)) return 'refused'
    if (mood === 'refuses') return 'refused'
    if (mood === 'hangs-up') return 'nothing'
    return HONOURS_KEYS.has(end) && this.answers.has(idempotencyKey) ? 'honoured' : 'executed'
  }

  private poisons({ id, poison }: Work): boolean {
    return poison && !this.cured.has(id)
  }
}
