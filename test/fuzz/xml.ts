import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { HubError } from '../../bus/errors.js'
import type { Random } from '../../fixed-width/workbench/random.js'
import type { AnyXmlDocument, XmlCheckReport } from '../../xml/document.js'
import { workedMs } from './clock.js'
import { Faults, type Judged, told } from './faults.js'
import { inChunks } from './mutate.js'
import type { Subject } from './subjects.js'

const DOCUMENTS = fileURLToPath(new URL('../../xml/documents/', import.meta.url))

const isDocument = (value: unknown): value is AnyXmlDocument =>
  typeof value === 'object' && value !== null && 'check' in value && 'records' in value && 'plan' in value

/** All kinds of XML documents of the project, found among what its modules give out. */
export async function xmlDocuments(): Promise<readonly AnyXmlDocument[]> {
  const files = readdirSync(DOCUMENTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && !file.endsWith('.test.js'))
    .sort()
  const modules = await Promise.all(files.map((file) => import(join(DOCUMENTS, file)) as Promise<object>))
  return [...new Set(modules.flatMap((module) => Object.values(module)).filter(isDocument))]
}

export async function xmlSubjects(files: readonly Uint8Array[]): Promise<readonly Subject[]> {
  const subjects: Subject[] = []
  for (const document of await xmlDocuments()) {
    const starts: Uint8Array[] = []
    for (const file of files) {
      const { problems, problemCount } = await document.check([file])
      // A document of this kind that lacks something is as good a beginning; one of another kind is not.
      if (problemCount <= MOST_PROBLEMS && problems.every(({ path }) => path.split('/').length > 3)) starts.push(file)
    }
    if (starts.length === 0) starts.push(...kinOf(document, files))
    if (starts.length === 0) throw new Error(`no file in test/fixtures is a ${document.name}, or nearly`)
    const judge = (input: Uint8Array, random: Random) => judgeXml(document, input, random)
    subjects.push({ name: `xml ${document.name}`, kind: 'xml', unit: 'tags', starts, judge })
  }
  return subjects
}

const MOST_PROBLEMS = 3
const CAMT = /urn:iso:std:iso:20022:tech:xsd:camt\.05(\d)\.001\.\d\d/
/** What a report, a statement and a notification call themselves; nearly everything in them is the same. */
const CAMT_WORDS: Readonly<Record<string, readonly [message: string, part: string]>> = {
  2: ['BkToCstmrAcctRpt', 'Rpt'],
  3: ['BkToCstmrStmt', 'Stmt'],
  4: ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
}
/** Of a kind of account message of which no file was published: the files of its kin, called like it. */
function kinOf({ namespace }: AnyXmlDocument, files: readonly Uint8Array[]): readonly Uint8Array[] {
  const own = CAMT.exec(namespace)
  if (own === null) return []
  return files.flatMap((file) => {
    const text = Buffer.from(file).toString('latin1')
    const its = CAMT.exec(text)
    if (its === null || its[0] === namespace) return []
    let kin = text.replaceAll(its[0], namespace)
    for (const [i, word] of CAMT_WORDS[its[1]!]!.entries())
      kin = kin.replaceAll(new RegExp(`(</?)${word}>`, 'g'), `$1${CAMT_WORDS[own[1]!]![i]}>`)
    return [Buffer.from(kin, 'latin1')]
  })
}

interface Reading {
  readonly report: XmlCheckReport<unknown> | undefined
  readonly thrown: unknown
  readonly ms: number
}
async function checked(document: AnyXmlDocument, chunks: readonly Uint8Array[]): Promise<Reading> {
  const began = workedMs()
  let report: XmlCheckReport<unknown> | undefined
  let thrown: unknown
  try {
    report = await document.check(chunks)
  } catch (error) {
    thrown = error
  }
  return { report, thrown, ms: workedMs() - began }
}

/** Reads an input whole, in pieces and strictly, and writes what it is; tells what must not have come of it. */
export async function judgeXml(document: AnyXmlDocument, input: Uint8Array, random: Random): Promise<Judged> {
  const faults = new Faults()
  const whole = await checked(document, [input])
  const times = [whole.ms]
  const { report } = whole
  if (report === undefined) faults.add('crash', `with problems collected: ${told(whole.thrown)}`)
  else {
    const other = await checked(document, inChunks(input, random))
    times.push(other.ms)
    if (!isDeepStrictEqual(comparable(other.report), comparable(report)))
      faults.add('disagreement', `in pieces: ${shown(other.report ?? told(other.thrown))} instead of ${shown(report)}`)
    await judgeStrict(document, input, report, random, faults)
    judgeProblems(report, faults)
    if (report.problemCount === 0) {
      if (report.bytes !== input.length) faults.add('silentLoss', `${report.bytes} bytes of ${input.length} were read`)
      judgeWriting(document, input, report.document, faults)
    }
  }
  const problems = report?.problemCount ?? 0
  return { accepted: report?.problemCount === 0, problems, ms: Math.max(...times), faults: faults.list }
}

/**
 * How far a reading was when it was given up depends on the pieces; so does where the tokeniser sees that text is no XML, and,
 * outside the root, whether it first sees a character that is none or that there is text at all.
 */
