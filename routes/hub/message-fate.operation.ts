import { decodeBody } from '../../bus/codec.js'
import type { Fate } from '../../bus/ports/store.js'
import { MessageFate, MessageQuery } from '../../schemas/hub/message-fate.js'
import { wireForm } from '../answer.js'
import { HUB_MESSAGE_UNKNOWN } from '../errors.js'
import { type Context, operation, read } from '../operation.js'

export default operation({
  name: 'hub/message-fate',
  summary: 'Tells what became of an accepted message',
  description:
    'A client sees the messages of its own calls. With the scope `hub:messages:read` it sees all, without their answers.',
  method: 'GET',
  path: '/messages/{messageId}',
  scope: 'any client',
  moreScopes: ['hub:messages:read'],
  problems: { HUB_MESSAGE_UNKNOWN: 404 },
  request: MessageQuery,
  response: MessageFate,
  run: read(fateOf),
})

async function fateOf({ messageId }: MessageQuery, { hub, client, allows }: Context): Promise<MessageFate> {
  const fate = await hub.fate(messageId)
  // Another client's message is as unknown as none: a 403 would tell that it exists.
  if (fate === undefined) throw HUB_MESSAGE_UNKNOWN()
  const own = fate.client === client.name
  if (!own && !allows('hub:messages:read')) throw HUB_MESSAGE_UNKNOWN()
  return told(fate, own)
}

/** States that end at a time. */
const TIMED: ReadonlySet<Fate['state']> = new Set(['waiting', 'retrying', 'gathering'])

const iso = (time: number) => new Date(time).toISOString()

/** The caller's view: no sentence of an error, which speaks of the hub's inside and its partners. */
function told(fate: Fate, own: boolean): MessageFate {
  const living = fate.endedAt === undefined
  const code = living ? fate.lastCode : fate.code
  const reason = fate.state === 'dropped' ? fate.reason : undefined
  const due = living && TIMED.has(fate.state) ? fate.due : undefined
  return {
    messageId: fate.id,
    correlationId: fate.correlationId,
    flow: fate.flow,
    state: fate.state,
    acceptedAt: iso(fate.acceptedAt),
    ...(fate.endedAt === undefined ? {} : { endedAt: iso(fate.endedAt) }),
    ...(due === undefined || due === 0 ? {} : { due: iso(due) }),
    tries: fate.tries,
    ...(reason === undefined ? {} : { reason }),
    ...(code === undefined ? {} : { code }),
    ...(own && fate.answer !== undefined ? { answer: wireForm(decodeBody(fate.answer)) } : {}),
  }
}
