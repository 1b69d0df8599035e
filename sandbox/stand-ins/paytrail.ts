import { createHmac, randomUUID } from 'node:crypto'
import { type Answer, controlled, Faults, json, page, type Request, serve } from './web.js'

/*
 * Paytrail's side of its Payment API: create, get, the customer on the payment page, the redirect and the callbacks.
 * Written from protocols/fi.md 7.4, not from the hub's code.
 */

const faultNames = [
  'refuse', // the connection is dropped before anything is done
  'drop', // everything is done, then the connection is dropped
  'delay', // everything is done, and the answer comes after delayMs
  'half', // half of the answer
  'tamper', // the signature of the next answer is wrong
  'unsigned', // the next answer has no signature
  'fail-before', // 500, nothing done
  'fail-after', // everything is done, then 500
  'busy', // 429, nothing done
] as const
export type PaytrailFault = (typeof faultNames)[number]

export interface PaytrailOptions {
  readonly merchant?: string
  readonly secret?: string
  readonly faults?: Partial<Record<PaytrailFault, number>>
  readonly delayMs?: number
  /** Tries of one callback that is not answered 2xx, 50 ms apart; 3 unless told. */
  readonly callbackTries?: number
  readonly port?: number
  readonly clock?: () => Date
}

export type PaytrailStatus = 'new' | 'ok' | 'fail' | 'pending' | 'delayed'

export interface PaytrailPayment {
  readonly transactionId: string
  readonly body: CreateBody
  status: PaytrailStatus
  paidCents?: number
  paidAt?: string
}
interface CreateBody {
  readonly stamp: string
  readonly reference: string
  readonly amount: number
  readonly currency: string
  readonly language: string
  readonly items: readonly { readonly unitPrice: number; readonly units: number; readonly vatPercentage: number }[]
  readonly customer: { readonly email: string }
  readonly redirectUrls: { readonly success: string; readonly cancel: string }
  readonly callbackUrls?: { readonly success: string; readonly cancel: string }
}

/** What the customer does on the payment page, and what Paytrail then makes of it. */
export interface Decision {
  readonly transactionId: string
  readonly status: Exclude<PaytrailStatus, 'new'>
  /** How often the same callback is sent, at one time; 1 unless told. */
  readonly callbacks?: number
  /** The callbacks are sent only when `deliver` is asked for: after the redirect, or never. */
  readonly holdCallbacks?: boolean
  /** What was paid, when it differs from what was asked. */
  readonly cents?: number
  /** Makes redirect and callbacks wrong. */
  readonly wrong?: 'amount-after-signing' | 'signature' | 'algorithm' | 'duplicate' | 'foreign-account'
}

