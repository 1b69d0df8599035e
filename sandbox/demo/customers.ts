import { type Portal, post, visit } from './portal.js'
import type { Town } from './town.js'

/** What a payer does, and what goes wrong on the way. */
export type Story =
  | 'pays'
  | 'pays, callback twice'
  | 'pays, return lost'
  | 'pays after cancelling'
  | 'pays a wrong amount'
  | 'cancels'
  | 'is rejected'
  | 'walks away'

export interface Customer {
  readonly number: number
  readonly method: 'solopmt' | 'paytrail'
  readonly kind: 'extra-time' | 'restoring' | 'study-fee'
  readonly story: Story
}

// Per hundred payers. A fixed mix, so that every run has every story and the figures can be compared.
const MIX: readonly (readonly [Story, number])[] = [
  ['pays', 56],
  ['pays, callback twice', 8],
  ['pays, return lost', 8],
  ['pays after cancelling', 6],
  ['pays a wrong amount', 4],
  ['cancels', 8],
  ['is rejected', 6],
  ['walks away', 4],
]
const STORIES = MIX.flatMap(([story, share]) => Array.from({ length: share }, () => story))
// Coprime to a hundred: neighbours have different stories, and a hundred payers have the whole mix.
const STRIDE = 37

/** The payers of a demo with so many orders: the same every time. */
export function customersOf(orders: number): readonly Customer[] {
  return Array.from({ length: orders }, (_, index) => {
    const story = STORIES[(index * STRIDE) % STORIES.length]!
    // Only a bank button can be rejected by the bank.
    const method = story === 'is rejected' || index % 2 === 0 ? 'solopmt' : 'paytrail'
    const kind = (['extra-time', 'restoring', 'study-fee'] as const)[index % 3]!
    return { number: index + 1, method, kind, story }
  })
}

const RETURN_PATH = '/paid'

/** Addresses under which the portal takes its payers back. */
export const RETURN_ADDRESS = `http://127.0.0.1:9/portal${RETURN_PATH}`

/** Makes the order of a customer through the hub's operations; gives its id. */
export async function order(portal: Portal, { number, kind }: Customer): Promise<string> {
  const payer = { name: `Testi Henkilö ${number}`, email: `testi.henkilo.${number}@example.fi` }
  if (kind !== 'study-fee') {
    // Every fourth is known to the university by a number; the others are known only by what they say (FI-134).
    const known = number % 4 === 0
    if (known) await portal.call('PUT', `/study-fees/customers/D${number}`, payer)
    const { body } = await portal.call(
      'POST',
      '/study-fees/processing-fees',
      known ? { kind, customer: `D${number}` } : { kind, payer },
    )
    return body.id as string
  }
  const { body } = await portal.call('POST', '/study-fees/study-fees', {
    customer: `E${number}`,
    payer,
    title: 'Erikoistumisopinnot',
    rows: [
      { product: 'ERI-1', text: 'Opintomaksu', quantity: 1, unitCents: 18_000 + number, vatCode: '0', vatRate: 0 },
      { product: 'ERI-2', text: 'Aineistomaksu', quantity: 2, unitCents: 1_250, vatCode: '0', vatRate: 0 },
    ],
  })
  return body.id as string
}

interface Started {
  readonly stamp: string
  readonly address?: string
  readonly amountCents: number
  readonly form?: {
    readonly action: string
    readonly fields: readonly { readonly name: string; readonly value: string }[]
  }
}

/** Starts the payment of an order and goes through the customer's story at the bank or at Paytrail. */
export async function pay(portal: Portal, town: Town, orderId: string, { method, story }: Customer): Promise<void> {
  const { body } = await portal.call('POST', `/study-fees/orders/${orderId}/payments`, {
    method,
    returnAddress: RETURN_ADDRESS,
  })
  const started = body as unknown as Started
  if (method === 'solopmt') return atTheBank(portal, town, story, started)
  return atPaytrail(portal, town, story, started)
}

/** Back from the hub: the portal asks for the result with the one-time reference, as its page would show it. */
async function home(portal: Portal, address: string): Promise<void> {
  const back = await visit(address)
  const reference = back === undefined ? null : new URL(back).searchParams.get('reference')
  if (reference !== null) await portal.call('POST', '/study-fees/payment-results', { reference })
}

async function atTheBank(
  portal: Portal,
  { bank }: Town,
  story: Story,
  { stamp, form, amountCents }: Started,
): Promise<void> {
  const status = await post(form!.action, form!.fields)
  if (status !== 200) throw new Error(`the bank refused the form with ${status}`)
  const decide = (choice: 'pay' | 'cancel' | 'reject', cents?: number) =>
    bank.customer({ stamp, choice, ...(cents === undefined ? {} : { cents }) }).location
  switch (story) {
    case 'pays':
      return home(portal, decide('pay'))
    case 'pays, callback twice': {
      const address = decide('pay')
      await home(portal, address)
      return void (await visit(address))
    }
    case 'pays, return lost':
      decide('pay')
      return
    case 'pays after cancelling':
      await home(portal, decide('cancel'))
      return home(portal, decide('pay'))
    case 'pays a wrong amount':
      return home(portal, decide('pay', amountCents - 100))
    case 'cancels':
      return home(portal, decide('cancel'))
    case 'is rejected':
      return home(portal, decide('reject'))
    case 'walks away':
  }
}

async function atPaytrail(
  portal: Portal,
  { paytrail }: Town,
  story: Story,
  { address, amountCents }: Started,
): Promise<void> {
  const transactionId = new URL(address!).pathname.split('/').at(-1)!
  const decide = (status: 'ok' | 'fail', more: { callbacks?: number; holdCallbacks?: boolean; cents?: number } = {}) =>
    paytrail.customer({ transactionId, status, ...more }).location
  switch (story) {
    case 'pays':
      return home(portal, decide('ok'))
    case 'pays, callback twice':
      return home(portal, decide('ok', { callbacks: 2 }))
    case 'pays, return lost':
      decide('ok', { holdCallbacks: true })
      return
    case 'pays after cancelling':
      await home(portal, decide('fail'))
      return home(portal, decide('ok'))
    case 'pays a wrong amount':
      return home(portal, decide('ok', { cents: amountCents - 100 }))
    case 'cancels':
    case 'is rejected':
      return home(portal, decide('fail'))
    case 'walks away':
  }
}
