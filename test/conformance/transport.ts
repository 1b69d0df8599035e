import type { Test } from 'tap'
import type { Envelope, Receiver, Transport } from '../../bus/ports/transport.js'
import { latch, until } from '../kit/event.js'
import { conformance, type Exceptions } from './conformance.js'
import { lostLinkCases } from './transport-lost-link.js'
import { type Carrier, everything, listener, messageEnvelope, passed, seqs } from './transport-made.js'

const P3 = 3
const P7 = 7

/** What every implementation of `bus/ports/transport.ts` keeps. `open` gives a carrier of its own to every case. */
export function transportConformance(
  t: Test,
  name: string,
  open: () => Promise<Carrier>,
  exceptions: Exceptions = {},
): void {
  const { suite, done } = conformance(t, name, exceptions)

  /** Transports that are joined, each with what it was told; closed with the case. */
  async function joined(t: Test, ...names: readonly string[]) {
    const carrier = await open()
    const opened: Transport[] = []
    t.teardown(async () => {
      await Promise.all(opened.map((transport) => transport.close()))
      await carrier.close()
    })
    const join = async (self: string, receiver?: Receiver) => {
      const told = listener()
      const transport = carrier.join(self)
      opened.push(transport)
      await transport.open(receiver ?? told.receiver)
      return { transport, told }
    }
    const all = await Promise.all(names.map((self) => join(self)))
    return { join, all, network: carrier.network! }
  }

  suite('brings every kind of envelope as it was sent', async (t) => {
    const { all } = await joined(t, 'a', 'b')
    const [a, b] = all as [(typeof all)[0], (typeof all)[0]]
    await b.transport.take(new Set([P3]))
    const sent = everything(P3)
    await a.transport.send(sent)
    await until('all envelopes', () => b.told.came.length >= sent.length)
    t.same(b.told.came, sent)
    t.same(a.told.came, [], 'the sender takes nothing')
  })

  suite('brings what one sender sent in its order', async (t) => {
    const { all } = await joined(t, 'a', 'b')
    const [a, b] = all as [(typeof all)[0], (typeof all)[0]]
    await b.transport.take(new Set([P3, P7]))
    const sendings: Promise<void>[] = []
    for (let seq = 1; seq <= 600; seq += 3) {
      sendings.push(a.transport.send([passed(P3, seq), passed(P7, seq), passed(P3, seq + 1)]))
      sendings.push(a.transport.send([passed(P3, seq + 2)]))
      // In later turns too, so that several bodies leave.
      if (seq % 30 === 1) await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(sendings)
    await until('all of both partitions', () => b.told.came.length >= 800)
    t.same(
      seqs(b.told.came, P3),
      Array.from({ length: 600 }, (_, at) => at + 1),
    )
    t.same(
      seqs(b.told.came, P7),
      Array.from({ length: 200 }, (_, at) => at * 3 + 1),
    )
  })

  suite('brings nothing for a partition that is not taken, and keeps it for the next taker', async (t) => {
    const { all } = await joined(t, 'a', 'b')
    const [a, b] = all as [(typeof all)[0], (typeof all)[0]]
    await b.transport.take(new Set([P3]))
    await a.transport.send([passed(P7, 1), passed(P3, 2)])
    await until('what is for the partition taken', () => b.told.came.length > 0)
    t.same(seqs(b.told.came, P7), [])
    await b.transport.take(new Set([P3, P7]))
    await until('what waited, or a look', () => b.told.came.some(({ partition }) => partition === P7))
    const waited = b.told.came.filter(({ partition }) => partition === P7)
    t.ok(
      waited.every((each) => each.kind === 'look' || each.kind === 'passed'),
      'nothing else came',
    )
  })

  suite('goes to the sender itself when it takes the partition', async (t) => {
    const { all } = await joined(t, 'a')
    const [a] = all as [(typeof all)[0]]
    await a.transport.take(new Set([P3]))
    await a.transport.send([passed(P3, 1)])
    await until('its own envelope', () => a.told.came.length === 1)
  })

  suite('tells one receiver of a partition at a time, and the next one when it has given the partition back', async (t) => {
    const { all } = await joined(t, 'a', 'b', 'c')
    const [a, b, c] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]]
    await b.transport.take(new Set([P3]))
    await c.transport.take(new Set([P3]))
    await a.transport.send([passed(P3, 1), passed(P3, 2)])
    await until('what the first taker is told', () => b.told.came.length === 2)
    t.same(c.told.came, [])
    await b.transport.take(new Set())
    await a.transport.send([passed(P3, 3)])
    await until('what the second taker is told', () => c.told.came.length === 1)
    t.same(seqs(b.told.came, P3), [1, 2])
    t.same(seqs(c.told.came, P3), [3])
  })

  suite('gives a partition back only when what came for it is over', async (t) => {
    const { join } = await joined(t)
    const { opened, open } = latch()
    const begun = latch()
    let over = false
    const a = await join('a')
    const b = await join('b', {
      async came() {
        begun.open()
        await opened
        over = true
      },
      linked() {},
    })
    await b.transport.take(new Set([P3]))
    await a.transport.send([passed(P3, 1)])
    await begun.opened
    const given = b.transport.take(new Set()).then(() => over)
    open()
    t.equal(await given, true, 'take waited for the receiver')
  })

  suite('brings what was not acknowledged to the next taker', async (t) => {
    const { join } = await joined(t)
    const a = await join('a')
    let refusals = 0
    const b = await join('b', {
      async came() {
        refusals++
        throw new Error('not now')
      },
      linked() {},
    })
    await b.transport.take(new Set([P3]))
    await a.transport.send([passed(P3, 1), passed(P3, 2)])
    await until('a refusal', () => refusals > 0)
    const c = await join('c')
    await c.transport.take(new Set([P3]))
    await b.transport.take(new Set())
    await until('what the first one did not take', () => c.told.came.length === 2)
    t.same(seqs(c.told.came, P3), [1, 2])
  })

  suite('brings again what the receiver refused, in its order', async (t) => {
    const { join } = await joined(t)
    const a = await join('a')
    const came: Envelope[] = []
    let refusals = 0
    const b = await join('b', {
      async came(envelopes) {
        if (refusals++ === 0) throw new Error('not now')
        came.push(...envelopes)
      },
      linked() {},
    })
    await b.transport.take(new Set([P3]))
    for (let seq = 1; seq <= 20; seq++) await a.transport.send([passed(P3, seq)])
    await until('all of them', () => came.length >= 20)
    t.same(
      [...new Set(seqs(came, P3))],
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
  })

  suite('carries many envelopes of several senders at once, each at least once', async (t) => {
    const { all } = await joined(t, 'a', 'b', 'c')
    const [a, b, c] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]]
    const every = new Set(Array.from({ length: 16 }, (_, partition) => partition))
    await c.transport.take(every)
    const each = 4_000
    const send = async (transport: Transport, first: number) => {
      for (let seq = first; seq < first + each; seq += 40)
        await transport.send(Array.from({ length: 40 }, (_, at) => messageEnvelope((seq + at) % 16, seq + at, 200)))
    }
    await Promise.all([send(a.transport, 1), send(b.transport, 1 + each)])
    await until(
      'all of them',
      () => new Set(c.told.came.map((envelope) => 'seq' in envelope && envelope.seq)).size >= 2 * each,
    )
    t.equal(c.told.came.filter(({ kind }) => kind === 'look').length, 0, 'none was given up')
  })

  suite('carries bodies of 5 MB', async (t) => {
    const { all } = await joined(t, 'a', 'b')
    const [a, b] = all as [(typeof all)[0], (typeof all)[0]]
    await b.transport.take(new Set([P3]))
    const sent = [1, 2, 3].map((seq) => messageEnvelope(P3, seq, 5_000_000))
    await a.transport.send(sent)
    await until('three large ones', () => b.told.came.length >= 3)
    for (const [at, envelope] of b.told.came.entries()) {
      if (envelope.kind !== 'message') throw new Error('a message was sent')
      const expected = sent[at]!.message.body
      t.ok(Buffer.compare(envelope.message.body, expected) === 0, `body ${at + 1} is as it was sent`)
    }
  })

  suite('gathers only so much for a partition that nobody takes, and then says look', async (t) => {
    const { all } = await joined(t, 'a', 'b')
    const [a, b] = all as [(typeof all)[0], (typeof all)[0]]
    // Together more than any window holds.
    const sendings = Array.from({ length: 30 }, (_, at) => a.transport.send([messageEnvelope(P3, at + 1, 5_000_000)]))
    await Promise.all(sendings)
    await b.transport.take(new Set([P3]))
    await until('a look', () => b.told.came.some(({ kind }) => kind === 'look'))
  })

  suite('waits in close for what is being told, and tells nothing afterwards', async (t) => {
    const { join } = await joined(t)
    const { opened, open } = latch()
    const begun = latch()
    const told: string[] = []
    const a = await join('a')
    const b = await join('b', {
      async came() {
        told.push('came')
        begun.open()
        await opened
        told.push('over')
      },
      linked() {},
    })
    await b.transport.take(new Set([P3]))
    await a.transport.send([passed(P3, 1)])
    await begun.opened
    const closing = b.transport.close().then(() => told.push('closed'))
    open()
    await closing
    t.same(told, ['came', 'over', 'closed'])
    t.equal(b.transport.linked, false)
    await a.transport.send([passed(P3, 2)])
    const c = await join('c')
    await c.transport.take(new Set([P3]))
    await until('the next taker is told', () => c.told.came.length > 0)
    t.same(told, ['came', 'over', 'closed'], 'the closed one was told nothing')
  })

  suite('sends nothing and waits for nothing once it is closed', async (t) => {
    const { all } = await joined(t, 'a')
    const [a] = all as [(typeof all)[0]]
    t.equal(a.transport.linked, true)
    await a.transport.close()
    t.equal(a.transport.linked, false)
    await a.transport.send([passed(P3, 1)])
    t.pass('send resolved')
  })

  lostLinkCases(suite, joined)
  done()
}