export async function start(options: PaytrailOptions = {}) {
  const { merchant = '375917', secret = 'SAIPPUAKAUPPIAS', callbackTries = 3, clock = () => new Date() } = options
  const faults = new Faults(faultNames, options.faults)
  const payments = new Map<string, PaytrailPayment>()
  const callbacks: { url: string; status: number }[] = []
  const held: (() => Promise<void>)[] = []
  const going = new Set<Promise<void>>()
  let delayMs = options.delayMs ?? 200
  let created = 0

  const sign = (algorithm: string, headers: Readonly<Record<string, string>>, body: string) => {
    const lines = Object.keys(headers)
      .filter((name) => name.startsWith('checkout-'))
      .sort()
      .map((name) => `${name}:${headers[name]}`)
    return createHmac(algorithm, secret)
      .update(`${lines.join('\n')}\n${body}`, 'utf8')
      .digest('hex')
  }

  function signedAnswer(request: Request, value: unknown, status: number, transactionId?: string): Answer {
    const body = JSON.stringify(value)
    const algorithm = request.headers['checkout-algorithm'] ?? 'sha256'
    const headers: Record<string, string> = {
      'checkout-account': merchant,
      'checkout-algorithm': algorithm,
      'checkout-method': request.method,
      'checkout-nonce': randomUUID(),
      'checkout-timestamp': clock().toISOString(),
      ...(transactionId ? { 'checkout-transaction-id': transactionId } : {}),
    }
    let signature = sign(algorithm, headers, body)
    if (faults.take('tamper')) signature = (signature[0] === '0' ? '1' : '0') + signature.slice(1)
    if (!faults.take('unsigned')) headers.signature = signature
    return { status, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' }, body }
  }
  const refused = (request: Request, status: number, message: string) =>
    signedAnswer(request, { status: 'error', message }, status)

  function authenticated(request: Request): string | undefined {
    const { headers } = request
    const algorithm = headers['checkout-algorithm'] ?? ''
    if (headers['checkout-account'] !== merchant) return 'unknown merchant'
    if (algorithm !== 'sha256' && algorithm !== 'sha512') return 'unknown algorithm'
    if (headers['checkout-method'] !== request.method) return 'checkout-method is another one'
    if (!headers['checkout-nonce'] || !headers['checkout-timestamp']) return 'nonce or timestamp is missing'
    return sign(algorithm, headers, request.body.toString('utf8')) === headers.signature
      ? undefined
      : 'signature mismatch'
  }

  function create(request: Request): Answer {
    const wrong = authenticated(request)
    if (wrong) return refused(request, 401, wrong)
    let body: CreateBody
    try {
      body = JSON.parse(request.body.toString('utf8')) as CreateBody
    } catch {
      return refused(request, 400, 'the body is no JSON')
    }
    const problem = problemOf(body)
    if (problem) return refused(request, 400, problem)
    if ([...payments.values()].some((payment) => payment.body.stamp === body.stamp)) {
      return refused(request, 400, 'stamp is not unique')
    }
    const transactionId = randomUUID()
    created++
    payments.set(transactionId, { transactionId, body, status: 'new' })
    return signedAnswer(
      request,
      {
        transactionId,
        href: `${web.url}/pay/${transactionId}`,
        reference: body.reference,
        terms: 'Invented terms of a stand-in.',
        groups: [{ id: 'bank', name: 'Online banks' }],
        providers: [],
      },
      201,
    )
  }

  function get(request: Request, transactionId: string): Answer {
    const wrong = authenticated(request)
    if (wrong) return refused(request, 401, wrong)
    if (request.headers['checkout-transaction-id'] !== transactionId)
      return refused(request, 400, 'transaction id differs')
    const payment = payments.get(transactionId)
    if (!payment) return refused(request, 404, 'no such transaction')
    return signedAnswer(
      request,
      {
        transactionId,
        status: payment.status,
        amount: payment.paidCents ?? payment.body.amount,
        currency: payment.body.currency,
        stamp: payment.body.stamp,
        reference: payment.body.reference,
        createdAt: clock().toISOString(),
        href: `${web.url}/pay/${transactionId}`,
        ...(payment.status === 'ok'
          ? { provider: 'nordea', filingCode: '2603ABCD00000001', paidAt: payment.paidAt }
          : {}),
      },
      200,
      transactionId,
    )
  }

  /** The customer decides. Callbacks set out at once unless held; the browser goes to `location` if the caller lets it. */
  function customer(decision: Decision): { location: string } {
    const payment = payments.get(decision.transactionId)
    if (!payment) throw new Error(`no payment ${decision.transactionId}`)
    payment.status = decision.status
    if (decision.status === 'ok') {
      payment.paidCents = decision.cents ?? payment.body.amount
      payment.paidAt = clock().toISOString()
    }
    const good = decision.status === 'fail' ? 'cancel' : 'success'
    const query = returnQuery(payment, decision)
    const with_ = (address: string) => `${address}${address.includes('?') ? '&' : '?'}${query}`
    const callbackUrl = payment.body.callbackUrls?.[good]
    if (callbackUrl) {
      const sendAll = async () => {
        await Promise.all(Array.from({ length: decision.callbacks ?? 1 }, () => callBack(with_(callbackUrl))))
      }
      if (decision.holdCallbacks) held.push(sendAll)
      else track(sendAll())
    }
    return { location: with_(payment.body.redirectUrls[good]) }
  }

  function returnQuery(payment: PaytrailPayment, { wrong }: Decision): string {
    const algorithm = wrong === 'algorithm' ? 'sha512' : 'sha256'
    const parameters: Record<string, string> = {
      'checkout-account': wrong === 'foreign-account' ? '100001' : merchant,
      'checkout-algorithm': algorithm,
      'checkout-amount': String(payment.paidCents ?? payment.body.amount),
      'checkout-stamp': payment.body.stamp,
      'checkout-reference': payment.body.reference,
      'checkout-transaction-id': payment.transactionId,
      'checkout-status': payment.status,
      'checkout-provider': 'nordea',
    }
    let signature = sign(algorithm, parameters, '')
    if (wrong === 'signature') signature = (signature[0] === '0' ? '1' : '0') + signature.slice(1)
    if (wrong === 'amount-after-signing') parameters['checkout-amount'] = '1'
    const pairs = Object.entries({ ...parameters, signature })
    if (wrong === 'duplicate') pairs.push(['checkout-status', 'ok'])
    return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  }

  async function callBack(url: string): Promise<void> {
    for (let attempt = 1; attempt <= callbackTries; attempt++) {
      let status = 0
      try {
        const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) })
        await answer.arrayBuffer()
        status = answer.status
      } catch {}
      callbacks.push({ url, status })
      if (status >= 200 && status < 300) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  function track(work: Promise<void>): void {
    going.add(work)
    work.finally(() => going.delete(work))
  }
  /** Sends what was held, in the order asked for. Resolves when every callback under way has been answered or given up. */
  async function deliver({ order = 'first-first' }: { order?: 'first-first' | 'last-first' } = {}): Promise<void> {
    const all = held.splice(0)
    for (const one of order === 'first-first' ? all : all.reverse()) await one()
    await Promise.all(going)
  }

  async function api(request: Request, work: () => Answer, done: string): Promise<Answer | 'dropped'> {
    if (faults.take('refuse')) return dropped(request)
    if (faults.take('fail-before')) return { status: 500, body: `nothing ${done}` }
    if (faults.take('busy')) return { status: 429, body: 'too many requests' }
    const answer = work()
    if (faults.take('fail-after')) return { status: 500, body: done }
    if (faults.take('delay')) await new Promise((resolve) => setTimeout(resolve, delayMs).unref())
    if (faults.take('drop')) return dropped(request)
    if (faults.take('half')) {
      request.half(answer)
      return 'dropped'
    }
    return answer
  }

  const web = await serve(async (request) => {
    const command = await controlled(request, {
      faults: (given: Partial<Record<PaytrailFault, number>> & { delayMs?: number }) => {
        const { delayMs: wanted, ...rest } = given
        delayMs = wanted ?? delayMs
        faults.set(rest as Partial<Record<PaytrailFault, number>>)
      },
      customer,
      deliver,
      payments: () => [...payments.values()],
      callbacks: () => callbacks,
    })
    if (command) return command
    const [, first, id] = request.path.split('/')
    if (request.method === 'POST' && request.path === '/payments') return api(request, () => create(request), 'created')
    if (request.method === 'GET' && first === 'payments' && id) return api(request, () => get(request, id), 'read')
    if (request.method === 'GET' && first === 'pay' && id) {
      const decide = (status: string) => `/decide/${id}?status=${status}`
      return page('Paytrail', `Pay ${payments.get(id)?.body.amount ?? '?'} cents?`, [
        { label: 'Pay', href: decide('ok') },
        { label: 'Cancel', href: decide('fail') },
        { label: 'Pay later (pending)', href: decide('pending') },
      ])
    }
    if (request.method === 'GET' && first === 'decide' && id) {
      const status = (new URLSearchParams(request.rawQuery).get('status') ?? 'ok') as Decision['status']
      return { status: 302, headers: { location: customer({ transactionId: id, status }).location } }
    }
    return json({ status: 'error', message: 'not found' }, 404)
  }, options.port)

  return {
    url: web.url,
    port: web.port,
    merchant,
    secret,
    faults: (wanted: Partial<Record<PaytrailFault, number>>) => faults.set(wanted),
    customer,
    deliver,
    payments: () => [...payments.values()],
    created: () => created,
    callbacks: () => [...callbacks],
    close: web.close,
  }
}
export type Paytrail = Awaited<ReturnType<typeof start>>

