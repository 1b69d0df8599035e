import { defineAdapter } from '../../bus/adapter.js'
import type {
  PaytrailCreated,
  PaytrailPayment,
  PaytrailReturnFacts,
  PaytrailReturnQuery,
  PaytrailStatus,
  PaytrailStatusQuery,
} from '../../schemas/partners/paytrail.js'
import { httpPartner } from '../http/http.js'
import { type PaytrailClient, PaytrailOptions } from './api.js'
import { paytrailCreate } from './create.js'
import { paytrailReturnFacts } from './return.js'
import { paytrailStatus } from './status.js'

/** The Paytrail Payment API (protocols/fi.md 7.4), which is also the technical interface of Suomi.fi Payments. */
export const paytrail = defineAdapter({
  name: 'paytrail',
  summary: 'Online payments: create, ask, and verify redirects and callbacks.',
  options: PaytrailOptions,
  async open(options: PaytrailOptions): Promise<PaytrailClient> {
    return { options, partner: httpPartner(options.url, { deadlineMs: options.deadlineMs, connections: 16 }) }
  },
  close: ({ partner }) => partner.close(),
  ends: (make) => ({
    /**
     * Creates a payment. A creation without an answer can never be asked for, since Paytrail finds payments by its own
     * id only; sending it again could make two. So it is abandoned, and the flow goes on with `no-answer`.
     */
    create: make.callable<PaytrailPayment, PaytrailCreated>('create', {
      inDoubt: 'abandon',
      perform: paytrailCreate,
      abandonedAs: () => ({ outcome: 'no-answer' }),
    }),
    /** What Paytrail says about a transaction: one row, or none when it does not know it. */
    status: make.reader<PaytrailStatusQuery, PaytrailStatus>('status', async function* (client, query, use) {
      const found = await paytrailStatus(client, query, use)
      if (found) yield found
    }),
    /** A raw redirect or callback becomes facts. Reaches nobody. */
    verifyReturn: make.reader<PaytrailReturnQuery, PaytrailReturnFacts>(
      'verify-return',
      async function* ({ options }, query) {
        yield paytrailReturnFacts(query, options)
      },
    ),
  }),
})
