import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { openBooks } from '../../../adapters/database/books.js'
import { type OpenHub, openHub, prepare } from '../../../hub.js'
import type { Db, StudyFeesTables } from '../../../registers/study-fees/tables.js'
import { openTown, settingsFor, type Town } from '../../../sandbox/demo/town.js'
import { freePort } from '../../../sandbox/servers/ports.js'
import type { Order } from '../../../schemas/study-fees/orders.js'
import type { Payment, PaymentStarted } from '../../../schemas/study-fees/payments.js'
import { until } from '../../kit/event.js'

export const APP = 'https://app.example.fi/done'
export const PAYER = { name: 'Testi Henkilö', email: 'testi.henkilo@example.fi' }

interface Teardown {
  teardown(work: () => Promise<void>): void
}
export interface Answered {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at, it names
  readonly body: any
}

export type Story = Awaited<ReturnType<typeof openStory>>

/** The whole hub with this pack and its town on real ports: what a calling application and a browser see. */
export async function openStory(t: Teardown, more: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'study-fees-'))
  const town: Town = await openTown(folder)
  const port = await freePort()
  const lines: string[] = []
  const logTo = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const env = {
    ...settingsFor(town, { port, returnUrls: APP }),
    HUB_STUDY_FEES_UNCLEAR_AFTER_MINUTES: '0',
    HUB_STUDY_FEES_STATUS_ASKS: '2',
    ...more,
  }
  const root = resolve(import.meta.dirname, '../../..')
  let hub: OpenHub
  const open = async () => {
    hub = await openHub({ ...(await prepare(root, { env, cwd: folder })), listen: true, schedule: false, logTo })
  }
  await open()
  t.teardown(async () => {
    await hub.close()
    await town.close()
    await rm(folder, { recursive: true, force: true })
  })
  const asked = { name: 'story', scopes: ['study-fees:*:*'] }
  const client = (await hub!.carryOut('clients.add', asked, 'story')) as { readonly key: string }

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answered> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${client.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
  async function good(answered: Promise<Answered>): Promise<Answered['body']> {
    const { status, body } = await answered
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}\n${lines.slice(-6).join('')}`)
    return body
  }
  /** The browser goes to an address and does not follow: where it is sent, and with which reference. */
  async function browse(address: string) {
    const response = await fetch(address, { redirect: 'manual' })
    await response.arrayBuffer()
    const location = response.headers.get('location') ?? ''
    const reference = location === '' ? null : new URL(location).searchParams.get('reference')
    return { status: response.status, location, reference }
  }

  return {
    town,
    lines,
    client,
    hub: () => hub,
    call,
    good,
    browse,
    /** Stops the hub as SIGTERM would and opens it again on the same books. */
    async restart() {
      await hub.close()
      await open()
    },
    order: (kind: 'extra-time' | 'restoring' = 'extra-time'): Promise<Order> =>
      good(call('POST', '/study-fees/processing-fees', { kind, payer: PAYER })),
    read: (order: { readonly id: string }): Promise<Order> => good(call('GET', `/study-fees/orders/${order.id}`)),
    payment: ({ stamp }: { readonly stamp: string }): Promise<Payment> =>
      good(call('GET', `/study-fees/payments/${stamp}`)),
    /** Starts a payment; the browser posts a bank's form, so that the bank has it before it. */
    async start(
      order: { readonly id: string },
      method: 'solopmt' | 'paytrail',
      session?: string,
    ): Promise<PaymentStarted> {
      const asked = { method, returnAddress: APP, ...(session === undefined ? {} : { session }) }
      const started = (await good(call('POST', `/study-fees/orders/${order.id}/payments`, asked))) as PaymentStarted
      if (started.form !== undefined) {
        const { action, fields } = started.form
        const body = fields.map(({ name, value }) => `${latin1(name)}=${latin1(value)}`).join('&')
        const response = await fetch(action, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body,
        })
        if (response.status !== 200) throw new Error(`the bank refused the form: ${await response.text()}`)
      }
      return started
    },
    transactionOf: ({ stamp }: { readonly stamp: string }): string => {
      const found = town.paytrail.payments().find(({ body }) => body.stamp === stamp)
      if (found === undefined) throw new Error(`Paytrail has no payment ${stamp}`)
      return found.transactionId
    },
    /** A round of status queries, as the clock begins one. */
    async askAbout() {
      await hub.hub.sendTo('study-fees/status-rounds', { scheduledFor: new Date().toISOString(), page: 0 })
      await hub.hub.idle()
    },
    /** The last question about a payment, as a later round asks it. */
    async askAgain({ stamp }: { readonly stamp: string }) {
      await hub.hub.sendTo('study-fees/status-asks', { stamp, last: true })
      await hub.hub.idle()
    },
    /** The statement of a file that the bank left, when everything in it has been matched. */
    accountStatement(name: string) {
      return until(`the statement of ${name}`, async () => {
        const { files } = await good(call('GET', '/study-fees/account-files'))
        const found = files.find((one: { file: string; waiting: number }) => one.file === name)
        return found?.waiting === 0 ? found : undefined
      })
    },
    /** Somebody changes the registers by hand. The hub is stopped for it. */
    async tamper(work: (db: Db) => Promise<void>) {
      await hub.close()
      const books = await openBooks({ folder: town.folders.data })
      await books.write<StudyFeesTables, void>(work)
      await books.close()
      await open()
    },
    /** A transfer to the ledger; answers the newest statement. */
    async transfer() {
      await good(call('POST', '/study-fees/ledger-batches', {}))
      await hub.hub.idle()
      const { batches } = await good(call('GET', '/study-fees/ledger-batches'))
      return batches[0]
    },
    /** The key of another client. */
    async clientWith(scopes: readonly string[]): Promise<string> {
      const name = `client-${scopes.join('-').replaceAll(':', '-')}`.slice(0, 60).replace(/-$/, '')
      const made = (await hub.carryOut('clients.add', { name, scopes }, 'story')) as { key: string }
      return made.key
    },
    /** Whether these words stand anywhere in the books' file, read as bytes while the hub is stopped. */
    async somewhere(words: string): Promise<boolean> {
      await hub.close()
      const files = readdirSync(town.folders.data).filter((name) => name.startsWith('books.sqlite'))
      const found = files.some((name) => readFileSync(join(town.folders.data, name)).includes(words))
      await open()
      return found
    },
    /** What is still kept of the message that made an order: an order has its id. */
    async bodyOf({ id }: { readonly id: string }): Promise<string> {
      const { body } = (await hub.store.body(id)) ?? {}
      return body === undefined ? '' : Buffer.from(body).toString('utf8')
    },
    subjects: () => town.post.distinct().map(({ subject }) => subject),
    settled: () => hub.hub.idle(),
    deadLetters: () => hub.store.countDeadLetters(),
  }
}

function latin1(text: string): string {
  return [...Buffer.from(text, 'latin1')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}