function dropped(request: Request): 'dropped' {
  request.drop()
  return 'dropped'
}

function problemOf(body: CreateBody): string | undefined {
  const address = /^https?:\/\/\S{1,290}$/
  if (typeof body.stamp !== 'string' || body.stamp.length < 1 || body.stamp.length > 200)
    return 'stamp: 1 to 200 characters'
  if (typeof body.reference !== 'string' || body.reference.length > 200) return 'reference: at most 200 characters'
  if (!Number.isInteger(body.amount) || body.amount < 1 || body.amount > 99_999_999) return 'amount: 1 to 99999999'
  if (body.currency !== 'EUR') return 'currency: EUR'
  if (!['FI', 'SV', 'EN'].includes(body.language)) return 'language: FI, SV or EN'
  if (!Array.isArray(body.items) || body.items.length === 0) return 'items: at least one'
  const sum = body.items.reduce((total, { unitPrice, units }) => total + unitPrice * units, 0)
  if (sum !== body.amount) return 'amount is not the sum of items'
  if (typeof body.customer?.email !== 'string' || !body.customer.email.includes('@'))
    return 'customer.email is required'
  if (!address.test(body.redirectUrls?.success ?? '') || !address.test(body.redirectUrls?.cancel ?? '')) {
    return 'redirectUrls: addresses of at most 300 characters'
  }
  return undefined
}
