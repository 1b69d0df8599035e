import type { EffectUse, Found } from '../adapter.js'
import { decodeBody, encodeBody } from '../codec.js'
import { codeOf, instructionOf, sentenceOf } from '../errors.js'
import type { LivingMessage } from '../ports/message.js'
import type { StepRecord, Unit } from '../ports/unit.js'
import { holdsStream } from '../steps/shared.js'
import type { Asked } from '../walk.js'
import { failureIn, HUB_EFFECT_IN_DOUBT, HUB_ONCE_BUSY, HUB_STREAM_USED, isCircuitOpen, isRefusal } from './failure.js'
import { standing } from './leaving.js'
import type { Shop } from './shop.js'

export type EffectAsked = Asked & { readonly do: 'effect' }

/** What an effect needs of the run it belongs to. */
export interface EffectRun {
  readonly shop: Shop
  readonly message: LivingMessage
  readonly records: ReadonlyMap<string, StepRecord>
  readonly fresh: Set<string>
  readonly holds: NonNullable<Unit['holds']>
  record(record: Omit<StepRecord, 'messageId' | 'at'>): StepRecord
  flush(): Promise<unknown>
}

const DEADLINE_MS = 30_000
const AT_ONE_TIME = 16

function keyOf(message: LivingMessage, { once, name, end }: EffectAsked): string {
  return once === undefined ? `${message.id}/${name}` : `${message.flow}/${end.uri}/${once}`
}

/** `<flow>/<branches and change>/<key>`; the second change of one name there is `…#2`, since it is another change. */
export function changeKey(flow: string, { name, once }: Asked & { readonly do: 'change' }): string {
  return `${flow}/${name.replace(/(^|\/)change /, '$1').replace(/#1$/, '')}/${once}`
}

/** The record that stands before an effect begins. */
export function intended(
  message: LivingMessage,
  asked: EffectAsked,
  attempts: number,
): Omit<StepRecord, 'messageId' | 'at'> {
  return { name: asked.name, kind: 'effect', state: 'intended', onceKey: keyOf(message, asked), attempts }
}

/**
 * Carries out one effect, or finds out what became of it. Written down before and after; repeated only when it is
 * known not to have happened, or when its policy says that repeating is harmless. Throws what the endpoint throws, and
 * HUB_EFFECT_IN_DOUBT.
 */
export async function effectOf(run: EffectRun, asked: EffectAsked): Promise<unknown> {
  const known = run.records.get(asked.name)
  const fresh = run.fresh.delete(asked.name)
  if (known === undefined || fresh) return attempt(run, asked, fresh ? known : undefined)
  switch (known.state) {
    case 'answered':
    case 'abandoned':
      // The process may have died between the record and the answer under the once-key, or an operator has decided.
      if (asked.once !== undefined) await tellOthers(run, asked, known.result!)
      return decodeBody(known.result!)
    case 'not-done':
      return attempt(run, asked, known)
    default:
      return settle(run, asked, known)
  }
}

async function attempt(run: EffectRun, asked: EffectAsked, known: StepRecord | undefined): Promise<unknown> {
  const { end, request } = asked
  const isWritten = known?.state === 'intended'
  const attempts = isWritten ? known.attempts : (known?.attempts ?? 0) + 1
  // An intention that stands in the books must not be found again as an effect in doubt.
  const refused = (error: unknown) => {
    const state = known?.state === 'in-doubt' ? 'in-doubt' : 'not-done'
    const said = { code: codeOf(error), error: sentenceOf(error) }
    run.record({ ...intended(run.message, asked, attempts - 1), state, ...said })
    return error
  }
  const refusal = run.shop.outside.refusal(end.connection)
  if (refusal !== undefined) throw isWritten ? refused(refusal) : refusal
  if (!isWritten) {
    if (asked.once !== undefined && attempts === 1) {
      const done = await reserve(run, asked)
      if (done !== undefined) return decodeBody(done)
    }
    run.record(intended(run.message, asked, attempts))
    await run.flush()
  }
  try {
    run.shop.boundary?.('effect:before')
    const answer = await use(run, asked, attempts, (client, told) => end.how.perform(client, request, told))
    run.shop.boundary?.('effect:after')
    return answered(run, asked, attempts, answer)
  } catch (error) {
    if (isRefusal(error)) throw refused(error)
    const { effect } = instructionOf(error)
    const state = effect === 'unknown' ? 'in-doubt' : 'not-done'
    const failure = failureIn(error)
    const record = run.record({
      ...intended(run.message, asked, attempts),
      state,
      code: codeOf(failure),
      error: sentenceOf(failure),
    })
    if (effect === 'not-done') throw error
    if (end.how.inDoubt === 'resend') throw error
    return settle(run, asked, record, holdsStream(request))
  }
}

