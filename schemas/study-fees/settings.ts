import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'

const account = (description: string, value: string) =>
  Type.String({ description, default: value, minLength: 1, maxLength: 8 })
const mail = (description: string, value: string) => Type.String({ description, default: value, format: 'email' })

/** What the study-fees pack is told from outside: HUB_STUDY_FEES_*. Amounts of money are integer cents. */
export const StudyFeesSettings = schema(
  Type.Object(
    {
      publicUrl: Type.String({
        description:
          'Address under which browsers and partners reach the hub, without a trailing slash. Keep it short: bank buttons allow 60 characters for a return address.',
        default: 'http://127.0.0.1:8080',
        pattern: '^https?://[^\\s]+[^/\\s]$',
        maxLength: 40,
      }),
      returnUrls: Type.String({
        description:
          'Registered return addresses of calling applications, separated by blanks. A browser is sent to an address only if it begins with one of them.',
        default: 'http://127.0.0.1/',
      }),
      merchantName: Type.String({
        description: 'Name of the university as payers see it.',
        default: 'Esimerkki AMK',
        maxLength: 30,
      }),
      messageText: Type.String({
        description: 'First row of the message on bank statements.',
        default: 'Esimerkki AMK maksu',
        maxLength: 35,
      }),
      timeZone: Type.String({ description: 'Zone in which days begin and end.', default: 'Europe/Helsinki' }),

      ledgerLayout: Type.Union([Type.Literal('hub-gl'), Type.Literal('proe')], {
        description: 'Layout of the nightly transfer.',
        default: 'hub-gl',
      }),
      ledgerSender: Type.String({ description: 'Sender in the batch header.', default: 'HUB', maxLength: 8 }),
      ledgerCompany: Type.String({ description: 'Company in the ledger.', default: 'UNI1', maxLength: 8 }),
      ledgerMode: Type.Union([Type.Literal('T'), Type.Literal('P')], {
        description: 'T for test files, P for production files.',
        default: 'T',
      }),
      voucherType: Type.String({ description: 'Voucher type.', default: 'VM', minLength: 2, maxLength: 2 }),
      receivableAccount: account('Debited: what the payment provider or bank owes us.', '1739'),
      bankAccount: account('Debited for payments that came straight to the bank account.', '1910'),
      extraTimeAccount: account('Credited: processing fees for extra study time.', '3271'),
      restoringAccount: account('Credited: processing fees for restoring a study right.', '3272'),
      studyFeeAccount: account('Credited: study fees of specialisation studies.', '3250'),
      costCentre: Type.String({ description: 'Cost centre of the credited rows.', default: '2627', maxLength: 8 }),

      studyOfficeMail: mail('Told when a processing fee is paid.', 'opintotoimisto@example.fi'),
      admissionsOfficeMail: mail('Told about study fees: paid, expired.', 'hakutoimisto@example.fi'),
      mainUsersMail: mail('Told about what a person must look at.', 'paakayttajat@example.fi'),

      extraTimeCents: Type.Integer({ description: 'Processing fee for extra time.', default: 3500, minimum: 1 }),
      restoringCents: Type.Integer({ description: 'Processing fee for restoring.', default: 3500, minimum: 1 }),
      expiryDays: Type.Integer({
        description: 'Days after which an open order nobody pays expires.',
        default: 14,
        minimum: 1,
        maximum: 365,
      }),
      reminderDays: Type.Integer({
        description: 'Days after which an open study fee is reminded of; 0 means never.',
        default: 7,
        minimum: 0,
        maximum: 365,
      }),
      unclearAfterMinutes: Type.Integer({
        description: 'Minutes after which a started payment without an outcome is asked about.',
        default: 30,
        minimum: 0,
        maximum: 10_080,
      }),
      statusEveryMinutes: Type.Integer({
        description: 'Minutes between two questions about the same payment.',
        default: 15,
        minimum: 1,
        maximum: 10_080,
      }),
      statusAsks: Type.Integer({
        description: 'How often a payment is asked about; what is unclear after the last is told to the main users.',
        default: 4,
        minimum: 1,
        maximum: 100,
      }),
    },
    { $id: 'StudyFees.Settings', additionalProperties: false },
  ),
)
export type StudyFeesSettings = Static<typeof StudyFeesSettings>
