import type { AnyLayout } from '../../fixed-width/layout.js'
import { workedMs } from './clock.js'
import { fixtures, layoutSubjects, type Subject } from './subjects.js'
import { xmlSubjects } from './xml.js'

/** Readers that are broken on purpose: what does not find these finds nothing. */
export const SABOTAGES = ['drops-records', 'skips-bytes', 'changes-values', 'crashes', 'hangs', 'never-ends'] as const
export type Sabotage = (typeof SABOTAGES)[number]

type ReadBatches = AnyLayout['readBatches']

const broken: Readonly<Record<Sabotage, (layout: AnyLayout) => ReadBatches>> = {
  /** Every fourth record is missing from what is given out. */
  'drops-records': ({ readBatches }) =>
    async function* (bytes, options) {
      for await (const batch of readBatches(bytes, options)) yield batch.filter((_, i) => i % 4 !== 3)
    },
  /** Blanks at the beginning of the file are not told to anybody. */
  'skips-bytes': ({ readBatches }) =>
    async function* (bytes, options = {}) {
      let first = true
      yield* readBatches(bytes, {
        ...options,
        onLine: (line) => {
          options.onLine?.(first ? { ...line, byte: line.byte + 1, bytes: line.bytes - 1 } : line)
          first = false
        },
      })
    },
  /** The last character of a text is lost. */
  'changes-values': ({ readBatches }) =>
    async function* (bytes, options) {
      const cut = (value: unknown) => (typeof value === 'string' && value.length > 9 ? value.slice(0, -1) : value)
      for await (const batch of readBatches(bytes, options))
        yield batch.map((record) =>
          Object.fromEntries(
            Object.entries(record).map(([name, value]) => [name, name === 'record' ? value : cut(value)]),
          ),
        ) as unknown as typeof batch
    },
  crashes: ({ readBatches }) =>
    async function* (bytes, options) {
      for await (const batch of readBatches(bytes, options)) {
        if (batch.length % 7 === 3) (undefined as unknown as { of: string }).of
        yield batch
      }
    },
  hangs: ({ readBatches }) =>
    async function* (bytes, options) {
      // Once, and only where nobody collects problems: it is measured again and again.
      let isFirst = options?.onProblem === undefined
      for await (const batch of readBatches(bytes, options)) {
        for (const began = workedMs(); isFirst && batch.length % 4 === 2 && workedMs() - began < 1_010; );
        isFirst = false
        yield batch
      }
    },
  'never-ends': ({ readBatches }) =>
    async function* (bytes, options) {
      for await (const batch of readBatches(bytes, options)) {
        while (batch.length === 6);
        yield batch
      }
    },
}

/** The layout, with a reader that is broken in that way. */
export function sabotaged(layout: AnyLayout, how: Sabotage): AnyLayout {
  return { ...layout, readBatches: broken[how](layout) }
}

/** Everything that reads files; or only the layouts, broken, if that is wanted. */
export async function subjectsOf(sabotage: Sabotage | undefined): Promise<readonly Subject[]> {
  if (sabotage !== undefined) return layoutSubjects((layout) => sabotaged(layout, sabotage))
  return [...(await layoutSubjects()), ...(await xmlSubjects(fixtures()))]
}