const comparable = (report: XmlCheckReport<unknown> | undefined) =>
  report === undefined || report.problemCount === 0
    ? report
    : {
        ...report,
        bytes: 0,
        problems: report.problems.map((one) =>
          one.code === 'HUB_XML_MALFORMED'
            ? { ...one, line: 0, column: 0, found: one.path === '/' ? 'outside the root' : one.found }
            : one,
        ),
      }

async function judgeStrict(
  document: AnyXmlDocument,
  input: Uint8Array,
  { problems, document: value }: XmlCheckReport<unknown>,
  random: Random,
  faults: Faults,
): Promise<void> {
  let read: unknown
  try {
    read = await document.read(inChunks(input, random))
  } catch (error) {
    if (!(error instanceof HubError)) faults.add('crash', told(error))
    else if (problems[0]?.code !== error.code)
      faults.add('disagreement', `read strictly it threw ${error.message}; the first problem is ${shown(problems[0])}`)
    return
  }
  if (problems.length > 0) faults.add('silentLoss', `read strictly nothing was thrown; found was ${shown(problems[0])}`)
  else if (!isDeepStrictEqual(read, value)) faults.add('disagreement', 'read strictly it is another document')
}

function judgeProblems({ problems, problemCount }: XmlCheckReport<unknown>, faults: Faults): void {
  if (problems.length > problemCount) faults.add('disagreement', `${problems.length} problems, ${problemCount} counted`)
  for (const { code, line, column, expected, found } of problems) {
    // A rule is over a whole document, and has no place in it.
    const placed = code === 'HUB_XML_RULE' || (line >= 1 && column >= 0)
    if (!placed || expected === '' || found === undefined)
      faults.add('disagreement', `${code} at line ${line}, column ${column}: ${shown({ expected, found })}`)
  }
}

/** What was read says all that stood there: written again, every text and every attribute is there, in the same order. */
function judgeWriting(document: AnyXmlDocument, input: Uint8Array, value: unknown, faults: Faults): void {
  let written: Uint8Array
  try {
    written = document.bytes(value)
  } catch (error) {
    const says = `what was read cannot be written: ${told(error)}`
    faults.add(error instanceof HubError ? 'disagreement' : 'crash', says)
    return
  }
  let again: unknown
  try {
    again = document.parse(written)
  } catch (error) {
    faults.add('disagreement', `what was written cannot be read: ${told(error)}`)
    return
  }
  if (!isDeepStrictEqual(again, value)) faults.add('disagreement', 'written and read again it is another document')
  const [stood, stands] = [saidBy(input), saidBy(written)]
  const at = stood.findIndex((one, i) => !sayTheSame(one, stands[i]))
  if (at >= 0)
    faults.add(
      'silentLoss',
      `${shown(stood.slice(at, at + 3))} was read, and ${shown(stands.slice(at, at + 3))} written`,
    )
  else if (stands.length > stood.length) faults.add('disagreement', `${shown(stands.slice(stood.length))} was made up`)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const resolved = (text: string) =>
  text
    .replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(\w+));/g, (_, hex: string, dec: string, name: string) =>
      name === undefined ? String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(dec)) : (ENTITIES[name] ?? ''),
    )
    .replace(/[ \t\r\n]+/g, ' ')
    .trim()

/**
 * All texts and attributes of a document that is XML, in order, by a way of reading that knows nothing of schemas. What says
 * where names belong or where a schema lies is left out, and so are comments and instructions.
 */
function saidBy(bytes: Uint8Array): readonly string[] {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const encoding = /encoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1] ?? 'utf-8'
  const all: string[] = []
  let text = ''
  const flush = () => {
    if (resolved(text) !== '') all.push(resolved(text))
    text = ''
  }
  const whole = new TextDecoder(encoding).decode(bytes)
  for (const [part, comment, cdata] of whole.matchAll(
    /(<!--[\s\S]*?-->|<\?[\s\S]*?\?>)|<!\[CDATA\[([\s\S]*?)\]\]>|<(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+/g,
  )) {
    if (comment !== undefined) continue
    if (cdata !== undefined) text += cdata.replaceAll('&', '&amp;')
    else if (!part.startsWith('<')) text += part
    else {
      flush()
      for (const [, name, , one, two] of part.matchAll(/\s([\w:.-]+)\s*=\s*("([^"]*)"|'([^']*)')/g))
        if (!/^xmlns|^\w+:(schemaLocation|noNamespaceSchemaLocation)$/.test(name!))
          all.push(`${name}=${resolved(one ?? two ?? '')}`)
    }
  }
  flush()
  return all
}

/** Where a schema knows several ways of writing one value, a writer has one of them. */
function sayTheSame(one: string, other: string | undefined): boolean {
  if (other === undefined) return false
  if (one === other) return true
  const plain = (text: string) =>
    text
      .replace(/^([\w:.-]+=)?\+?(\d)/, '$1$2')
      .replace(/(=|^)1$/, '$1true')
      .replace(/(=|^)0$/, '$1false')
  return plain(one) === plain(other)
}

const shown = (value: unknown) =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one))?.slice(0, 400)
