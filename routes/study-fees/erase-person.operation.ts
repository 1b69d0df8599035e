import { erasePerson } from '../../flows/study-fees/channels.js'
import { ErasePerson, PersonErased } from '../../schemas/study-fees/erasure.js'
import { type Context, command, operation } from '../operation.js'
import { done, ERASURE_PROBLEMS, HUB_FEES_TRY_AGAIN } from './refusals.js'

export default operation({
  name: 'study-fees/erase-person',
  summary: 'Erases a person’s data and keeps what accounting law needs',
  description:
    'In the registers by a pseudonym; bodies of ended messages that were known by the customer or the orders go too.',
  method: 'POST',
  path: '/study-fees/erasures',
  scope: 'study-fees:persons:erase',
  problems: { ...ERASURE_PROBLEMS, HUB_FEES_TRY_AGAIN: 503 },
  request: ErasePerson,
  response: PersonErased,
  run: command(erase),
})

async function erase(request: ErasePerson, { hub, client }: Context): Promise<PersonErased> {
  const asked = await hub.ask(erasePerson, request, { client: client.name })
  if (asked.state !== 'answered') throw HUB_FEES_TRY_AGAIN('The erasure has not ended yet. Ask again.')
  const erased = done(asked.answer)
  const keys = [
    ...erased.orders.map((value) => ({ name: 'order', value })),
    ...erased.payers.map((value) => ({ name: 'payer', value })),
  ]
  // The erasure itself was known by the number too, and is forgotten with the rest.
  if (request.customer !== undefined) keys.push({ name: 'customer', value: request.customer })
  for (const key of keys) await hub.store.erase(key)
  return erased
}
