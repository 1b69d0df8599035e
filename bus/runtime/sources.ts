import type { Deliver, OpenUse, SourceEnd } from '../adapter.js'
import { encodeBody } from '../codec.js'
import { isHubError } from '../errors.js'
import type { FlowNode } from '../node.js'
import type { NewMessage } from '../ports/message.js'
import type { Writes } from '../ports/unit.js'
import { admit, type Origin } from './acceptance.js'
import type { Committer } from './committer.js'
import type { Chance } from './shop.js'

interface ListenUse {
  readonly flow: FlowNode
  readonly source: SourceEnd
  readonly client: unknown
  readonly committer: Committer
  readonly chance: Chance
  readonly stop: AbortSignal
  readonly log: OpenUse['log']
  readonly accepted: (messages: readonly NewMessage[], seqs: readonly number[]) => void
  /** The origin with its trace context. */
  readonly traced: (origin: Origin) => Origin
}

const REST_MS = 5_000

/** Takes from an outside source: each arrival is durable before the source may acknowledge it. */
export function listenTo(use: ListenUse): void {
  const { flow, source, client, stop, log } = use
  const deliver: Deliver = (arrived) => accept(use, arrived)
  const again = async (): Promise<void> => {
    while (!stop.aborted) {
      try {
        await source.listen(client, deliver, stop)
        return
      } catch (error) {
        if (stop.aborted) return
        log('error', `${flow.id}: source ${source.uri} stopped; it is begun again`, {
          error: isHubError(error) ? error.code : String(error),
        })
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, REST_MS)
          const stopped = () => {
            clearTimeout(timer)
            resolve()
          }
          stop.addEventListener('abort', stopped, { once: true })
        })
      }
    }
  }
  void again()
}

async function accept(
  { flow, source, committer, chance, accepted, traced }: ListenUse,
  arrived: Parameters<Deliver>[0],
): ReturnType<Deliver> {
  const now = chance.now()
  const { body, once, raw, contentType, headers } = arrived
  const key = `${flow.id}/accept/${once}`
  const origin = traced({
    onceKey: key,
    ...(raw && { raw }),
    ...(contentType && { contentType }),
    ...(headers && { headers }),
  })
  const { message, writes, lives } = admitted(flow, source, body, origin, now)
  const result = await committer.commit({ writes })
  if (result.state === 'failed') throw result.error
  if (result.state === 'refused')
    return { messageId: result.refused === 'once' ? result.row.messageId : message.id, repeated: true }
  if (lives) accepted([message], result.seqs)
  return { messageId: message.id, repeated: false }
}

/** What does not fit is kept as it came, as a dead letter: the source has delivered, and one bad message is one bad message. */
function admitted(
  flow: FlowNode,
  source: SourceEnd,
  body: unknown,
  origin: Origin,
  now: number,
): { message: NewMessage; writes: Writes; lives: boolean } {
  try {
    const message = admit(flow, source, body, origin, now)
    return { message, writes: { accept: [message] }, lives: true }
  } catch (error) {
    if (!isHubError(error)) throw error
    const bare: FlowNode = { ...flow, door: { validates: [], knownBy: {} } }
    const message = admit(bare, source, body, { ...origin, raw: origin.raw ?? encodeBody(body) }, now)
    const end = { message, outcome: 'dead-letter', code: error.code, reason: error.message, tries: 0, at: now } as const
    return { message, writes: { accept: [message], ends: [end] }, lives: false }
  }
}
