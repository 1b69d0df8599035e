import { HUB_SOAP_CONTENT_TYPE } from './errors.js'
import type { SoapVersion } from './names.js'

/** Headers of a request that carries an envelope; an answer takes `Content-Type` only, without an action. */
export function soapHeaders(version: SoapVersion, action: string): Readonly<Record<string, string>> {
  if (version === '1.2') return { 'content-type': contentTypeOf('1.2', action) }
  // SOAP 1.1, 6.1.1: always there in a request, in quotes, and empty where there is no action.
  return { 'content-type': contentTypeOf('1.1'), soapaction: quoted(action) }
}

/** SOAP 1.1: text/xml; SOAP 1.2: application/soap+xml, with the action as a parameter (RFC 3902). */
export function contentTypeOf(version: SoapVersion, action?: string): string {
  if (version === '1.1') return 'text/xml; charset=utf-8'
  return `application/soap+xml; charset=utf-8${action ? `; action=${quoted(action)}` : ''}`
}

const quoted = (text: string) =>
  `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll(/[^\x20-\x7e]/g, encodeURIComponent)}"`

export interface SoapContentType {
  readonly version: SoapVersion
  /** What the sender wants done; undefined where it says nothing. */
  readonly action: string | undefined
  /** In lower case; undefined where it is not told and the envelope itself says it. */
  readonly charset: string | undefined
}

const MEDIA_TYPE = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*/
const PARAMETER = /^;\s*([\w!#$&^.+-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))\s*/

/**
 * Version, action and charset that the headers of a request or an answer say. `soapAction` is the header SOAPAction of 1.1;
 * with 1.2 it is passed over. Throws HUB_SOAP_CONTENT_TYPE.
 */
export function soapContentType(contentType: string | undefined, soapAction?: string): SoapContentType {
  const type = MEDIA_TYPE.exec(contentType ?? '')
  const name = type?.[1]?.toLowerCase()
  if (name !== 'text/xml' && name !== 'application/soap+xml') throw HUB_SOAP_CONTENT_TYPE(name ?? 'none')
  const parameters = new Map<string, string>()
  let rest = contentType!.slice(type![0].length)
  while (rest !== '' && rest !== ';') {
    const found = PARAMETER.exec(rest)
    if (found === null) throw HUB_SOAP_CONTENT_TYPE(`${name} with a parameter that is none`)
    const key = found[1]!.toLowerCase()
    if (parameters.has(key)) throw HUB_SOAP_CONTENT_TYPE(`${name} with ${key} twice`)
    parameters.set(key, found[3] ?? found[2]!.replaceAll(/\\(.)/g, '$1'))
    rest = rest.slice(found[0].length)
  }
  const version: SoapVersion = name === 'text/xml' ? '1.1' : '1.2'
  const header = soapAction === undefined ? undefined : /^\s*"?(.*?)"?\s*$/.exec(soapAction)![1]
  return {
    version,
    action: version === '1.1' ? header : parameters.get('action'),
    charset: parameters.get('charset')?.toLowerCase(),
  }
}
