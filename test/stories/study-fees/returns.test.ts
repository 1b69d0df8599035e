import t from 'tap'
import { APP, openStory } from './town.js'

t.test('a fee is paid at the bank button, the browser comes home, and the study office is told', async (t) => {
  const story = await openStory(t)
  const order = await story.order()
  const started = await story.start(order, 'solopmt')
  t.equal((await story.read(order)).state, 'being-performed')
  const { location } = story.town.bank.customer({ stamp: started.stamp, choice: 'pay' })
  t.ok(location.split('?')[0]!.length <= 60, 'the return address is short')
  const home = await story.browse(location)
  t.equal(home.status, 303)
  t.ok(home.location.startsWith(`${APP}?reference=`), home.location)
  t.match(await story.read(order), { state: 'paid', payments: [{ outcome: 'PAID', amountConfirmed: false }] })

  const result = await story.good(story.call('POST', '/study-fees/payment-results', { reference: home.reference }))
  t.match(result, { stamp: started.stamp, outcome: 'PAID', sentence: /received/ })
  t.match(await story.call('POST', '/study-fees/payment-results', { reference: home.reference }), {
    status: 410,
    body: { code: 'HUB_FEES_REFERENCE_USED' },
  })
  await story.settled()
  t.match(story.subjects(), [/^Paid: processing fee for extra time/])
  t.equal(await story.deadLetters(), 0)
})
