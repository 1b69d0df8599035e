import { randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { HttpAnswer, HttpPartner, HttpUse } from '../http/http.js'
import { HUB_PAYTRAIL_ANSWER, HUB_PAYTRAIL_BROKEN, HUB_PAYTRAIL_LOGIN, HUB_PAYTRAIL_REFUSED } from './errors.js'
import { paytrailSignature, paytrailSignatureMatches } from './signature.js'

export const PaytrailOptions = Type.Object(
  {
    url: Type.String({
      description: 'Address of the Payment API.',
      default: 'https://services.paytrail.com',
      pattern: '^https?://',
    }),
    merchantId: Type.String({ description: 'Merchant account (checkout-account).', pattern: '^\\d{1,10}$' }),
    secret: Type.String({
      description: 'Secret of the merchant account.',
      minLength: 1,
      'x-secret': true,
      'x-insecure': ['SAIPPUAKAUPPIAS', 'MONISAIPPUAKAUPPIAS'], // published test secrets
    }),
    algorithm: Type.Union([Type.Literal('sha256'), Type.Literal('sha512')], {
      description: 'Algorithm of signatures. What is signed with another one is refused.',
      default: 'sha256',
    }),
    platformName: Type.String({
      description: 'Name of the integrator, sent unsigned.',
      default: 'dromedary',
      pattern: '^[\\w.-]{1,50}$',
    }),
    callbackDelaySeconds: Type.Integer({
      description: 'Seconds Paytrail waits before a callback.',
      default: 0,
      minimum: 0,
      maximum: 900,
    }),
    deadlineMs: Type.Integer({
      description: 'Milliseconds one request may take.',
      default: 20_000,
      minimum: 100,
      maximum: 120_000,
    }),
  },
  { additionalProperties: false },
)
export type PaytrailOptions = Static<typeof PaytrailOptions>

export interface PaytrailClient {
  readonly options: PaytrailOptions
  readonly partner: HttpPartner
}

export interface PaytrailRequest extends HttpUse {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly transactionId?: string
  readonly body?: string
}

/** A verified answer: 200 or 201 with its JSON, 404, or what Paytrail says is wrong with the request. */
export type PaytrailAnswer =
  | { readonly state: 'ok'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly state: 'not-found' }
  | { readonly state: 'refused'; readonly status: 400 | 422; readonly message: string }

/**
 * Signs, sends, verifies. Throws HUB_PAYTRAIL_LOGIN, HUB_PAYTRAIL_REFUSED (both: nothing was done),
 * HUB_PAYTRAIL_BROKEN, HUB_PAYTRAIL_ANSWER (both: unknown) and what the connection throws.
 */
export async function paytrailAsk(
  { options, partner }: PaytrailClient,
  request: PaytrailRequest,
): Promise<PaytrailAnswer> {
  const body = Buffer.from(request.body ?? '', 'utf8') // one buffer: what is signed is what is sent
  const headers: Record<string, string> = {
    'checkout-account': options.merchantId,
    'checkout-algorithm': options.algorithm,
    'checkout-method': request.method,
    'checkout-nonce': randomUUID(),
    'checkout-timestamp': new Date().toISOString(),
    ...(request.transactionId === undefined ? {} : { 'checkout-transaction-id': request.transactionId }),
  }
  const answer = await partner.ask({
    method: request.method,
    path: request.path,
    headers: {
      ...headers,
      signature: paytrailSignature(options.algorithm, options.secret, headers, body),
      'platform-name': options.platformName,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    },
    ...(request.body === undefined ? {} : { body }),
    signal: request.signal,
    traceparent: request.traceparent,
  })
  return classified(options, partner.where, answer, request)
}

function classified(
  options: PaytrailOptions,
  where: string,
  answer: HttpAnswer,
  request: PaytrailRequest,
): PaytrailAnswer {
  const { status } = answer
  if (status === 401) throw HUB_PAYTRAIL_LOGIN(where)
  if (status >= 500) throw HUB_PAYTRAIL_BROKEN(where, status)
  const problem = signatureProblem(options, answer, request)
  if (status === 200 || status === 201) {
    if (problem) throw HUB_PAYTRAIL_ANSWER(where, problem)
    return { state: 'ok', value: jsonObject(where, answer.body) }
  }
  if (status === 404) return { state: 'not-found' }
  if (status === 400 || status === 422) {
    // The words are shown to people only if Paytrail signed them.
    const message = problem ? 'refused without a valid signature' : messageOf(where, answer.body)
    return { state: 'refused', status, message }
  }
  throw HUB_PAYTRAIL_REFUSED(where, status)
}

/** Checked before a single byte of the body is looked at. */
function signatureProblem(
  options: PaytrailOptions,
  { headers, body }: HttpAnswer,
  request: PaytrailRequest,
): string | undefined {
  if (headers['checkout-algorithm'] !== options.algorithm) return 'it is signed with another algorithm'
  if (headers['checkout-account'] !== options.merchantId) return 'it is for another account'
  const about = headers['checkout-transaction-id']
  if (request.transactionId !== undefined && about !== undefined && about !== request.transactionId) {
    return 'it is about another transaction'
  }
  const valid = paytrailSignatureMatches(options.algorithm, options.secret, headers, body, headers.signature)
  return valid ? undefined : 'its signature is wrong'
}

function jsonObject(where: string, body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {}
  throw HUB_PAYTRAIL_ANSWER(where, 'it is no JSON object')
}

function messageOf(where: string, body: Buffer): string {
  try {
    const { message } = jsonObject(where, body)
    return typeof message === 'string' ? message.slice(0, 500) : 'refused without a reason'
  } catch {
    return 'refused without a reason'
  }
}
