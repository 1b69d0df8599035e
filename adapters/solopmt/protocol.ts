import { type Static, Type } from 'typebox'
import type { MacRecipe } from '../mac/mac.js'
import { solopmtRequest, solopmtReturn } from '../mac/recipes.js'
import { HUB_SOLOPMT_VERSION } from './errors.js'

/** Options of a SOLOPMT connection. A version's fields and algorithm are options, since no public source settles 0004. */
export const SolopmtOptions = Type.Object(
  {
    action: Type.String({
      description: 'Address of the payment page (SOLOPM01): the browser posts the signed form to it.',
      default: 'https://solo3.nordea.fi/cgi-bin/SOLOPM01',
      pattern: '^https?://',
    }),
    queryUrl: Type.String({
      description: 'Address of status queries (SOLOPM10).',
      default: 'https://solo3.nordea.fi/cgi-bin/SOLOPM10',
      pattern: '^https?://',
    }),
    receiverId: Type.String({ description: 'SOLOPMT_RCV_ID, given by the bank.', minLength: 1, maxLength: 15 }),
    receiverAccount: Type.Optional(Type.String({ description: 'Account that is credited, IBAN.', maxLength: 34 })),
    receiverName: Type.Optional(Type.String({ description: 'Name of the receiver as payers see it.', maxLength: 30 })),
    key: Type.String({
      description: 'The shared key.',
      minLength: 1,
      'x-secret': true,
      'x-insecure': ['LEHTI'], // the bank's published demo key
    }),
    previousKey: Type.Optional(
      Type.String({
        description: 'The key before this one: returns signed with it are still accepted while keys change.',
        minLength: 1,
        'x-secret': true,
      }),
    ),
    keyVersion: Type.String({ description: 'SOLOPMT_KEYVERS.', default: '0001', pattern: '^\\d{4}$' }),
    version: Type.String({
      description: 'SOLOPMT_VERSION. Returns of another version are refused.',
      default: '0003',
      pattern: '^\\d{4}$',
    }),
    algorithm: Type.Optional(
      Type.Union([Type.Literal('md5'), Type.Literal('sha1'), Type.Literal('sha256')], {
        description: 'Hash of form and return; told by the version unless given. Status queries are always MD5.',
      }),
    ),
    requestFields: Type.Optional(
      Type.String({
        description:
          'Names of the signed fields of the form without SOLOPMT_, separated by blanks; told by the version unless given.',
      }),
    ),
    returnFields: Type.Optional(
      Type.String({
        description: 'The same for the return, without SOLOPMT_RETURN_.',
      }),
    ),
    deadlineMs: Type.Integer({
      description: 'Milliseconds one status query may take.',
      default: 15_000,
      minimum: 100,
      maximum: 120_000,
    }),
  },
  { additionalProperties: false },
)
export type SolopmtOptions = Static<typeof SolopmtOptions>

export interface SolopmtRecipes {
  readonly request: MacRecipe
  readonly back: MacRecipe
}

// 0004 is known from Baltic code only, with other fields: it must be configured, not guessed (protocols/fi.md 7.1).
const KNOWN: Readonly<Record<string, SolopmtRecipes>> = {
  '0002': { request: solopmtRequest, back: solopmtReturn },
  '0003': { request: solopmtRequest, back: solopmtReturn },
}

/** How form and return of the configured version are signed. Throws HUB_SOLOPMT_VERSION. */
export function recipesOf(options: SolopmtOptions): SolopmtRecipes {
  const { version, algorithm, requestFields, returnFields } = options
  const known = KNOWN[version]
  if (!known && !(algorithm && requestFields && returnFields)) {
    throw HUB_SOLOPMT_VERSION(version, 'algorithm, request fields and return fields must then be configured')
  }
  const { request, back } = known ?? KNOWN['0003']!
  const named = (prefix: string, list: string | undefined, otherwise: readonly string[]) =>
    list === undefined
      ? otherwise
      : list
          .split(/[\s,]+/)
          .filter(Boolean)
          .map((name) => prefix + name)
  const fields = named('SOLOPMT_RETURN_', returnFields, back.fields)
  for (const needed of ['VERSION', 'STAMP', 'REF', 'PAID']) {
    if (!fields.includes(`SOLOPMT_RETURN_${needed}`)) {
      throw HUB_SOLOPMT_VERSION(version, `a return that does not sign ${needed} proves nothing`)
    }
  }
  return {
    request: {
      ...request,
      fields: named('SOLOPMT_', requestFields, request.fields),
      algorithm: algorithm ?? request.algorithm,
    },
    back: { ...back, fields, algorithm: algorithm ?? back.algorithm },
  }
}
