import { decodeBody, encodeBody } from '../codec.js'
import { HubError, neverSent } from '../errors.js'
import { idFrom } from '../ids.js'
import type { Asked } from '../walk.js'
import type { Running } from './running.js'

export const HUB_CLAIM_GONE = (flow: string, claim: string) =>
  new HubError(
    'HUB_CLAIM_GONE',
    `${flow}: the books do not keep claim ${claim} any more; claims live as long as a message of their correlation`,
    neverSent,
  )

/** Keeps a part of a body apart, once for each message and step; gives its claim. */
export function keptApart(run: Running, { name, part }: Asked & { readonly do: 'keep-apart' }): string {
  const { message, records, pending, shop } = run
  const id = idFrom(message.id, name)
  if (!records.has(name)) {
    const { correlationId } = message
    pending.claims.push({ id, correlationId, body: encodeBody(part), at: shop.chance.now() })
    run.record({ name, kind: 'publish', state: 'answered', attempts: 1 })
  }
  return id
}

/** What was kept apart. Throws HUB_CLAIM_GONE. */
export async function redeemed(run: Running, { claim }: Asked & { readonly do: 'redeem' }): Promise<unknown> {
  // Kept by this very run, it may not be written yet.
  const pending = run.pending.claims.find(({ id }) => id === claim)?.body
  const body = pending ?? (await run.shop.store.claim(claim))
  if (body === undefined) throw HUB_CLAIM_GONE(run.flow.id, claim)
  return decodeBody(body)
}
