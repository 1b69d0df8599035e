import t from 'tap'
import { fuzz } from './harness.js'
import { SABOTAGES, type Sabotage } from './sabotage.js'

// Threads that load the whole project, on a machine that runs other tests beside them.
t.setTimeout(400_000)

t.test('damaged files crash nothing, hang nothing, and lose no byte in silence', async (t) => {
  const { result, findings } = await fuzz({ inputs: 2_000, seed: 20_260_301, threads: 1 })
  t.strictSame(findings.slice(0, 10), [])
  const { crashes, hangs, silentLosses, disagreements } = result
  t.strictSame(
    { crashes, hangs, silentLosses, disagreements },
    { crashes: 0, hangs: 0, silentLosses: 0, disagreements: 0 },
  )
  t.equal(result.inputs, 2_000)
  const readers = Object.entries({ ...result.layouts, ...result.xml })
  for (const [name, { inputs, accepted, refused, problems }] of readers) {
    t.equal(accepted + refused, inputs, name)
    t.ok(refused > accepted && problems > 0, `${name} refuses most`)
    // Of some kinds of account messages no file was published; those of their kin lack something.
    if (!/^camt\.05/.test(name)) t.ok(accepted > 0, `${name} takes some`)
  }
})

const FOUND: Readonly<Record<Sabotage, 'crashes' | 'hangs' | 'silentLosses'>> = {
  'drops-records': 'silentLosses',
  'skips-bytes': 'silentLosses',
  'changes-values': 'silentLosses',
  crashes: 'crashes',
  hangs: 'hangs',
  'never-ends': 'hangs',
}

for (const sabotage of SABOTAGES) {
  t.test(`a reader that is broken on purpose is found: ${sabotage}`, async (t) => {
    const inputs = FOUND[sabotage] === 'hangs' ? 26 : 60
    const patienceMs = sabotage === 'never-ends' ? 3_000 : 60_000
    const { result, findings } = await fuzz({ inputs, seed: 7, threads: 1, sabotage, patienceMs })
    t.ok(result[FOUND[sabotage]] > 0, `${result[FOUND[sabotage]]} ${FOUND[sabotage]}`)
    t.equal(result.inputs, inputs, 'the others are judged all the same')
    t.ok(findings.every(({ n }) => n >= 0 && n < inputs))
  })
}

t.test('the same seed gives the same inputs and the same findings, on any number of threads', async (t) => {
  const run = (threads: number) => fuzz({ inputs: 100, seed: 3, threads, sabotage: 'drops-records' })
  const [one, two] = [await run(1), await run(2)]
  t.strictSame(two.findings, one.findings)
  const { slowestMs: _, ...counts } = one.result
  t.match(two.result, counts)
})
