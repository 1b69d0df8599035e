import { isDeepStrictEqual } from 'node:util'
import { HubError } from '../../bus/errors.js'
import { errorOf } from '../../fixed-width/errors.js'
import type { AnyLayout, ReadOptions } from '../../fixed-width/layout.js'
import { LENIENCIES } from '../../fixed-width/lenient.js'
import type { Problem } from '../../fixed-width/problem.js'
import type { ReadSummary } from '../../fixed-width/reader.js'
import type { LineRead } from '../../fixed-width/teller.js'
import type { Random } from '../../fixed-width/workbench/random.js'
import { workedMs } from './clock.js'
import { Faults, type Judged, told } from './faults.js'
import { inChunks } from './mutate.js'
import { fileOf, judgeLines, type Spelled, spell, type Values } from './spans.js'

interface Reading {
  readonly records: readonly Values[]
  readonly problems: readonly Problem[]
  readonly lines: readonly LineRead[]
  readonly summary: ReadSummary | undefined
  readonly thrown: unknown
  readonly ms: number
}

async function read(
  layout: AnyLayout,
  chunks: readonly Uint8Array[],
  { collect, lenient }: { collect: boolean; lenient?: ReadOptions['lenient'] },
): Promise<Reading> {
  const records: Values[] = []
  const problems: Problem[] = []
  const lines: LineRead[] = []
  let summary: ReadSummary | undefined
  let thrown: unknown
  const began = workedMs()
  const options: ReadOptions = {
    ...(collect && { onProblem: (problem: Problem) => problems.push(problem) }),
    ...(lenient && { lenient }),
    onLine: (line) => lines.push(line),
    onEnd: (end) => {
      summary = end
    },
  }
  try {
    for await (const batch of layout.readBatches(chunks, options)) records.push(...batch)
  } catch (error) {
    thrown = error
  }
  return { records, problems, lines, summary, thrown, ms: workedMs() - began }
}

/** Reads an input in every way there is and tells what must not have come of it. */
export async function judge(layout: AnyLayout, input: Uint8Array, random: Random): Promise<Judged> {
  const faults = new Faults()
  const whole = await read(layout, [input], { collect: true })
  const { problems, records, lines, thrown } = whole
  const times = [whole.ms]
  if (thrown === undefined) {
    judgeLines(layout.machine, input, lines, false, faults)
    judgeProblems(layout, input, whole, faults)
    const spelled = judgeRecords(layout, input, whole, faults)
    if (problems.length === 0 && spelled !== undefined) await judgeWriting(layout, records, spelled, faults)
    times.push(await judgeOtherPieces(layout, input, whole, random, faults))
    times.push(await judgeStrict(layout, input, whole, random, faults))
    times.push(await judgeLenient(layout, input, random, faults))
  } else faults.add('crash', `with problems collected: ${told(thrown)}`)
  const accepted = thrown === undefined && problems.length === 0
  return { accepted, problems: problems.length, ms: Math.max(...times), faults: faults.list }
}

function judgeProblems(
  { machine }: AnyLayout,
  input: Uint8Array,
  { problems, summary }: Reading,
  faults: Faults,
): void {
  for (const { code, line, byte, column, layout } of problems) {
    const sound = byte >= 0 && byte <= input.length && line >= 1 && column >= 1 && layout === machine.name
    if (!sound)
      faults.add('disagreement', `${code} at line ${line}, byte ${byte}, column ${column} of ${input.length} bytes`)
  }
  if (summary?.bytes !== input.length)
    faults.add('disagreement', `the summary counts ${summary?.bytes} bytes of ${input.length}`)
}

/** Every line that is told to be a record is given out, as its bytes say; undefined where that cannot be followed. */
function judgeRecords(
  { machine }: AnyLayout,
  input: Uint8Array,
  { records, lines }: Reading,
  faults: Faults,
): readonly Spelled[] | undefined {
  const { plan } = machine
  const byName = new Map(plan.records.map((record) => [record.name, record]))
  const all: (Spelled | undefined)[] = []
  let begun: Values | undefined
  let given = 0
  for (const line of lines) {
    const record = byName.get(line.record ?? '')
    if (record?.part !== undefined && (line.kind !== 'record' || record.part.isFirst)) begun = undefined
    if (line.kind !== 'record' || record === undefined) continue
    const spelled = line.problems === 0 ? spell(machine, record, line, input, faults) : undefined
    all.push(spelled)
    if (record.part !== undefined) {
      if (record.part.isFirst) begun = { record: record.part.of }
      if (begun === undefined) continue
      begun = { ...begun, ...spelled?.values, record: record.part.of }
      if (!record.part.isLast) continue
    }
    const found = records[given++]
    if (found === undefined) {
      faults.add('silentLoss', `line ${line.line} is a ${record.name} that was not given out`)
      continue
    }
    const wanted = record.part === undefined ? spelled?.values : begun
    if (spelled === undefined || wanted === undefined) continue
    // Of a record on several lines, one of which had a problem, only what is known is compared.
    const compared =
      record.part === undefined ? found : Object.fromEntries(Object.keys(wanted).map((key) => [key, found[key]]))
    if (!isDeepStrictEqual({ ...compared }, { ...wanted }))
      faults.add('silentLoss', `line ${line.line} was given out as ${shown(found)}, and its bytes are ${shown(wanted)}`)
  }
  if (given < records.length)
    faults.add('disagreement', `${records.length} records were given out of ${given} that the lines hold`)
  return all.every((one) => one !== undefined) ? (all as readonly Spelled[]) : undefined
}

