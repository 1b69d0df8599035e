import type { SolopmtStatus, SolopmtStatusQuery } from '../../schemas/partners/solopmt.js'
import type { HttpPartner, HttpUse } from '../http/http.js'
import { macMatches, macOf } from '../mac/mac.js'
import { formUrlEncoded } from '../mac/query.js'
import { solopmtQuery, solopmtReply } from '../mac/recipes.js'
import { HUB_SOLOPMT_FIELD, HUB_SOLOPMT_REFUSED, HUB_SOLOPMT_REPLY } from './errors.js'
import type { SolopmtOptions } from './protocol.js'

const QUERY_VERSION = '0001'
const ALG_MD5 = '01' // the status query knows no other (protocols/fi.md 7.1)

/**
 * Asks the bank what became of a payment. Changes nothing, so any failure may be asked again.
 * Throws HUB_SOLOPMT_FIELD, HUB_SOLOPMT_REFUSED, HUB_SOLOPMT_REPLY and what the connection throws.
 */
export async function solopmtStatus(
  partner: HttpPartner,
  { stamp, reference }: SolopmtStatusQuery,
  options: SolopmtOptions,
  use: HttpUse & { readonly timestamp: string },
): Promise<SolopmtStatus> {
  if (!/^\d{1,20}$/.test(stamp)) throw HUB_SOLOPMT_FIELD('STAMP', '1 to 20 digits', `${stamp.length} characters`)
  const fields: Record<string, string> = {
    SOLOPMT_VERSION: QUERY_VERSION,
    SOLOPMT_TIMESTMP: use.timestamp,
    SOLOPMT_RCV_ID: options.receiverId,
    SOLOPMT_LANGUAGE: '1',
    SOLOPMT_RESPTYPE: 'xml',
    SOLOPMT_STAMP: stamp,
    ...(reference === undefined ? {} : { SOLOPMT_REF: reference }),
    SOLOPMT_CUR: 'EUR',
    SOLOPMT_KEYVERS: options.keyVersion,
    SOLOPMT_ALG: ALG_MD5,
  }
  fields.SOLOPMT_MAC = macOf(solopmtQuery, fields, options.key)
  const answer = await partner.ask({
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/xml' },
    body: Buffer.from(formUrlEncoded(Object.entries(fields)), 'latin1'),
    signal: use.signal,
    traceparent: use.traceparent,
  })
  if (answer.status !== 200) throw HUB_SOLOPMT_REFUSED(partner.where, answer.status)
  return verified(partner.where, replyFields(partner.where, answer.body.toString('latin1')), fields, options)
}

function verified(
  where: string,
  reply: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
  options: SolopmtOptions,
): SolopmtStatus {
  const refuse = (why: string) => HUB_SOLOPMT_REPLY(where, why)
  const get = (name: string) => reply[`SOLOPMT_${name}`]
  if (get('KEYVERS') !== undefined && get('KEYVERS') !== options.keyVersion) throw refuse('another key version')
  if (get('ALG') !== undefined && get('ALG') !== ALG_MD5) throw refuse('another algorithm')
  if (!macMatches(solopmtReply, reply, options.key, get('MAC'))) throw refuse('its signature is wrong')
  // A reply that was signed for another question proves nothing about this one.
  for (const name of ['TIMESTMP', 'RCV_ID', 'STAMP']) {
    if (get(name) !== asked[`SOLOPMT_${name}`]) throw refuse(`${name} is not what was asked`)
  }
  const stamp = asked.SOLOPMT_STAMP!
  const respcode = get('RESPCODE')
  if (respcode === 'Notfound') return { stamp, outcome: 'NOT_FOUND', respcode }
  if (respcode === 'Error') return { stamp, outcome: 'UNKNOWN', respcode }
  if (respcode !== 'OK') throw refuse('RESPCODE is none of OK, Notfound and Error')
  const [reference, currency, paid, amount] = [get('REF'), get('CUR'), get('PAID'), get('AMOUNT')]
  const cents = amount === undefined ? undefined : centsOf(amount)
  if (cents === undefined) throw refuse('AMOUNT is not an amount')
  // No PAID is not proven paid, also here.
  const outcome = paid ? 'PAID' : 'UNKNOWN'
  return {
    stamp,
    outcome,
    respcode,
    cents,
    ...(reference ? { reference } : {}),
    ...(currency ? { currency } : {}),
    ...(paid ? { paid } : {}),
  }
}

/** `35,00` and `35.00` are euros, `3500` is cents (as public implementations read it). */
function centsOf(amount: string): number | undefined {
  const found = /^(\d{1,13})(?:[.,](\d{2}))?$/.exec(amount)
  return found ? Number(found[1]! + (found[2] ?? '')) : undefined
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const MAX_REPLY = 65_536

/** The flat reply: one element with text-only children. No DTDs, no entities beyond the five. Throws HUB_SOLOPMT_REPLY. */
function replyFields(where: string, xml: string): Readonly<Record<string, string>> {
  const refuse = (why: string) => HUB_SOLOPMT_REPLY(where, why)
  if (xml.length > MAX_REPLY) throw refuse(`more than ${MAX_REPLY} characters`)
  const whole = /^\s*(?:<\?xml[^>]*\?>\s*)?<([A-Za-z_][\w.-]*)\s*>([\s\S]*)<\/\1\s*>\s*$/.exec(xml)
  if (whole === null) throw refuse('it is not one XML element')
  const found: Record<string, string> = Object.create(null) as Record<string, string>
  const child = /\s*<([A-Za-z_][\w.-]*)\s*(?:\/>|>([^<]*)<\/\1\s*>)/y
  const inside = whole[2]!.trimEnd()
  while (child.lastIndex < inside.length) {
    const at = child.exec(inside)
    if (at === null) throw refuse('it is not a flat list of elements')
    const [, name, text = ''] = at
    if (name! in found) throw refuse('an element comes twice')
    found[name!] = text.replace(/&([^;\s]*);?/g, (_, entity: string) => {
      const character = ENTITIES[entity]
      if (character === undefined) throw refuse('an entity beyond the five')
      return character
    })
  }
  return found
}
