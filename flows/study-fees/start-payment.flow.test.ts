import t from 'tap'
import { paytrail } from '../../adapters/connections.js'
import type { Answered } from '../../bus/hub.js'
import type { StudyFeesTables } from '../../registers/study-fees/tables.js'
import { migrations } from '../../registers/study-fees/tables.migrations.js'
import type { PaytrailPayment } from '../../schemas/partners/paytrail.js'
import { crashEverywhere, trialOf } from '../../test/kit/testing.js'
import type { Trial } from '../../test/kit/trial.js'
import { createProcessingFee, startPayment } from './channels.js'
import createFee from './create-processing-fee.flow.js'
import start from './start-payment.flow.js'

// What Paytrail makes of it stands in the stories, over real sockets; here it is silent, and time goes on by itself.

t.setTimeout(120_000)

const flows = [createFee, start]
const options = { migrations: [migrations], given: { 'study-fees': {} } }
const returnAddress = 'http://127.0.0.1/done'

function answerOf<Answer>(answered: Answered<Answer>): Answer {
  if (answered.state !== 'answered') throw new Error(`the question is ${answered.state}`)
  return answered.answer
}

async function orderIn(trial: Trial): Promise<string> {
  const payer = { name: 'Testi Henkilö', email: 'testi.henkilo@example.fi' }
  const answer = answerOf(await trial.ask(createProcessingFee, { kind: 'extra-time', payer }))
  if (answer.result === 'refused') throw new Error(answer.sentence)
  return answer.order.id
}

async function outcomesIn(trial: Trial): Promise<readonly string[]> {
  const books = await trial.books<StudyFeesTables>()
  const rows = await books.selectFrom('study_fees_payment').select('outcome').orderBy('stamp').execute()
  return rows.map(({ outcome }) => outcome)
}

const created = ({ stamp }: PaytrailPayment) => ({
  outcome: 'created' as const,
  transactionId: `t-${stamp}`,
  href: `https://pay.example.fi/${stamp}`,
  reference: '12345672',
})

t.test('a creation that Paytrail does not answer is abandoned, and a new stamp is tried once', async (t) => {
  const trial = await trialOf(t, flows, options)
  const orderId = await orderIn(trial)
  const create = trial.callable(paytrail.create).neverAnswers({ times: 1 }).answers(created)
  const first = await trial.ask(startPayment, { orderId, method: 'paytrail', returnAddress })
  t.equal(first.state, 'running', 'Paytrail is silent')
  await trial.clock.runOut()
  t.match(await trial.outcome(first.messageId), { state: 'done', answer: { result: 'started', address: /^https:/ } })
  t.equal(new Set(create.requests.map(({ stamp }) => stamp)).size, 2)
  t.strictSame(await outcomesIn(trial), ['ABANDONED', 'STARTED'])
})

t.test('when it stays silent nothing is left to pay, and paying may be tried again', async (t) => {
  const trial = await trialOf(t, flows, options)
  const orderId = await orderIn(trial)
  const create = trial.callable(paytrail.create).neverAnswers()
  const first = await trial.ask(startPayment, { orderId, method: 'paytrail', returnAddress })
  await trial.clock.runOut()
  t.match(await trial.outcome(first.messageId), { answer: { result: 'try-again' } })
  t.strictSame(await outcomesIn(trial), ['ABANDONED', 'ABANDONED'])
  create.answers(created)
  t.match(await trial.ask(startPayment, { orderId, method: 'paytrail', returnAddress }), {
    answer: { result: 'started' },
  })
})

t.test('one payment is begun wherever the hub dies, and a creation nobody heard of is abandoned', async (t) => {
  const seen = new Set<string>()
  const { kills } = await crashEverywhere(flows, {
    ...options,
    each: 2,
    async load(trial) {
      trial.callable(paytrail.create).answers(created)
      const orderId = await orderIn(trial)
      const answer = answerOf(await trial.ask(startPayment, { orderId, method: 'paytrail', returnAddress }))
      if (answer.result !== 'started') throw new Error(`the payer was told ${answer.result}`)
    },
    async check(trial) {
      const outcomes = (await outcomesIn(trial)).join(' ')
      seen.add(outcomes)
      return outcomes
    },
  })
  t.ok(kills >= 6)
  t.strictSame([...seen].sort(), ['ABANDONED STARTED', 'STARTED'])
})
