import { feesSettings, nordea, paytrail } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { chance } from '../../registers/study-fees/chance.js'
import { abandonPayment, recordTransaction } from '../../registers/study-fees/payments.js'
import { type RefusalName, refusal } from '../../registers/study-fees/refusals.js'
import { OUTCOME_SENTENCES } from '../../registers/study-fees/results.js'
import {
  type Started,
  type Starting,
  startAgain,
  startPayment as startInRegister,
} from '../../registers/study-fees/start.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { PaytrailCreated } from '../../schemas/partners/paytrail.js'
import type { SolopmtForm, SolopmtPayment } from '../../schemas/partners/solopmt.js'
import type { StartPayment, StartPaymentAnswer } from '../../schemas/study-fees/payments.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { operatorAlerts, startPayment } from './channels.js'
import { checkedPublicUrl, toBankPayment, toPaytrailPayment } from './provider-requests.js'
import { messageId, type Timed, withSettings, withTime } from './with.js'

/**
 * Gives control to the bank or to Paytrail. One payment at a time (FI-122). A creation that Paytrail never answers cannot
 * be asked about by stamp: the stamp is abandoned and a new one tried once; then paying may be tried again (FI-121).
 */
export default flow('study-fees/start-payment')
  .from(startPayment)
  .onFailure({ retry: { attempts: 3, delay: '500ms', factor: 2 }, thenTo: deadLetters })
  .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'go-on' })
  .knownBy({ order: ({ orderId }) => orderId })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .transform(withShortAddresses)
  .change({ in: feesBooks, once: messageId, apply: begin })
  .choose(nextOf, {
    refused: (start) => start.reply(whyNot),
    solopmt: (start) => start.transform(toForm).enrich(nordea.form, withForm).reply(formAnswer),
    paytrail: (start) =>
      start.call(paytrail.create, { ask: toCreation, into: withCreation }).choose(creationOf, {
        created: (made) => made.change({ in: feesBooks, once: stampOf, apply: keepTransaction }).reply(addressAnswer),
        refused: (made) =>
          made
            .change({ in: feesBooks, announces: [operatorAlerts], once: stampOf, apply: giveUpRefused })
            .reply(providerRefused),
        'no-answer': (made) =>
          made.change({ in: feesBooks, once: stampOf, apply: beginAgain }).choose(nextOfAgain, {
            refused: (again) => again.reply(whyNot),
            again: (again) =>
              again.call(paytrail.create, { ask: toCreation, into: withCreation }).choose(creationOf, {
                created: (made) =>
                  made.change({ in: feesBooks, once: stampOf, apply: keepTransaction }).reply(addressAnswer),
                refused: (made) =>
                  made
                    .change({ in: feesBooks, announces: [operatorAlerts], once: stampOf, apply: giveUpRefused })
                    .reply(providerRefused),
                'no-answer': (made) =>
                  made.change({ in: feesBooks, once: stampOf, apply: giveUp }).reply(tryAgainLater),
              }),
          }),
      }),
  })

type Asked = Timed<StartPayment> & { readonly settings: StudyFeesSettings }
type Begun = Asked & { readonly started?: Started; readonly refused?: RefusalName }
type Created = Begun & { readonly creation: PaytrailCreated }

function withShortAddresses(asked: Asked): Asked {
  checkedPublicUrl(asked.settings.publicUrl)
  return asked
}

function startingOf({ id, now, settings }: Asked): Starting {
  return {
    now,
    messageId: id,
    timeZone: settings.timeZone,
    registered: settings.returnUrls.split(/\s+/).filter(Boolean),
    askAt: now + settings.unclearAfterMinutes * 60_000,
  }
}

async function begin(asked: Asked, tx: Db): Promise<Begun> {
  return resultOf(asked, await startInRegister(tx, asked.request, startingOf(asked), chance))
}
async function beginAgain(made: Created, tx: Db): Promise<Begun> {
  const { creation: _, started, ...asked } = made
  return resultOf(asked, await startAgain(tx, started!.stamp, asked.request, startingOf(asked), chance))
}
function resultOf(asked: Asked, result: Started | { readonly refused: RefusalName }): Begun {
  return 'refused' in result ? { ...asked, refused: result.refused } : { ...asked, started: result }
}

function nextOf({ started }: Begun) {
  return started === undefined ? 'refused' : started.method
}
function nextOfAgain({ started }: Begun) {
  return started === undefined ? 'refused' : 'again'
}
function whyNot({ refused }: Begun): StartPaymentAnswer {
  return refusal(refused ?? 'order-unknown')
}

function toForm({ started, settings }: Begun): SolopmtPayment & { readonly started: Started } {
  return { ...toBankPayment(started!, settings), started: started! }
}
function withForm({ started }: { readonly started: Started }, [form]: readonly SolopmtForm[]) {
  return { started, form: form! }
}
function formAnswer({ started, form }: { readonly started: Started; readonly form: SolopmtForm }): StartPaymentAnswer {
  const { action, method, acceptCharset } = form
  return { ...beginning(started), form: { action, method, acceptCharset, fields: [...form.fields] } }
}

function toCreation({ started, settings }: Begun) {
  return toPaytrailPayment(started!, settings)
}
function withCreation(begun: Begun, creation: PaytrailCreated): Created {
  return { ...begun, creation }
}
function creationOf({ creation }: Created) {
  return creation.outcome
}
function stampOf({ started }: Begun): string {
  return started!.stamp
}
async function keepTransaction(made: Created, tx: Db): Promise<Created> {
  if (made.creation.outcome === 'created') await recordTransaction(tx, stampOf(made), made.creation.transactionId)
  return made
}
async function giveUp(made: Created, tx: Db): Promise<Created> {
  await abandonPayment(tx, stampOf(made), made.now, made.id)
  return made
}
async function giveUpRefused(made: Created, tx: Db, announce: Announce<typeof operatorAlerts>): Promise<Created> {
  await giveUp(made, tx)
  const status = made.creation.outcome === 'refused' ? made.creation.status : 0
  announce(operatorAlerts, {
    kind: 'provider-refused',
    orderId: made.request.orderId,
    stamp: stampOf(made),
    sentence: `Paytrail refused to begin this payment (HTTP ${status}). Nothing was paid; the order can be paid again.`,
  })
  return made
}

function beginning({ stamp, method, amountCents }: Started) {
  return { result: 'started' as const, stamp, method, amountCents }
}
function addressAnswer({ started, creation }: Created): StartPaymentAnswer {
  return { ...beginning(started!), ...(creation.outcome === 'created' ? { address: creation.href } : {}) }
}
function providerRefused(): StartPaymentAnswer {
  return refusal('provider-refused')
}
function tryAgainLater(): StartPaymentAnswer {
  return { result: 'try-again', sentence: OUTCOME_SENTENCES.ABANDONED }
}
