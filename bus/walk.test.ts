import t from 'tap'
import { ends, type Order, order, orders, paid, price, told } from '../test/patterns/step-kit.js'
import { flowNodeOf } from './builder.js'
import { booksOf } from './ends.js'
import type { ClosedFlow, OpenFlow } from './flow.js'
import { flow } from './flow.js'
import type { StepRecord } from './ports/unit.js'
import { type Asked, Walk } from './walk.js'

const books = booksOf<unknown>()
const begin = () => flow('shop/x').from(orders)
const walkOf = (closed: ClosedFlow, body: unknown = order) => new Walk(flowNodeOf(closed), body, told)
const keep = (o: Order) => o
const calling = { ask: keep, into: keep }
type Branch = OpenFlow<Order>

/** Walks to the end, answering everything with the body as it stands; gives the names under which things were asked. */
function namesOf(walk: Walk): readonly string[] {
  const names: string[] = []
  for (;;) {
    const asked = walk.next()
    if (asked.do === 'end') return names
    names.push(asked.name)
    walk.resume(answer(asked, walk))
  }
}
const answer = (asked: Asked, walk: Walk) => (asked.do === 'effect' ? asked.into(walk.carried) : walk.carried)
const record = (name: string, kind: StepRecord['kind'] = 'effect'): StepRecord => ({
  name,
  kind,
  messageId: told.messageId,
  state: 'answered',
  attempts: 1,
  at: 0,
})

t.test('pure steps are computed on the way, and what they came to is the request', async (t) => {
  const walk = walkOf(
    begin()
      .transform(({ orderId, cents }) => ({ orderId, cents: cents * 2 }))
      .filter(({ cents }) => cents > 0, { drop: 'nothing to pay' })
      .to(ends.take),
  )
  const asked = walk.next()
  t.match(asked, { do: 'effect', name: 'to partner.take#1', step: 'to partner.take' })
  t.strictSame((asked as { request: unknown }).request, { orderId: 'o-1', cents: 7000 })
  walk.resume(order)
  t.strictSame(walk.next(), { do: 'end', as: { outcome: 'done' }, name: 'end', step: 'end' })
})

t.test('a record is named by branch names and step name', async (t) => {
  const walk = walkOf(
    begin().choose(
      function destinationOf(): 'export' | 'domestic' {
        return 'export'
      },
      {
        domestic: (o) => o.to(ends.take),
        export: (o) =>
          o
            .chooseAndMeet(({ cents }) => (cents > 100 ? 'dear' : 'cheap'), {
              dear: (p) => p.call(ends.park, calling),
              cheap: (p) => p,
            })
            .to(ends.take),
      },
    ),
  )
  t.strictSame(namesOf(walk), [
    'choose destinationOf/export/chooseAndMeet (anonymous)/dear/call partner.park#1',
    'choose destinationOf/export/to partner.take#1',
  ])
})

t.test('two steps of one name have two records', async (t) => {
  const twice = begin().call(ends.park, calling).call(ends.park, calling).to(ends.take).to(ends.take)
  t.strictSame(namesOf(walkOf(twice)), [
    'call partner.park#1',
    'call partner.park#2',
    'to partner.take#1',
    'to partner.take#2',
  ])
})

t.test('two choices of one name have two sets of records', async (t) => {
  const way = { a: (o: Branch) => o.call(ends.park, calling) }
  const walk = walkOf(
    begin()
      .chooseAndMeet(() => 'a', way)
      .chooseAndMeet(() => 'a', way)
      .drop('walked'),
  )
  t.strictSame(namesOf(walk), [
    'chooseAndMeet (anonymous)/a/call partner.park#1',
    'chooseAndMeet (anonymous)#2/a/call partner.park#1',
  ])
})

t.test('a step added before does not rename a record, one of the same name does', async (t) => {
  const name = (closed: ClosedFlow) => namesOf(walkOf(closed)).at(-1)
  t.equal(name(begin().to(ends.take)), 'to partner.take#1')
  t.equal(name(begin().transform(keep).call(ends.park, calling).to(ends.take)), 'to partner.take#1')
})

