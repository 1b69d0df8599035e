import type { Command } from 'commander'
import { codeOf, sentenceOf } from '../../../bus/errors.js'
import { HUB_LAYOUT_SAMPLE } from '../../../fixed-width/workbench/errors.js'
import { samplesOf } from '../../../fixed-width/workbench/sample.js'
import type { Cli } from '../../cli.js'
import { STDIN } from './input.js'
import { type HowRead, layoutAndFiles, manyRecords, withLayout, withProgress } from './options.js'
import { Progress } from './progress.js'
import { writeTo } from './write.js'

interface Options extends HowRead {
  readonly records: number
  readonly seed: string
  readonly out: string
  readonly force: boolean
  readonly progress: boolean
}

/** `file sample`: a file of invented data, of any size; the same seed gives the same bytes. */
export function sampleCommand(file: Command, cli: Cli): void {
  withProgress(withLayout(file.command('sample [layout]')))
    .usage('[options] <layout>')
    .description('write a file of plausible invented data, which "file check" finds nothing wrong with')
    .option('--records <n>', 'about so many records, such as 1000, 20k or 5M', manyRecords, 100)
    .option('--seed <text>', 'the same seed gives the same file', '1')
    .option('--out <file>', 'the file to write instead of standard output', STDIN)
    .option('--force', 'replace the file if it exists', false)
    .action(async (...given) => {
      const command = given.pop() as Command
      const how = given.pop() as Options
      const { layout } = await layoutAndFiles(cli, command, command.args, how, [])
      const progress = new Progress(cli, how.progress, { prints: how.out === STDIN })
      const bytes = layout.write(samplesOf(layout, how.seed, how.records, (count) => progress.records(count)))
      const counted = {
        report: bytes.report,
        [Symbol.asyncIterator]: () => progress.through(bytes),
      }
      try {
        await writeTo(cli, counted, how, progress)
      } catch (error) {
        if (layout.sample !== undefined || codeOf(error) !== 'HUB_RULE_BROKEN') throw error
        const reason = `breaks a rule of its layout (${sentenceOf(error)}); the layout needs a sample of its own`
        throw HUB_LAYOUT_SAMPLE(layout.name, 'what each field draws by itself', reason)
      }
    })
}
