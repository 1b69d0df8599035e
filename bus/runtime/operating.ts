import { decodeBody } from '../codec.js'
import type { EffectDecision, Hub, KeyRelease } from '../hub.js'
import type { FlowNode } from '../node.js'
import type { LivingMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'
import type { End, StepRecord, Unit, UnitResult } from '../ports/unit.js'
import { HUB_NOT_IN_DOUBT, letGo, settled } from './decisions.js'
import type { Dispatcher } from './dispatcher.js'
import * as failure from './failure.js'
import type { Living } from './living.js'
import type { Chance } from './shop.js'
import { HUB_COMPENSATED, isTakenBack } from './undoing.js'

interface OperatingUse {
  readonly store: Store
  readonly chance: Chance
  readonly dispatcher: Dispatcher
  /** Brings what may run now, and keys that are free, to where they are run. */
  readonly handOn: Pick<Dispatcher, 'first' | 'releaseKey'>
  readonly living: Living
  readonly flows: ReadonlyMap<string, FlowNode>
  /** How long it is known that a doubt was decided, in milliseconds. */
  readonly onceKeepMs: number
  readonly commit: (unit: Unit) => Promise<UnitResult>
  readonly wake: (ids: readonly string[]) => void
  readonly paused: (flow: string, paused: boolean) => void
}

/** What operators do to messages and flows; each act is audited. */
export class Operating {
  private readonly use: OperatingUse

  constructor(use: OperatingUse) {
    this.use = use
  }

  private flowOf(id: string): FlowNode {
    const { flows } = this.use
    const flow = flows.get(id)
    if (flow === undefined) throw failure.HUB_FLOW_UNKNOWN(id, [...flows.keys()])
    return flow
  }

  /** Whether it was committed; false when it was refused. Throws what made it fail. */
  private async written(unit: Unit): Promise<boolean> {
    const result = await this.use.commit(unit)
    if (result.state === 'failed') throw result.error
    if (result.state === 'refused') return false
    if (result.woken !== undefined) this.use.wake(result.woken)
    return true
  }

  private async letter(id: string) {
    const letter = await this.use.store.deadLetter(id)
    if (letter === undefined) throw failure.HUB_NOT_A_DEAD_LETTER(id)
    return letter
  }

  private async recordsOf(id: string): Promise<readonly StepRecord[]> {
    return (await this.use.store.records([id])).get(id) ?? []
  }

  async replay(id: string, by: string): Promise<void> {
    const { store, chance, handOn, living } = this.use
    const { message } = await this.letter(id)
    if (message.headers['dromedary-part'] !== undefined) throw failure.HUB_PART_REPLAY(id)
    if (isTakenBack(await this.recordsOf(id))) throw HUB_COMPENSATED(id)
    this.flowOf(message.flow)
    const at = chance.now()
    const audit = [{ at, actor: by, action: 'replay', object: id, outcome: 'replayed' }]
    await this.written({ writes: { revive: [{ id, at }], audit } })
    living.add(message.flow, 1)
    const revived = await store.living(id)
    if (revived !== undefined) handOn.first({ message: revived, fresh: false })
  }

  async drop(id: string, reason: string, by: string): Promise<void> {
    const { store, chance, handOn } = this.use
    const { message, holdsKey } = await this.letter(id)
    const at = chance.now()
    const held = holdsKey && message.key !== undefined ? [{ flow: message.flow, key: message.key }] : []
    // Parts of a split that was never finished would be held for ever.
    const unfinished = (await this.recordsOf(id)).filter(({ kind, state }) => kind === 'split' && state === 'intended')
    await this.written({
      writes: {
        ends: [{ message, outcome: 'dropped', reason, tries: message.tries, at }],
        audit: [{ at, actor: by, action: 'drop', object: id, outcome: reason }],
        freeKeys: held,
      },
    })
    for (const { result } of unfinished) {
      const { split } = decodeBody(result!) as { readonly split: number }
      while ((await store.removeHeldParts(id, split, 1_000)) > 0);
    }
    for (const { flow, key } of held) handOn.releaseKey(flow, key, id)
  }

  async decide(decision: EffectDecision): Promise<void> {
    const { store, chance, handOn, onceKeepMs } = this.use
    const now = chance.now()
    const { message, attempts, writes } = await settled(store, decision, now)
    // One doubt is decided once, however many operators do so at a time and however long a decision is on its way.
    const key = `decide/${message.id}/${decision.record}/${attempts}`
    const once = { key, messageId: message.id, until: now + onceKeepMs }
    if (!(await this.written({ once, writes }))) throw HUB_NOT_IN_DOUBT(message.id, decision.record)
    handOn.first({ message: { ...message, state: 'retrying', tries: 0 }, fresh: false })
  }

  async freeKey(release: KeyRelease): Promise<readonly string[]> {
    const { store, chance, handOn } = this.use
    const { messageIds, writes } = await letGo(store, release, chance.now())
    await this.written({ writes })
    for (const id of messageIds) handOn.releaseKey(release.flow, release.key, id)
    return messageIds
  }

  async setPaused(flow: string, paused: boolean, by: string): Promise<void> {
    const { store, chance, dispatcher } = this.use
    this.flowOf(flow)
    await store.setFlowState({ flow, paused, by, at: chance.now() })
    await this.audit(by, paused ? 'pause' : 'resume', flow, 'ok')
    dispatcher.setPaused(flow, paused)
    this.use.paused(flow, paused)
  }

  /** Puts aside a message with which the process has died again and again. `seat` as in `Unit.holds`. */
  async parkKiller(message: LivingMessage, seat: number | undefined): Promise<void> {
    const { chance, dispatcher, flows, living } = this.use
    const error = failure.HUB_KILLS_PROCESS(message.starts)
    const holds = flows.get(message.flow)?.door.order?.afterDeadLetter === 'hold-the-key'
    const holdsKey = message.key !== undefined && holds
    const end: End = {
      message,
      outcome: 'dead-letter',
      code: error.code,
      reason: error.message,
      tries: message.tries + 1,
      at: chance.now(),
      holdsKey,
    }
    const held = { messageId: message.id, fence: message.fence, ...(seat !== undefined && { seat }) }
    const isParked = await this.written({ holds: held, writes: { ends: [end] } })
    if (isParked) living.add(message.flow, -1)
    dispatcher.ended(message, isParked && holdsKey)
  }

  async audit(...[actor, action, object, outcome, details]: Parameters<Hub['audit']>): Promise<void> {
    const at = this.use.chance.now()
    await this.written({ writes: { audit: [{ at, actor, action, object, outcome, ...(details && { details }) }] } })
  }
}
