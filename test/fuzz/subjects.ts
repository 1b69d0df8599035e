import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AnyLayout } from '../../fixed-width/layout.js'
import { between, oneFrom, type Random, randomOf } from '../../fixed-width/workbench/random.js'
import { samplesOf } from '../../fixed-width/workbench/sample.js'
import type { Judged } from './faults.js'
import { judge } from './judge.js'
import { mutate } from './mutate.js'

/** Something that reads files, with files to begin with and with a judge of what it makes of others. */
export interface Subject {
  readonly name: string
  readonly kind: 'layout' | 'xml'
  /** What mutations move about, besides lines: records of a length, or tags. */
  readonly unit: number | 'tags'
  readonly starts: readonly Uint8Array[]
  judge(input: Uint8Array, random: Random): Promise<Judged>
}

const LAYOUTS = fileURLToPath(new URL('../../fixed-width/layouts/', import.meta.url))
const FIXTURES = 'test/fixtures'
const MOST_BYTES = 50_000

/** All layouts of the project, found by their names. */
export async function layouts(): Promise<readonly AnyLayout[]> {
  const files = readdirSync(LAYOUTS, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.layout.js'),
  )
  const modules = await Promise.all(
    files.sort().map((file) => import(join(LAYOUTS, file)) as Promise<{ default: AnyLayout }>),
  )
  return modules.map((module) => module.default)
}

/** Files as published that lie in test/fixtures. */
export function fixtures(): readonly Buffer[] {
  if (!existsSync(FIXTURES)) throw new Error(`${FIXTURES} is not here: run this from the project's folder`)
  return readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(md|xsd|json|ts)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .filter(({ length }) => length <= MOST_BYTES)
}

/** A plausible file of a layout, of about so many records. */
export async function sampleFile(layout: AnyLayout, seed: string, records: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of layout.write(samplesOf(layout, seed, records))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Files that a layout reads, as published and as drawn. */
export async function startsOf(layout: AnyLayout, files: readonly Buffer[]): Promise<readonly Uint8Array[]> {
  const starts: Uint8Array[] = []
  for (const file of files) {
    const { problemCount, records, lines } = await layout.check([file])
    const read = Object.values(records).reduce((sum, count) => sum + count, 0)
    // A damaged file of this layout is as good a beginning; a file of another is not.
    if (read > 0 && problemCount <= lines / 3) starts.push(file)
  }
  for (const records of [1, 4, 12, 40]) starts.push(await sampleFile(layout, `start ${records}`, records))
  return starts
}

export async function layoutSubjects(
  wrap: (layout: AnyLayout) => AnyLayout = (layout) => layout,
): Promise<readonly Subject[]> {
  const files = fixtures()
  const subjects: Subject[] = []
  for (const layout of await layouts()) {
    const judged = wrap(layout)
    subjects.push({
      name: layout.name,
      kind: 'layout',
      unit: layout.machine.plan.longest,
      starts: await startsOf(layout, files),
      judge: (input, random) => judge(judged, input, random),
    })
  }
  return subjects
}

/** Input number `n` of a run: the same for the same seed, with the chance that its judgement goes on with. */
export function inputOf(
  subjects: readonly Subject[],
  seed: number,
  n: number,
): { readonly subject: Subject; readonly input: Uint8Array; readonly random: Random } {
  const random = randomOf(`${seed}/${n}`)
  const subject = subjects[n % subjects.length]!
  const anyStart = () => oneFrom(random, (random() < 0.8 ? subject : oneFrom(random, subjects)).starts)
  const { unit } = subject
  // Large files cost time and show little more than small ones.
  let start = oneFrom(random, subject.starts)
  for (let i = 0; i < 3 && start.length > 4_000; i++) start = oneFrom(random, subject.starts)
  const unchanged = between(random, 0, 99) === 0
  return { subject, random, input: unchanged ? start : mutate(start, { random, other: anyStart, unit }) }
}
