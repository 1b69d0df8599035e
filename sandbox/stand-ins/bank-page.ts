import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { helsinki, type KtlPayment, ktlFile } from './bank-ktl.js'
import { type Answer, controlled, escaped, Faults, page, type Request, serve } from './web.js'

/*
 * A bank's side of SOLOPMT: the payment page, the customer in front of it, the signed way back, status queries and the
 * file of incoming reference payments. Written from protocols/fi.md 7.1 and 9, not from the hub's code.
 */

const faultNames = [
  'refuse', // a status query's connection is dropped before anything is done
  'drop', // a status query is answered nothing
  'delay', // a status query is answered after delayMs
  'half', // half of the answer to a status query
  'tamper', // the MAC of the next return or status reply is wrong
  'foreign-charset', // the next return carries a parameter in UTF-8 that is signed as such
  'downgrade', // the next return names version 0001
  'duplicate', // the next return carries its stamp twice
  'no-paid', // the next return of a paid payment leaves PAID out
  'no-prefix', // the next return drops SOLOPMT_ from its names
  'error', // the next status reply says Error
  'ktl-wrong-sum',
  'ktl-half',
] as const
export type BankFault = (typeof faultNames)[number]

export interface BankOptions {
  readonly key?: string
  readonly receiverId?: string
  /** IBAN of the account that is credited. */
  readonly account?: string
  readonly faults?: Partial<Record<BankFault, number>>
  readonly delayMs?: number
  readonly port?: number
  readonly clock?: () => Date
}

export interface BankPayment {
  readonly stamp: string
  readonly reference: string
  readonly cents: number
  readonly fields: Readonly<Record<string, string>>
  state: 'asked' | 'paid' | 'cancelled' | 'rejected'
  paidCents?: number
  paidId?: string
  archiveId?: string
}
export type Choice = 'pay' | 'cancel' | 'reject'

