import { type Declared, declaredOf } from '../bus/ends.js'
import type { HubError } from '../bus/errors.js'
import { HUB_READ_TWICE, HUB_TWICE, HUB_UNREAD } from './errors.js'
import { filesNamed, load } from './files.js'

/** Somebody who sends to an inlet or declares it; `how` ends a sentence that begins with the inlet. */
export interface Sending {
  readonly to: unknown
  readonly file: string
  readonly how: string
}

interface Reading {
  readonly id: string
  readonly file: string
  readonly touched: { readonly from: Declared | undefined; readonly awaits: readonly Declared[] }
}

/** Every channel, topic, question and signal that a pack's channels.ts exports. */
export async function declaredIn(root: string, errors: HubError[]): Promise<Sending[]> {
  const declared: Sending[] = []
  for (const file of filesNamed(root, 'flows', 'channels.js')) {
    const loaded = await load(file)
    if ('error' in loaded) errors.push(loaded.error)
    else
      for (const exported of Object.values(loaded.exports))
        if (declaredOf(exported) !== undefined)
          declared.push({ to: exported, file: file.name, how: 'is declared here' })
  }
  return declared
}

/** Which flows read what. A channel or question with two readers would give each of them half of its messages. */
export function readersOf(flows: readonly Reading[], errors: HubError[]): ReadonlyMap<string, Declared> {
  const readers = new Map<string, { from: Declared; flows: Reading[] }>()
  for (const flow of flows) {
    const { from } = flow.touched
    if (from === undefined) continue
    const known = readers.get(from.uri) ?? { from, flows: [] }
    known.flows.push(flow)
    readers.set(from.uri, known)
  }
  for (const [uri, { from, flows: reading }] of readers)
    if (reading.length > 1 && from.kind !== 'topic')
      errors.push(
        HUB_READ_TWICE(
          reading.at(-1)!.file,
          uri,
          reading.map(({ id }) => id),
        ),
      )
  const read = new Map([...readers].map(([uri, { from }]) => [uri, from]))
  for (const { touched } of flows) for (const signal of touched.awaits) read.set(signal.uri, signal)
  return read
}

const NEEDS_READER: readonly string[] = ['channel', 'question', 'signal'] satisfies Declared['kind'][]

/**
 * What is sent to an inlet that nobody reads, each once for each sender. An inlet of the same name that was declared a
 * second time is another one: what is sent to it would be judged by another schema than the reader's.
 */
export function unread(sendings: readonly Sending[], readers: ReadonlyMap<string, Declared>): HubError[] {
  const errors: HubError[] = []
  const first = new Map<string, { declared: Declared; file: string }>()
  const told = new Set<string>()
  for (const { to, file, how } of sendings) {
    const declared = declaredOf(to)
    if (declared === undefined) continue
    const known = first.get(declared.uri) ?? { declared: readers.get(declared.uri) ?? declared, file }
    first.set(declared.uri, known)
    const mark = `${declared.uri} ${how} ${file}`
    if (told.has(mark)) continue
    told.add(mark)
    if (known.declared !== declared) errors.push(HUB_TWICE(file, declared.uri, known.file))
    else if (NEEDS_READER.includes(declared.kind) && !readers.has(declared.uri))
      errors.push(HUB_UNREAD(file, declared.uri, how))
  }
  return errors
}