t.test('branches that meet go on with what comes after them, also from inside a choice', async (t) => {
  const meeting = (o: Branch) =>
    o
      .chooseAndMeet(({ orderId }) => (orderId === 'o-1' ? 'one' : 'other'), {
        one: (p) => p.transform((body) => ({ ...body, cents: 1 })),
        other: (p) => p.drop('other'),
      })
      .publish(paid)
  const walk = walkOf(begin().choose(() => 'in', { in: meeting }))
  const asked = walk.next()
  t.match(asked, { do: 'announce', announcements: [{ body: { orderId: 'o-1', cents: 1 } }] })
  walk.resume(order)
  t.match(walk.next(), { do: 'end', as: { outcome: 'done' } })
})

t.test('a choice inside a branch that meets ends the flow, and nothing after the meeting happens', async (t) => {
  const walk = walkOf(
    begin()
      .chooseAndMeet(() => 'in', {
        in: (o: Branch) => o.choose(() => 'take', { take: (p) => p.to(ends.take) }) as never,
      })
      .publish(paid),
  )
  t.strictSame(namesOf(walk), ['chooseAndMeet (anonymous)/in/choose (anonymous)/take/to partner.take#1'])
})

t.test('an end inside a branch that meets is the end', async (t) => {
  const walk = walkOf(
    begin()
      .chooseAndMeet(({ cents }) => (cents > 0 ? 'paid' : 'free'), { paid: (o) => o, free: (o) => o.drop('free') })
      .to(ends.take),
    { ...order, cents: 0 },
  )
  t.match(walk.next(), { do: 'end', as: { outcome: 'dropped', reason: 'free' } })
})

t.test('every kind of instruction is handed on with its name', async (t) => {
  const asked = (closed: ClosedFlow) => {
    const { do: what, name } = walkOf(closed).next()
    return `${what} ${name}`
  }
  t.equal(asked(begin().enrich(ends.rows, keep).drop('x')), 'read enrich partner.rows#1')
  t.equal(asked(begin().call(price, { ask: keep, into: keep }).drop('x')), 'ask call question:shop/price#1')
  t.equal(asked(begin().delay('5m').drop('x')), 'wait delay 5m#1')
  t.equal(asked(begin().wireTap(paid).drop('x')), 'announce wireTap topic:shop/paid#1')
  t.equal(
    asked(begin().change({ in: books, once: ({ orderId }) => orderId, apply: async function settle() {} })),
    'change change settle#1',
  )
})

t.test('each group of a stream goes on under records of its own, and the whole walk knows them all', async (t) => {
  const walk = walkOf(
    begin()
      .call(ends.park, calling)
      .split(() => [1], { ifPartFails: 'fail-the-whole' })
      .aggregate({ by: (part) => `bank-${part}`, into: () => order })
      .call(ends.park, calling)
      .to(ends.take),
  )
  walk.next()
  walk.resume(order)
  t.match(walk.next(), { do: 'stream', name: 'split (anonymous)#1' })
  for (const group of ['bank-1', 'bank-2']) {
    const names = namesOf(walk.fork(group, order))
    t.strictSame(names, [`${group}/call partner.park#2`, `${group}/to partner.take#1`])
  }
  walk.assertReached([record('bank-1/to partner.take#1'), record('bank-2/to partner.take#1')])
  t.equal(walk.trace.filter(({ step }) => step.endsWith('to partner.take')).length, 2, 'one trace for all groups')
})

t.test('a group begins where the stream stands, in its branch, with its own body', async (t) => {
  const walk = walkOf(
    begin().choose(() => 'many', {
      many: (o: Branch) =>
        o
          .split(() => [1], { ifPartFails: 'fail-the-whole' })
          .aggregate({ by: () => 'all', into: () => order })
          .to(ends.take),
    }),
  )
  walk.next()
  const one = walk.fork('all', { ...order, cents: 1 }).next()
  t.match(one, { name: 'choose (anonymous)/many/all/to partner.take#1', request: { cents: 1 } })
  t.match(walk.fork('all', order).next(), one.do === 'effect' ? { name: one.name } : {}, 'forks do not move the whole')
})

