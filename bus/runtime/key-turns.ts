import type { LivingMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'
import type { KeyLines, Turn } from './keys.js'

/** Questions to the books in one turn of the event loop; what comes beyond waits for the next one. */
const AT_ONCE = 32

/** Held keys read at one time when the hub starts. */
const HELD_PAGE = 5_000

/** Lets the event loop go round when much is done without ever waiting for it. */
export class Breath {
  private taken = 0
  private waiting: (() => void)[] = []

  async take(): Promise<void> {
    while (this.taken >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve))
    if (this.taken++ === 0) setImmediate(() => this.renew())
  }

  private renew(): void {
    this.taken = 0
    for (const resolve of this.waiting.splice(0)) resolve()
  }
}

interface AskUse {
  readonly store: Pick<Store, 'keyHolders' | 'firstOfKey' | 'living'>
  readonly mayBeHeld: (flow: string, key: string) => boolean
  readonly now: () => number
}

/** What the books say of a key of which nothing runs. */
export async function turnOf({ store, mayBeHeld, now }: AskUse, flow: string, key: string): Promise<Turn> {
  if (mayBeHeld(flow, key)) {
    const [holder] = (await store.keyHolders({ flow, key }, { limit: 1 })).rows
    if (holder !== undefined) {
      if (holder.state === 'dead-letter') return { heldBy: holder.messageId }
      const living = await store.living(holder.messageId)
      if (living !== undefined && mayRun(living, now())) return { next: living }
      return { heldBy: holder.messageId }
    }
  }
  const first = await store.firstOfKey(flow, key)
  return first === undefined || mayRun(first, now()) ? { next: first } : { heldBy: first.id }
}

function mayRun({ state, due }: LivingMessage, now: number): boolean {
  return state === 'ready' || ((state === 'waiting' || state === 'retrying') && due <= now)
}

/** Takes note of the keys that are held (in these partitions, if told), page by page, before anything runs. */
export async function readHeld(
  store: Pick<Store, 'heldKeys'>,
  keys: Pick<KeyLines, 'hold'>,
  partitions?: readonly number[],
): Promise<void> {
  let after: string | undefined
  do {
    const page = { limit: HELD_PAGE, ...(after === undefined ? {} : { after }) }
    const { rows, next } = await store.heldKeys(page, partitions)
    for (const { flow, key, messageId } of rows) keys.hold(flow, key, messageId)
    after = next
    // Whoever asks whether the process lives gets an answer meanwhile.
    await new Promise((resolve) => setImmediate(resolve))
  } while (after !== undefined)
}