const shown = (value: unknown) =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one))?.slice(0, 400)

/** What was read without a problem can be written, and comes out as it stood. */
async function judgeWriting(
  layout: AnyLayout,
  records: readonly Values[],
  spelled: readonly Spelled[],
  faults: Faults,
) {
  const written: Uint8Array[] = []
  try {
    for await (const some of layout.write([records])) written.push(some)
  } catch (error) {
    if (!(error instanceof HubError)) faults.add('crash', `writing what was read: ${told(error)}`)
    else faults.add('disagreement', `what was read cannot be written: ${error.message}`)
    return
  }
  if (spelled.some(({ vague }) => vague)) return
  const [found, wanted] = [Buffer.concat(written), fileOf(layout.machine, spelled)]
  if (found.equals(wanted)) return
  const at = found.findIndex((byte, i) => byte !== wanted[i])
  const part = (bytes: Buffer) => JSON.stringify(bytes.toString('latin1', Math.max(0, at - 20), at + 40))
  faults.add('disagreement', `written again, byte ${at} differs: ${part(found)} instead of ${part(wanted)}`)
}

/** The pieces in which bytes come change nothing. */
async function judgeOtherPieces(layout: AnyLayout, input: Uint8Array, whole: Reading, random: Random, faults: Faults) {
  const chunks = inChunks(input, random)
  const other = await read(layout, chunks, { collect: true })
  for (const what of ['thrown', 'problems', 'lines', 'records', 'summary'] as const) {
    if (isDeepStrictEqual(other[what], whole[what])) continue
    const [one, two] = [whole[what], other[what]].map((list) => (Array.isArray(list) ? list : [list])) as unknown[][]
    const at = one!.findIndex((value, i) => !isDeepStrictEqual(value, two![i]))
    const i = at < 0 ? one!.length : at
    const says = `${what} in ${chunks.length} pieces: ${shown(two![i])} instead of ${shown(one![i])}`
    faults.add('disagreement', says)
    break
  }
  return other.ms
}

/** Without anybody to collect problems, the first is thrown, behind the records before it. */
async function judgeStrict(layout: AnyLayout, input: Uint8Array, whole: Reading, random: Random, faults: Faults) {
  const { thrown, records, ms } = await read(layout, inChunks(input, random), { collect: false })
  const [first] = whole.problems
  if (thrown !== undefined && !(thrown instanceof HubError)) {
    faults.add('crash', told(thrown))
    return ms
  }
  const wanted = first === undefined ? undefined : errorOf(first)
  if (thrown?.code !== wanted?.code || thrown?.message !== wanted?.message) {
    const says = `reading strictly threw ${thrown?.message ?? 'nothing'}; the first problem is ${wanted?.message ?? 'none'}`
    faults.add(thrown === undefined ? 'silentLoss' : 'disagreement', says)
  }
  if (first === undefined ? records.length !== whole.records.length : records.length > whole.records.length)
    faults.add('disagreement', `strictly read there are ${records.length} records, else ${whole.records.length}`)
  else if (!isDeepStrictEqual(records, whole.records.slice(0, records.length)))
    faults.add('disagreement', 'the records before the first problem are others when read strictly')
  return ms
}

/** Leniency passes over what it was asked to and counts it; it loses nothing in silence either. */
async function judgeLenient(layout: AnyLayout, input: Uint8Array, random: Random, faults: Faults) {
  const lenient = LENIENCIES.filter(() => random() < 0.5)
  const { thrown, lines, summary, ms } = await read(layout, inChunks(input, random), { collect: true, lenient })
  if (thrown !== undefined) {
    faults.add('crash', `lenient about ${lenient.join(', ')}: ${told(thrown)}`)
    return ms
  }
  judgeLines(layout.machine, input, lines, lenient.length > 0, faults)
  const forgiven = Object.entries(summary!.forgiven)
  const uncounted = lines.filter(({ kind }) => kind === 'forgiven').length
  if (forgiven.reduce((sum, [, count]) => sum + count, 0) < uncounted)
    faults.add('silentLoss', `${uncounted} lines were passed over, of which ${shown(summary!.forgiven)} were counted`)
  for (const [name] of forgiven)
    if (!(lenient as readonly string[]).includes(name)) faults.add('silentLoss', `${name} was passed over, unasked`)
  return ms
}