t.test('what stands recorded and is not reached parks the message, by name', async (t) => {
  const walk = walkOf(begin().call(ends.park, calling).to(ends.take))
  walk.next()
  walk.assertReached([record('call partner.park#1')])
  t.throws(() => walk.assertReached([record('call partner.park#1'), record('call partner.ask#1')]), {
    code: 'HUB_FLOW_CHANGED',
    message: 'shop/x no longer reaches what this message has recorded: call partner.ask#1; an operator decides',
    details: { records: ['call partner.ask#1'] },
  })
  walk.resume(order)
  walk.next()
  walk.assertReached([record('call partner.park#1'), record('to partner.take#1')])
})

t.test('a refused part is no step, so no walk need reach it', async (t) => {
  const walk = walkOf(begin().drop('x'))
  t.doesNotThrow(() => walk.assertReached([record('split rowsOf#1/part 3', 'part')]))
})

t.test('what a step throws is a bug of the flow, named by its place, with its text left out', async (t) => {
  const walk = walkOf(
    begin()
      .transform(function toPick(): Order {
        throw new RangeError('card 4444 3333 2222 1111')
      })
      .to(ends.take),
  )
  const thrown = t.throws(() => walk.next(), {
    code: 'HUB_STEP_FAILED',
    message: /shop\/x: transform toPick threw RangeError/,
    instruction: { retry: 'give-up', effect: 'not-done' },
  }) as unknown as Error
  t.notMatch(thrown.message, /4444/)
  t.strictSame(walk.trace, [{ step: 'transform toPick', came: 'failed' }])
})

t.test('what joins an answer with the body is such a step too', async (t) => {
  const bug = (): Order => {
    throw new TypeError('x is undefined')
  }
  for (const closed of [
    begin().call(ends.park, { ask: keep, into: bug }).drop('x'),
    begin().enrich(ends.rows, bug).drop('x'),
    begin().call(price, { ask: keep, into: bug }).drop('x'),
  ]) {
    const asked = walkOf(closed).next() as { into: (came: unknown) => unknown }
    t.throws(() => asked.into([]), { code: 'HUB_STEP_FAILED', message: /threw TypeError/ })
  }
})

t.test('a refusal of a step’s own goes out as it is', async (t) => {
  const walk = walkOf(begin().choose('orderId' as never, { a: (o: Branch) => o.drop('a') } as never))
  t.throws(() => walk.next(), { code: 'HUB_BRANCH_MISSING' })
})

t.test('an answer that does not fit its question is no end', async (t) => {
  const answering = (cents: unknown) =>
    new Walk(
      flowNodeOf(
        flow('shop/price')
          .from(price)
          .reply(() => ({ cents }) as { cents: number }),
      ),
      order,
      told,
    )
  t.strictSame(answering(7).next(), {
    do: 'end',
    as: { outcome: 'replied', answer: { cents: 7 } },
    name: 'reply (anonymous)',
    step: 'reply (anonymous)',
  })
  t.throws(() => answering('7').next(), {
    code: 'HUB_BODY_REFUSED',
    message: /the answer of question:shop\/price does not fit: \/cents must be integer/,
  })
})

t.test('the trace tells what each step came to, the end included', async (t) => {
  const walk = walkOf(
    begin()
      .transform(function toPick(o) {
        return o
      })
      .chooseAndMeet(() => 'a', { a: (o: Branch) => o.call(ends.park, calling) })
      .drop('walked'),
  )
  walk.next()
  walk.resume(order, 'resumed', 7)
  walk.next()
  t.strictSame(walk.trace, [
    { step: 'transform toPick' },
    { step: 'chooseAndMeet (anonymous)', came: 'a' },
    { step: 'chooseAndMeet (anonymous)/a/call partner.park', came: 'resumed', ms: 7 },
    { step: 'drop walked', came: 'dropped' },
  ])
})