export async function start(options: BankOptions = {}) {
  const { key = 'LEHTI', receiverId = '12345678', account = 'FI2112345600000785', clock = () => new Date() } = options
  const faults = new Faults(faultNames, options.faults)
  const payments = new Map<string, BankPayment>()
  const rows: KtlPayment[] = []
  let reported = 0
  let counter = 0
  let queries = 0
  let delayMs = options.delayMs ?? 200

  const hash = (parts: readonly string[], charset: BufferEncoding = 'latin1') =>
    createHash('md5')
      .update(Buffer.from(`${[...parts, key].join('&')}&`, charset))
      .digest('hex')
      .toUpperCase()

  function askForPayment(request: Request): Answer {
    const form = latin1Form(request.body.toString('latin1'))
    const get = (name: string) => form[`SOLOPMT_${name}`] ?? ''
    const mac = hash(['VERSION', 'STAMP', 'RCV_ID', 'AMOUNT', 'REF', 'DATE', 'CUR'].map(get))
    const refuse = (why: string) => ({ ...page('Payment refused', why), status: 400 })
    if (mac !== get('MAC')) return refuse('The message authentication code is wrong.')
    if (get('RCV_ID') !== receiverId) return refuse('The receiver is unknown.')
    if (!/^000[23]$/.test(get('VERSION'))) return refuse('The version is unknown.')
    if (!/^\d{1,20}$/.test(get('STAMP'))) return refuse('The stamp is not 1 to 20 digits.')
    if (payments.has(get('STAMP'))) return refuse('The stamp was used before.')
    const amount = /^(\d+),(\d\d)$/.exec(get('AMOUNT'))
    if (!amount) return refuse('The amount is not like 35,00.')
    if (get('CUR') !== 'EUR') return refuse('The currency is not EUR.')
    for (const name of ['RETURN', 'CANCEL', 'REJECT']) {
      if (!/^https?:\/\/\S+$/.test(get(name)) || get(name).length > 60)
        return refuse(`${name} is no address of 60 characters.`)
    }
    if (
      get('MSG').split('\r\n').length > 6 ||
      get('MSG')
        .split('\r\n')
        .some((row) => row.length > 35)
    ) {
      return refuse('The message has more than 6 rows of 35 characters.')
    }
    const stamp = get('STAMP')
    payments.set(stamp, {
      stamp,
      reference: get('REF'),
      cents: Number(amount[1]! + amount[2]!),
      fields: form,
      state: 'asked',
    })
    const choose = (choice: Choice) => `/customer?stamp=${stamp}&choice=${choice}`
    return page('Bank', `Pay ${get('AMOUNT')} euros with reference ${get('REF')}? ${get('MSG')}`, [
      { label: 'Pay', href: choose('pay') },
      { label: 'Cancel', href: choose('cancel') },
      { label: 'Reject (no funds)', href: choose('reject') },
    ])
  }

  /**
   * The customer decides. Gives the address the browser is sent to; whether it goes there is the caller's choice, and
   * a customer may decide again: paid after cancelled is what a second browser window does. `cents` is what the
   * customer pays when that differs from what was asked.
   */
  function customer({ stamp, choice, cents }: { stamp: string; choice: Choice; cents?: number }): { location: string } {
    const payment = payments.get(stamp)
    if (!payment) throw new Error(`no payment ${stamp}`)
    if (choice !== 'pay') {
      if (payment.state !== 'paid') payment.state = choice === 'cancel' ? 'cancelled' : 'rejected'
      return { location: payment.fields[choice === 'cancel' ? 'SOLOPMT_CANCEL' : 'SOLOPMT_REJECT']! }
    }
    if (payment.state !== 'paid') {
      counter++
      payment.state = 'paid'
      payment.paidCents = cents ?? payment.cents
      payment.paidId = `PEPM${compactDate(clock())}${String(counter).padStart(6, '0')}`
      payment.archiveId = `${compactDate(clock()).slice(2, 6)}PEPM${String(counter).padStart(8, '0')}`
      rows.push({
        reference: payment.reference,
        cents: payment.paidCents,
        archiveId: payment.archiveId,
        payer: 'TESTIHENKILÖ',
        paidAt: clock(),
      })
    }
    return { location: returnAddress(payment) }
  }

  function returnAddress(payment: BankPayment): string {
    const version = faults.take('downgrade') ? '0001' : payment.fields.SOLOPMT_VERSION!
    const paid = payment.paidId!
    const leftOut = faults.take('no-paid')
    const prefix = faults.take('no-prefix') ? '' : 'SOLOPMT_'
    const foreign = faults.take('foreign-charset')
    const signed = foreign ? `${paid}Ö` : paid
    let mac = hash(
      [version, payment.stamp, payment.reference, ...(leftOut ? [] : [signed])],
      foreign ? 'utf8' : 'latin1',
    )
    if (faults.take('tamper')) mac = (mac[0] === '0' ? '1' : '0') + mac.slice(1)
    const parts = [
      `${prefix}RETURN_VERSION=${version}`,
      `${prefix}RETURN_STAMP=${payment.stamp}`,
      ...(faults.take('duplicate') ? [`${prefix}RETURN_STAMP=${payment.stamp}`] : []),
      `${prefix}RETURN_REF=${payment.reference}`,
      ...(leftOut ? [] : [`${prefix}RETURN_PAID=${foreign ? `${paid}%C3%96` : paid}`]),
      `${prefix}RETURN_MAC=${mac}`,
    ]
    const base = payment.fields.SOLOPMT_RETURN!
    return `${base}${base.includes('?') ? '&' : '?'}${parts.join('&')}`
  }

  async function statusQuery(request: Request): Promise<Answer | 'dropped'> {
    queries++
    if (faults.take('refuse')) return dropped(request)
    const form = latin1Form(request.body.toString('latin1'))
    const get = (name: string) => form[`SOLOPMT_${name}`] ?? ''
    const order = 'VERSION TIMESTMP RCV_ID LANGUAGE RESPTYPE RESPDATA RESPDETL STAMP REF AMOUNT CUR KEYVERS ALG'
    const good =
      hash(
        order
          .split(' ')
          .map(get)
          .filter((value) => value !== ''),
      ) === get('MAC') && get('RCV_ID') === receiverId
    const payment = payments.get(get('STAMP'))
    const paid = payment?.state === 'paid' && (get('REF') === '' || get('REF') === payment.reference)
    const code = !good || faults.take('error') ? 'Error' : paid ? 'OK' : 'Notfound'
    const reply: Record<string, string> = {
      VERSION: '0001',
      TIMESTMP: get('TIMESTMP'),
      RCV_ID: get('RCV_ID'),
      RESPCODE: code,
      STAMP: get('STAMP'),
      ...(code === 'OK' && payment
        ? {
            RCV_ACCOUNT: account,
            REF: payment.reference,
            DATE: compactDate(clock()),
            AMOUNT: euros(payment.paidCents ?? 0),
            CUR: 'EUR',
            PAID: payment.paidId ?? '',
            STATUS: 'EXPRESS',
          }
        : { REF: get('REF') }),
      KEYVERS: get('KEYVERS'),
      ALG: get('ALG'),
    }
    let mac = hash(Object.values(reply).filter((value) => value !== ''))
    if (faults.take('tamper')) mac = (mac[0] === '0' ? '1' : '0') + mac.slice(1)
    const elements = Object.entries({ ...reply, MAC: mac })
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `<SOLOPMT_${name}>${escaped(value)}</SOLOPMT_${name}>`)
    const answer: Answer = {
      status: 200,
      headers: { 'content-type': 'text/xml; charset=ISO-8859-1' },
      body: Buffer.from(
        `<?xml version="1.0" encoding="ISO-8859-1"?>\r\n<SOLOPMT_RESPONSE>${elements.join('\r\n')}</SOLOPMT_RESPONSE>`,
        'latin1',
      ),
    }
    if (faults.take('delay')) await new Promise((resolve) => setTimeout(resolve, delayMs).unref())
    if (faults.take('drop')) return dropped(request)
    if (faults.take('half')) {
      request.half(answer)
      return 'dropped'
    }
    return answer
  }

  /** The KTL file over what was paid since the last one; with no payments a file with header and zero totals. */
  function ktl(): Buffer {
    const fresh = rows.slice(reported)
    reported = rows.length
    const file = ktlFile({ payments: fresh, iban: account, createdAt: clock(), wrongSum: faults.take('ktl-wrong-sum') })
    return faults.take('ktl-half') ? file.subarray(0, Math.floor(file.length / 2)) : file
  }
  async function writeKtl({
    folder,
    name,
  }: {
    folder: string
    name: string
  }): Promise<{ path: string; bytes: number }> {
    const bytes = ktl()
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `.${name}.part`), bytes)
    await rename(join(folder, `.${name}.part`), join(folder, name))
    return { path: join(folder, name), bytes: bytes.length }
  }
  /** Somebody pays to the account without the payment page, or with a reference nobody asked for. */
  function payDirectly({ reference, cents, payer = 'MAKSAJA' }: { reference: string; cents: number; payer?: string }) {
    counter++
    const archiveId = `${compactDate(clock()).slice(2, 6)}DIRE${String(counter).padStart(8, '0')}`
    rows.push({ reference, cents, archiveId, payer, paidAt: clock() })
  }

  const web = await serve(async (request) => {
    const command = await controlled(request, {
      faults: (given: Partial<Record<BankFault, number>> & { delayMs?: number }) => {
        const { delayMs: wanted, ...rest } = given
        delayMs = wanted ?? delayMs
        faults.set(rest as Partial<Record<BankFault, number>>)
      },
      customer,
      payments: () => [...payments.values()],
      'pay-directly': payDirectly,
      'write-ktl': writeKtl,
    })
    if (command) return command
    if (request.method === 'POST' && request.path === '/cgi-bin/SOLOPM01') return askForPayment(request)
    if (request.method === 'POST' && request.path === '/cgi-bin/SOLOPM10') return statusQuery(request)
    if (request.method === 'GET' && request.path === '/customer') {
      const query = new URLSearchParams(request.rawQuery)
      const chosen = customer({ stamp: query.get('stamp') ?? '', choice: (query.get('choice') ?? 'pay') as Choice })
      return { status: 302, headers: { location: chosen.location } }
    }
    return { status: 404, body: 'not found' }
  }, options.port)

  return {
    url: web.url,
    port: web.port,
    /** Address of the payment page. */
    action: `${web.url}/cgi-bin/SOLOPM01`,
    /** Address of status queries. */
    queryUrl: `${web.url}/cgi-bin/SOLOPM10`,
    faults: (wanted: Partial<Record<BankFault, number>>) => faults.set(wanted),
    customer,
    payments: () => [...payments.values()],
    queries: () => queries,
    payDirectly,
    ktl,
    writeKtl,
    close: web.close,
  }
}
export type BankPage = Awaited<ReturnType<typeof start>>

function dropped(request: Request): 'dropped' {
  request.drop()
  return 'dropped'
}

function latin1Form(text: string): Record<string, string> {
  const form: Record<string, string> = {}
  for (const pair of text.split('&').filter((part) => part !== '')) {
    const [name = '', value = ''] = pair.split('=', 2).map((part) => percentDecoded(part.replaceAll('+', ' ')))
    form[name] = value
  }
  return form
}
const percentDecoded = (text: string) =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
const euros = (cents: number) => `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, '0')}`
const compactDate = (at: Date) => helsinki(at).slice(0, 8)