function use<T>(
  run: EffectRun,
  asked: EffectAsked,
  attempt: number,
  work: (client: unknown, told: EffectUse) => Promise<T>,
  lookUp = false,
): Promise<T> {
  const { message, shop } = run
  const { uri, connection, how } = asked.end
  const { deadlineMs = DEADLINE_MS, concurrency = AT_ONE_TIME } = how
  // A look at an effect stands behind no other effects, unless the connection itself says how many.
  const place = { uri, connection, deadlineMs, ...(lookUp ? {} : { concurrency }) }
  const { watching } = shop
  const begun = { connection: connection.name, end: uri.slice(connection.name.length + 1), step: asked.step }
  return shop.outside.use(
    place,
    (client, cut, traceparent = message.traceparent) =>
      work(client, {
        key: keyOf(message, asked),
        attempt,
        messageId: message.id,
        correlationId: message.correlationId,
        now: new Date(message.acceptedAt),
        ...(traceparent === undefined ? {} : { traceparent }),
        get signal() {
          return cut.signal
        },
      }),
    watching && ((tried) => watching.effect(message, { ...begun, attempt, lookUp }, tried)),
  )
}

async function answered(run: EffectRun, asked: EffectAsked, attempts: number, answer: unknown): Promise<unknown> {
  const result = encodeBody(answer)
  run.record({ ...intended(run.message, asked, attempts), state: 'answered', result })
  if (asked.once !== undefined) await tellOthers(run, asked, result)
  return answer
}

/** Keeps an answer under the once-key that the flow named, for other messages that would do the same. */
async function tellOthers(run: EffectRun, asked: EffectAsked, result: Uint8Array): Promise<void> {
  await keep(run, `${keyOf(run.message, asked)}/answer`, { result })
}

/** An effect in doubt: its declared policy decides. A stream that a try has `used` up is made anew by the next run only. */
async function settle(run: EffectRun, asked: EffectAsked, known: StepRecord, used = false): Promise<unknown> {
  const { end, request } = asked
  const { how } = end
  let notAsked: unknown
  switch (how.inDoubt) {
    case 'resend':
      return attempt(run, asked, { ...known, state: 'in-doubt' })
    case 'abandon': {
      const answer = how.abandonedAs?.(request)
      run.record({
        ...intended(run.message, asked, known.attempts),
        state: 'abandoned',
        result: encodeBody(answer),
        ...(known.code === undefined ? {} : { code: known.code }),
      })
      if (asked.once !== undefined) await tellOthers(run, asked, encodeBody(answer))
      return answer
    }
    case 'ask': {
      const found = how.ask === undefined ? UNKNOWN : await asking(run, asked, known)
      if (found.state === 'answered') return answered(run, asked, known.attempts, found.answer)
      if (found.state === 'not-done') {
        const notDone = run.record({ ...intended(run.message, asked, known.attempts), state: 'not-done' })
        if (used) throw HUB_STREAM_USED(end.uri)
        return attempt(run, asked, notDone)
      }
      notAsked = found.notAsked
      break
    }
    case 'park':
  }
  run.record({
    ...intended(run.message, asked, known.attempts),
    state: 'in-doubt',
    ...(known.code === undefined ? {} : { code: known.code }),
  })
  throw notAsked ?? HUB_EFFECT_IN_DOUBT(end.uri, how.inDoubt)
}

/** `notAsked`: the connection is not used at present, which is no answer and spends no try. */
type Looked = Found<unknown> & { readonly notAsked?: unknown }

const UNKNOWN: Looked = { state: 'unknown' }

async function asking(run: EffectRun, asked: EffectAsked, known: StepRecord): Promise<Looked> {
  try {
    const { ask } = asked.end.how
    return await use(run, asked, known.attempts, (client, told) => ask!(client, asked.request, told), true)
  } catch (error) {
    // Not reachable now; the message waits and asks again.
    return isCircuitOpen(error) ? { state: 'unknown', notAsked: error } : UNKNOWN
  }
}

/** Takes a once-key that the flow named. Returns the answer if another message has done it already. */
async function reserve(run: EffectRun, asked: EffectAsked): Promise<Uint8Array | undefined> {
  const key = keyOf(run.message, asked)
  const owner = await keep(run, key, {})
  if (owner === undefined || owner === run.message.id) return undefined
  const done = await run.shop.store.once(`${key}/answer`)
  if (done === undefined) throw HUB_ONCE_BUSY(asked.end.uri, owner)
  run.record({ ...intended(run.message, asked, 0), state: 'answered', result: done.result ?? new Uint8Array(0) })
  return done.result ?? new Uint8Array(0)
}

/** Takes a once-key; returns whose it is when it was taken before. */
async function keep(
  run: EffectRun,
  key: string,
  { result }: { readonly result?: Uint8Array },
): Promise<string | undefined> {
  const { shop, message } = run
  await run.flush()
  const unit: Unit = {
    holds: run.holds,
    once: { key, messageId: message.id, until: shop.chance.now() + shop.onceKeepMs },
    apply: async () => ({ writes: {}, ...(result === undefined ? {} : { result }) }),
  }
  const came = await shop.committer.commit(unit)
  if (came.state === 'refused' && came.refused === 'once') return came.row.messageId
  standing(came)
  return undefined
}
