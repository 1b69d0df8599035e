import { isHubError } from '../../bus/errors.js'
import type {
  PaytrailReturnFacts,
  PaytrailReturnProblem,
  PaytrailReturnQuery,
  PaytrailStatusWord,
} from '../../schemas/partners/paytrail.js'
import { parseQuery } from '../mac/query.js'
import type { PaytrailOptions } from './api.js'
import { paytrailSignatureMatches } from './signature.js'
import { outcomeOf } from './status.js'

/** Verifies a redirect or callback. Never throws: what an outsider can send is a fact, not a failure. */
export function paytrailReturnFacts(
  { query, way }: PaytrailReturnQuery,
  options: PaytrailOptions,
): PaytrailReturnFacts {
  const failed = (problem: PaytrailReturnProblem, stamp?: string): PaytrailReturnFacts => ({
    way,
    outcome: 'ERROR',
    macValid: false,
    problem,
    ...(stamp !== undefined && /^[!-~]{1,200}$/.test(stamp) ? { stamp } : {}),
  })
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>
  try {
    for (const [name, value] of parseQuery(query, 'utf8')) {
      // Names are compared in lower case, so that a second spelling of one cannot slip past the signature.
      const lower = name.toLowerCase()
      if (lower in parameters) return failed('duplicate-parameter')
      parameters[lower] = value
    }
  } catch (error) {
    return failed(
      isHubError(error) && error.code === 'HUB_QUERY_DUPLICATE' ? 'duplicate-parameter' : 'unreadable-query',
    )
  }
  const stamp = parameters['checkout-stamp']
  if (parameters.signature === undefined) return failed('no-signature', stamp)
  // The value comes from the query: it is pinned, not obeyed.
  if (parameters['checkout-algorithm'] !== options.algorithm) return failed('wrong-algorithm', stamp)
  // A line break in a value would let two different queries share one signature.
  if (Object.entries(parameters).some(([name, value]) => name.startsWith('checkout-') && /[\r\n]/.test(name + value))) {
    return failed('bad-field', stamp)
  }
  if (!paytrailSignatureMatches(options.algorithm, options.secret, parameters, '', parameters.signature)) {
    return failed('bad-mac', stamp)
  }
  if (parameters['checkout-account'] !== options.merchantId) return failed('wrong-account', stamp)

  const outcome = outcomeOf(parameters['checkout-status'])
  const amount = parameters['checkout-amount'] ?? ''
  const { 'checkout-reference': reference, 'checkout-transaction-id': transactionId } = parameters
  if (!outcome || !/^\d{1,9}$/.test(amount) || !stamp || reference === undefined || !transactionId) {
    return failed('bad-field', stamp)
  }
  const provider = parameters['checkout-provider']
  const settlementReference = parameters['checkout-settlement-reference']
  return {
    way,
    outcome: outcome === 'REJECTED' && way.endsWith('cancel') ? 'CANCELLED' : outcome,
    macValid: true,
    status: parameters['checkout-status'] as PaytrailStatusWord,
    cents: Number(amount),
    stamp,
    reference,
    transactionId,
    ...(provider === undefined ? {} : { provider }),
    ...(settlementReference === undefined ? {} : { settlementReference }),
  }
}
