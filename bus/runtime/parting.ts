import { decodeBody, encodeBody } from '../codec.js'
import { HubError, neverSent } from '../errors.js'
import { idFrom } from '../ids.js'
import { partitionOf } from '../partition.js'
import type { NewMessage } from '../ports/message.js'
import { keyIn } from '../steps/shared.js'
import { type Asked, bugIn, computing } from '../walk.js'
import { Leave } from './leaving.js'
import { streamedRows, toldOfReading } from './reading.js'
import type { Running } from './running.js'
import { bare } from './stream.js'

type Parting = Asked & { readonly do: 'split-each' }

/** Parts that are written in one commit, and read in one page. */
const BATCH = 256

/** What is known of a split: its number among those of the message, and how many parts it has when all are written. */
interface Progress {
  readonly split: number
  readonly parts?: number
}

export const HUB_PART_FAILED = (where: string, failed: number, parts: number) =>
  new HubError(
    'HUB_PART_FAILED',
    `${where}: ${failed} of ${parts} parts are dead letters; when they have been replayed, the whole can be`,
    neverSent,
  )
export const HUB_PART_REPEATED = (where: string, from: number) =>
  new HubError(
    'HUB_PART_REPEATED',
    `${where}: among the parts from number ${from + 1} on is one whose key another part has already; keys tell parts apart`,
    neverSent,
  )

/** What the whole makes of its parts when all of them have ended. Leaves the run until then. */
export async function parted(run: Running, asked: Parting): Promise<unknown> {
  const { name, node } = asked
  const known = run.records.get(name)
  if (known?.state === 'answered') return decodeBody(known.result ?? new Uint8Array(0))
  let progress: Progress
  if (known === undefined) {
    progress = { split: [...run.records.values()].filter(({ kind }) => kind === 'split').length + 1 }
    run.record({ name, kind: 'split', state: 'intended', attempts: 1, result: encodeBody(progress) })
    // The whole stands in the books before the first of its parts does.
    await run.flush()
  } else progress = decodeBody(known.result!) as Progress
  if (progress.parts === undefined) progress = await written(run, asked, progress.split)
  if (progress.parts! > 0) await ended(run, progress.split)
  if (node.ifPartFails === 'fail-the-whole') await assertNoneFailed(run, progress, `${run.flow.id}: ${asked.step}`)
  const next = await joined(run, asked, progress)
  run.record({ name, kind: 'split', state: 'answered', attempts: 1, result: encodeBody(next) })
  return next
}

/** Writes all parts before the first of them runs, so that what they do cannot change what is read. */
async function written(run: Running, asked: Parting, split: number): Promise<Progress> {
  await forget(run, split)
  try {
    let parts = 0
    let batch: NewMessage[] = []
    const write = async () => {
      const from = parts - batch.length
      try {
        await run.settle({ writes: { accept: batch } })
      } catch (error) {
        throw (error as Partial<HubError>).code === 'HUB_MESSAGE_EXISTS' ? HUB_PART_REPEATED(asked.step, from) : error
      }
      batch = []
    }
    for await (const part of source(run, asked)) {
      batch.push(partMessage(run, asked, part, split, parts++))
      if (batch.length >= BATCH) await write()
    }
    if (batch.length > 0) await write()
    const progress: Progress = { split, parts }
    run.record({ name: asked.name, kind: 'split', state: 'intended', attempts: 1, result: encodeBody(progress) })
    await run.settle({ writes: { splits: [{ messageId: run.message.id, split, parts }] } })
    return progress
  } catch (error) {
    if (!(error instanceof Leave)) await forget(run, split)
    throw error
  }
}

/** Parts of a reading that was not finished have not run, and are read again. */
async function forget(run: Running, split: number): Promise<void> {
  const { store, gone } = run.shop
  for (;;) {
    const removed = await store.removeHeldParts(run.message.id, split, 1_000, run.holds.seat)
    if (removed === 0) return
    gone(run.flow.id, removed)
  }
}

function source(run: Running, { node, body, step }: Parting): AsyncIterable<unknown> | Iterable<unknown> {
  const { parts } = node
  if (parts.from === 'reader') return streamedRows(run.shop, parts.reader, body, toldOfReading(run))
  return computing(run.flow.id, step, () => parts.of(body))
}

function partMessage(
  run: Running,
  { name, node, step }: Parting,
  part: unknown,
  split: number,
  no: number,
): NewMessage {
  const { message, shop } = run
  const key = keyIn(
    step,
    computing(run.flow.id, step, () => node.key(part)),
    'the key of a part',
  )
  const id = idFrom(message.id, name, key)
  return {
    ...bare(message),
    id,
    causeId: message.id,
    partition: partitionOf(id),
    acceptedAt: shop.chance.now(),
    body: encodeBody(part),
    state: 'held',
    due: 0,
    part: { parentId: message.id, split, record: name, no, key },
  }
}

/** Lets the parts run, and comes back when the last of them has ended. */
async function ended(run: Running, split: number): Promise<void> {
  const { message, shop, flow } = run
  let first: number | undefined
  for (;;) {
    shop.boundary?.('release:before')
    const seq = await shop.store.releaseParts(message.id, split, BATCH * 2, run.holds.seat)
    shop.boundary?.('release:after')
    if (seq === undefined) break
    first ??= seq
  }
  if (first !== undefined) shop.rewind(flow.id, first)
  const { woken } = await run.settle({
    writes: {
      moves: [{ id: message.id, state: 'splitting', due: 0, tries: 0 }],
      traces: [run.traced('splitting')],
    },
  })
  if (woken?.includes(message.id) !== true) throw new Leave({ is: 'waiting', due: Number.POSITIVE_INFINITY })
}

async function* outcomesOf(run: Running, split: number): AsyncGenerator<unknown> {
  let after = -1
  for (;;) {
    const page = await run.shop.store.partFates(run.message.id, split, after, BATCH)
    for (const { no: index, key, state, said, result } of page) {
      if (state === 'done') yield { index, key, state, body: decodeBody(result ?? new Uint8Array(0)) }
      else if (state === 'dropped') yield { index, key, state, reason: said ?? '' }
      else yield { index, key, state: 'dead-letter', code: said ?? '' }
    }
    const last = page.at(-1)
    if (last === undefined || page.length < BATCH) return
    after = last.no
  }
}

async function assertNoneFailed(run: Running, { split, parts = 0 }: Progress, where: string): Promise<void> {
  let failed = 0
  for await (const outcome of outcomesOf(run, split))
    if ((outcome as { readonly state: string }).state === 'dead-letter') failed++
  if (failed > 0) throw HUB_PART_FAILED(where, failed, parts)
}

async function joined(run: Running, { node, body, step }: Parting, { split }: Progress): Promise<unknown> {
  try {
    return await node.into(body, outcomesOf(run, split))
  } catch (error) {
    throw bugIn(run.flow.id, step, error)
  }
}
