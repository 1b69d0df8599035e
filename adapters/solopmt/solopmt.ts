import { defineAdapter } from '../../bus/adapter.js'
import type {
  SolopmtForm,
  SolopmtPayment,
  SolopmtReturnFacts,
  SolopmtReturnQuery,
  SolopmtStatus,
  SolopmtStatusQuery,
} from '../../schemas/partners/solopmt.js'
import { type HttpPartner, httpPartner } from '../http/http.js'
import { solopmtForm } from './form.js'
import { recipesOf, SolopmtOptions, type SolopmtRecipes } from './protocol.js'
import { solopmtReturnFacts } from './return.js'
import { solopmtStatus } from './status.js'

interface Client {
  readonly options: SolopmtOptions
  readonly recipes: SolopmtRecipes
  readonly partner: HttpPartner
  /** The next timestamp of a status query: local wall clock and four digits that make it unique. */
  timestamp(): string
}

/**
 * The bank button SOLOPMT ("E-maksu"), versions 0002 and 0003 (protocols/fi.md 7.1). Starting a payment and reading a
 * return reach nobody: the browser carries both. Only the status query goes to the bank.
 */
export const solopmt = defineAdapter({
  name: 'solopmt',
  summary: 'Bank button: signed payment forms, signed returns, status queries.',
  options: SolopmtOptions,
  async open(options: SolopmtOptions): Promise<Client> {
    let counter = 0
    return {
      options,
      recipes: recipesOf(options),
      partner: httpPartner(options.queryUrl, {
        deadlineMs: options.deadlineMs,
        connections: 4,
        maxAnswerBytes: 65_536,
      }),
      timestamp() {
        counter = (counter + 1) % 10_000
        return helsinki(new Date()) + String(counter).padStart(4, '0')
      },
    }
  },
  close: ({ partner }) => partner.close(),
  ends: (make) => ({
    /** A payment becomes the signed form that the payer's browser posts. Throws HUB_SOLOPMT_FIELD, HUB_MAC_CHARACTER. */
    form: make.reader<SolopmtPayment, SolopmtForm>('form', async function* ({ options, recipes }, payment) {
      yield solopmtForm(payment, options, recipes)
    }),
    /** A raw return becomes facts, of which only `PAID` is proof. */
    verifyReturn: make.reader<SolopmtReturnQuery, SolopmtReturnFacts>(
      'verify-return',
      async function* ({ options, recipes }, query) {
        yield solopmtReturnFacts(query, options, recipes)
      },
    ),
    /** What the bank says became of a payment: exactly one row. */
    status: make.reader<SolopmtStatusQuery, SolopmtStatus>('status', async function* (client, query, use) {
      const { partner, options } = client
      yield await solopmtStatus(partner, query, options, { ...use, timestamp: client.timestamp() })
    }),
  }),
})

const WALL_CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Helsinki',
  dateStyle: 'short',
  timeStyle: 'medium',
})
/** `yyyymmddhhmmss` on the wall in Helsinki, as the bank expects it. */
const helsinki = (at: Date) => WALL_CLOCK.format(at).replace(/\D/g, '')
