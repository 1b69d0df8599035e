/** What stands where a document should begin, if that alone is reason to refuse it. */
export interface Refused {
  readonly code: 'HUB_XSD_NOT_XML' | 'HUB_XSD_DTD'
  readonly line: number
  readonly says: string
}

const SPACES = /[\t\n\r ]/

/**
 * Looks at what stands before the root element and refuses a document type declaration, so that no entity is ever
 * declared (Billion laughs, XXE), and bytes in which one could hide. XML 1.0, 2.8: the prolog.
 */
export function refusedProlog(bytes: Uint8Array): Refused | undefined {
  // Nearly always the root begins within the first few lines.
  if (bytes.length > MUCH) {
    const found = judged(bytes.subarray(0, MUCH))
    if (found !== 'undecided' && found?.code !== 'HUB_XSD_NOT_XML') return found
  }
  const found = judged(bytes)
  return found === 'undecided' ? undefined : found
}
const MUCH = 64 * 1024

function judged(bytes: Uint8Array): Refused | undefined | 'undecided' {
  const text = textOf(bytes)
  if (text === undefined)
    return { code: 'HUB_XSD_NOT_XML', line: 1, says: 'the document begins with no "<" in UTF-8, UTF-16 or ISO 8859' }
  let at = 0
  for (;;) {
    while (at < text.length && SPACES.test(text.charAt(at))) at++
    if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4)
    else if (text.startsWith('<?', at)) at = after(text, '?>', at + 2)
    else break
  }
  if (text.length - at < 4) return 'undecided'
  if (!text.startsWith('<!', at)) return undefined
  const line = text.slice(0, at).split('\n').length
  return {
    code: 'HUB_XSD_DTD',
    line,
    says: 'a document type declaration is never accepted, nor any entity it declares',
  }
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from)
  return found < 0 ? text.length : found + end.length
}

/** The document in some encoding that keeps ASCII apart, or undefined where a `<` would not be seen as one. */
function textOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  const utf16 =
    (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)
      ? 'utf-16le'
      : (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)
        ? 'utf-16be'
        : undefined
  if (utf16 !== undefined) return new TextDecoder(utf16).decode(bytes)
  const start = first === 0xef && second === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start).toString('latin1')
  return text.trimStart().startsWith('<') && !text.startsWith('<\0') ? text : undefined
}
