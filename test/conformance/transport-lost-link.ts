import type { Test } from 'tap'
import type { Receiver, Transport } from '../../bus/ports/transport.js'
import { until } from '../kit/event.js'
import type { Case } from './conformance.js'
import { type Carrier, type listener, passed, seqs } from './transport-made.js'

const P3 = 3

/** A carrier with a network that can be cut; the case is excepted where there is none. */
export interface Cut {
  readonly join: (
    self: string,
    receiver?: Receiver,
  ) => Promise<{ transport: Transport; told: ReturnType<typeof listener> }>
  readonly network: NonNullable<Carrier['network']>
}

/** What happens when the link to whoever carries the envelopes is lost. */
export function lostLinkCases(suite: Case, opened: (t: Test) => Promise<Cut>): void {
  suite('gives up without a link what is sent, at once, and has the owner look when it stands again', async (t) => {
    const { join, network } = await opened(t)
    const a = await join('a')
    const b = await join('b')
    await b.transport.take(new Set([P3]))
    await a.transport.send([passed(P3, 1)])
    await until('the first one', () => b.told.came.length === 1)
    network.cut()
    await until('the loss is noticed', () => !a.transport.linked && !b.transport.linked)
    const began = performance.now()
    await a.transport.send(Array.from({ length: 1_000 }, (_, at) => passed(P3, at + 2)))
    t.ok(performance.now() - began < 1_000, 'send did not wait for a link')
    network.heal()
    await until('a look', () => b.told.came.some(({ kind, partition }) => kind === 'look' && partition === P3))
    await until('both are told of the new link', () => a.told.links === 1 && b.told.links === 1)
    t.ok(a.transport.linked && b.transport.linked)
  })

  suite('goes on with what comes after the link was lost, for whoever took the partition', async (t) => {
    const { join, network } = await opened(t)
    const a = await join('a')
    const b = await join('b')
    await b.transport.take(new Set([P3]))
    for (let round = 1; round <= 3; round++) {
      network.cut()
      await until('the loss is noticed', () => !a.transport.linked && !b.transport.linked)
      network.heal()
      await until('the link stands', () => a.transport.linked && b.transport.linked)
      await a.transport.send([passed(P3, round)])
      await until('what was sent over the new link', () => seqs(b.told.came, P3).includes(round))
    }
  })

  suite('remembers what is taken and given back while the link is lost', async (t) => {
    const { join, network } = await opened(t)
    const [a, b] = [await join('a'), await join('b')]
    await b.transport.take(new Set([4]))
    network.cut()
    await until('the loss is noticed', () => !a.transport.linked && !b.transport.linked)
    await b.transport.take(new Set([P3]))
    network.heal()
    await until('the link stands', () => a.transport.linked && b.transport.linked)
    await a.transport.send([passed(4, 1), passed(P3, 2)])
    await until('what is for the partition taken', () => seqs(b.told.came, P3).length > 0)
    t.same(seqs(b.told.came, 4), [])
  })

  suite('loses nothing silently when links break again and again under load', async (t) => {
    const { join, network } = await opened(t)
    const [a, b] = [await join('a'), await join('b')]
    await b.transport.take(new Set([P3]))
    let seq = 0
    for (let round = 0; round < 4; round++) {
      const sendings: Promise<void>[] = []
      for (let at = 0; at < 300; at++) sendings.push(a.transport.send([passed(P3, ++seq)]))
      await new Promise((resolve) => setImmediate(resolve))
      network.cut()
      await Promise.all(sendings)
      network.heal()
      await until('the link stands', () => a.transport.linked && b.transport.linked)
    }
    await a.transport.send([passed(P3, ++seq)])
    await until('the last one', () => seqs(b.told.came, P3).includes(seq))
    // A gap is told by a look that comes after it, before anything that was sent later.
    let last = 0
    let gap = false
    let looked = true
    for (const each of b.told.came) {
      if (each.kind === 'look') looked = true
      if (each.kind !== 'passed' || each.seq <= last) continue
      if (each.seq > last + 1) {
        gap = true
        t.ok(looked, `a look came before ${each.seq}, which follows ${last}`)
      }
      last = each.seq
      looked = false
    }
    t.equal(last, seq)
    t.comment(gap ? 'links broke while envelopes were on their way' : 'no envelope was lost this time')
  })

  suite('does not wait for a link that hears nothing', async (t) => {
    const { join, network } = await opened(t)
    const [a, b] = [await join('a'), await join('b')]
    await b.transport.take(new Set([P3]))
    network.stall()
    await a.transport.send([passed(P3, 1)])
    t.pass('send resolved')
    network.heal()
    await until('what was sent, or a look', () => b.told.came.length > 0)
  })

  suite('closes in a few seconds over a link that hears nothing', async (t) => {
    const { join, network } = await opened(t)
    const a = await join('a')
    await a.transport.take(new Set([P3]))
    network.stall()
    const began = performance.now()
    void a.transport.send([passed(P3, 1)])
    await a.transport.close()
    t.ok(performance.now() - began < 10_000, 'close did not wait for the link')
  })
}
