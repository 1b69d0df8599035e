import type {
  AddStudyFee,
  ChangeOrder,
  CloseOrder,
  CreateProcessingFee,
  OrderAnswer,
  OrderRow,
} from '../../schemas/study-fees/orders.js'
import { customerOf, putCustomer } from './customers.js'
import { HUB_FEES_BOOKS } from './errors.js'
import { readOrder } from './lists.js'
import { command, insertOrder, lockOrder, MOST_CENTS, replaceRows, rowsOf, totalOf } from './orders.js'
import { refusal } from './refusals.js'
import type { Db, OrderTable } from './tables.js'

/** What a change of orders is told besides the request. */
export interface Making {
  /** Id of a new order: the id of the message that makes it, so that one leads to the other. */
  readonly id: string
  readonly now: number
  /** Until when it can be paid, unless the request says. */
  readonly dueAt: number
}

const TITLES = {
  'extra-time': {
    fi: 'Lisäajan käsittelymaksu',
    sv: 'Handläggningsavgift för tilläggstid',
    en: 'Processing fee, extra time',
  },
  restoring: {
    fi: 'Opiskeluoikeuden palauttamisen käsittelymaksu',
    sv: 'Handläggningsavgift för återställd studierätt',
    en: 'Processing fee, restoring the study right',
  },
} as const

/** Processing fees have one row, a price from the settings, and no value added tax: they are fees of an authority. */
export async function createProcessingFee(
  tx: Db,
  request: CreateProcessingFee,
  { id, now, dueAt, cents }: Making & { readonly cents: number },
): Promise<OrderAnswer> {
  const { kind, customer: number, payer } = request
  if ((number === undefined) === (payer === undefined)) return refusal('customer-or-payer')
  const customer = number === undefined ? undefined : await customerOf(tx, number)
  if (number !== undefined && customer === undefined) return refusal('customer-unknown')
  const language = request.language ?? languageOf(customer?.language)
  const title = TITLES[kind][language]
  await insertOrder(tx, {
    id,
    kind,
    customer: customer?.number ?? null,
    payerName: customer?.name ?? payer?.name ?? null,
    payerEmail: customer?.email ?? payer?.email ?? null,
    language,
    title,
    rows: [{ product: kind, text: title, quantity: 1, unitCents: cents, vatCode: '0', vatRate: 0 }],
    createdAt: now,
    dueAt,
    renewalOf: null,
  })
  return done(tx, id)
}

/** Aims a study fee at a student; a student nobody knows is registered with it. */
export async function addStudyFee(tx: Db, request: AddStudyFee, { id, now, dueAt }: Making): Promise<OrderAnswer> {
  if (totalOf(request.rows) > MOST_CENTS) return refusal('amount-too-large')
  if (dueAt < now) return refusal('due-date-past')
  const { customer: number, payer, title, rows } = request
  if (payer !== undefined)
    await putCustomer(
      tx,
      number,
      { ...payer, ...(request.language === undefined ? {} : { language: request.language }) },
      now,
    )
  const customer = await customerOf(tx, number)
  if (customer === undefined) return refusal('payer-missing')
  await insertOrder(tx, {
    id,
    kind: 'study-fee',
    customer: number,
    payerName: customer.name,
    payerEmail: customer.email,
    language: request.language ?? languageOf(customer.language),
    title,
    rows,
    createdAt: now,
    dueAt,
    renewalOf: null,
  })
  return done(tx, id)
}

/** Maintenance by the admissions office: only study fees, and only before they are performed (FI-129). */
export async function changeOrder(
  tx: Db,
  request: ChangeOrder,
  { now, dueAt }: { readonly now: number; readonly dueAt?: number },
): Promise<OrderAnswer> {
  const order = await lockOrder(tx, request.orderId)
  if (order === undefined) return refusal('order-unknown')
  if (order.kind !== 'study-fee') return refusal('kind-not-editable')
  const { rows, title, payer } = request
  if (rows !== undefined && totalOf(rows) > MOST_CENTS) return refusal('amount-too-large')
  if (dueAt !== undefined && dueAt < now) return refusal('due-date-past')
  const commanded = await command(tx, order, { type: 'change' }, now)
  if ('refused' in commanded) return refusal(commanded.refused)
  await tx
    .updateTable('study_fees_order')
    .set({
      changed_at: now,
      ...(title === undefined ? {} : { title }),
      ...(rows === undefined ? {} : { total_cents: totalOf(rows) }),
      ...(payer === undefined ? {} : { payer_name: payer.name, payer_email: payer.email }),
      ...(dueAt === undefined ? {} : { due_at: dueAt }),
    })
    .where('id', '=', order.id)
    .execute()
  if (rows !== undefined) await replaceRows(tx, order.id, rows)
  return done(tx, order.id)
}

/** The payer asks for an invoice (FI-72). */
export async function closeOrder(tx: Db, request: CloseOrder, now: number): Promise<OrderAnswer> {
  const order = await lockOrder(tx, request.orderId)
  if (order === undefined) return refusal('order-unknown')
  const commanded = await command(tx, order, { type: 'close' }, now)
  if ('refused' in commanded) return refusal(commanded.refused)
  await tx
    .updateTable('study_fees_order')
    .set({ note: request.note ?? null })
    .where('id', '=', order.id)
    .execute()
  return done(tx, order.id)
}

/** A new open order in the place of one that cannot be completed any more. */
export async function renewOrder(tx: Db, orderId: string, { id, now, dueAt }: Making): Promise<OrderAnswer> {
  const order = await lockOrder(tx, orderId)
  if (order === undefined) return refusal('order-unknown')
  if (!(await renewable(tx, order))) return refusal('not-renewable')
  const rows: readonly OrderRow[] = await rowsOf(tx, orderId)
  await insertOrder(tx, {
    id,
    kind: order.kind,
    customer: order.customer_number,
    payerName: order.payer_name,
    payerEmail: order.payer_email,
    language: order.language,
    title: order.title,
    rows,
    createdAt: now,
    dueAt,
    renewalOf: orderId,
  })
  return done(tx, id)
}

async function renewable(tx: Db, order: OrderTable): Promise<boolean> {
  if (order.erased_at !== null || (order.state !== 'unfinished' && order.state !== 'expired')) return false
  const renewal = await tx
    .selectFrom('study_fees_order')
    .select('id')
    .where('renewal_of', '=', order.id)
    .executeTakeFirst()
  return renewal === undefined
}

async function done(tx: Db, id: string): Promise<OrderAnswer> {
  const order = await readOrder(tx, id)
  if (order === undefined) throw HUB_FEES_BOOKS(`order ${id} was written and cannot be read`)
  return { result: 'done', order }
}

function languageOf(language: string | undefined): 'fi' | 'sv' | 'en' {
  return language === 'sv' || language === 'en' ? language : 'fi'
}
