import { mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type LedgerReport, readHubGl } from './ledger-hub-gl.js'
import { controlled, json, serve } from './web.js'

/* A ledger: takes HUB-GL files from its inbox folder, checks every total, and posts each batch once. */

export interface LedgerOptions {
  /** Where the hub puts its files. */
  readonly folder: string
  readonly port?: number
}

export interface Taken extends LedgerReport {
  readonly file: string
  /** `posted`, `repeated` (the same bytes again), or `refused` with problems. */
  readonly outcome: 'posted' | 'repeated' | 'refused'
}

export async function start({ folder, port }: LedgerOptions) {
  const taken: Taken[] = []
  const batches = new Map<string, string>()

  async function check({ file }: { file: string }): Promise<LedgerReport> {
    return readHubGl(await readFile(join(folder, basename(file))))
  }

  /** Takes what lies in the folder, as a nightly run of a ledger does; files still being written have other names. */
  async function take(): Promise<readonly Taken[]> {
    await mkdir(join(folder, 'taken'), { recursive: true })
    const entries = await readdir(folder, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name)
    const now: Taken[] = []
    for (const file of names.sort()) {
      const report = readHubGl(await readFile(join(folder, file)))
      const before = batches.get(report.batchId)
      const problems = [...report.problems]
      if (before !== undefined && before !== report.sha256)
        problems.push(`batch ${report.batchId} came before with other bytes`)
      const outcome = problems.length > 0 ? 'refused' : before === undefined ? 'posted' : 'repeated'
      if (outcome === 'posted') batches.set(report.batchId, report.sha256)
      now.push({ ...report, problems, ok: problems.length === 0, file, outcome })
      await rename(join(folder, file), join(folder, 'taken', file))
    }
    taken.push(...now)
    return now
  }

  const web = await serve(
    async (request) =>
      (await controlled(request, { check, take, taken: () => taken, totals })) ?? json({ error: 'not found' }, 404),
    port,
  )
  /** Over all posted batches. */
  function totals() {
    const posted = taken.filter(({ outcome }) => outcome === 'posted')
    const sum = (of: (one: Taken) => number) => posted.reduce((total, one) => total + of(one), 0)
    return {
      files: posted.length,
      vouchers: sum(({ vouchers }) => vouchers),
      debitCents: sum(({ debitCents }) => debitCents),
      creditCents: sum(({ creditCents }) => creditCents),
      refused: taken.filter(({ outcome }) => outcome === 'refused').length,
    }
  }
  return { url: web.url, port: web.port, check, take, taken: () => [...taken], totals, close: web.close }
}
export type Ledger = Awaited<ReturnType<typeof start>>
