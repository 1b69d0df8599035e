import type { Command } from 'commander'
import type { AddCommand } from '../cli.js'
import { checkCommand } from './file/check.js'
import { diffCommand } from './file/diff.js'
import { allLayouts, printLayout, printLayouts } from './file/layouts.js'
import { type HowRead, layoutAndFiles, withLayout } from './file/options.js'
import { readCommand } from './file/read.js'
import { sampleCommand } from './file/sample.js'
import { showCommand } from './file/show.js'
import { writeCommand } from './file/write.js'

const HELP = `
Examples:
  dromedary file layouts                            what there is; "layouts ktl" lists fields and columns
  dromedary file show unknown.dat                   ruler, control characters, line ends, a guess at the encoding
  dromedary file show ktl payments.svm              every field, and what is wrong under its column
  dromedary file read ktl payments.svm              one record per line, personal fields masked
  dromedary file read hub-gl gl.txt --json > gl.json
  dromedary file write hub-gl gl.json --out gl.txt  the same file again
  dromedary file check hub-gl gl.txt                counts, sums and hash; exit code 1 if anything is wrong
  dromedary file diff hub-gl gl.txt new.txt         record by record, field by field; exit code 1 if they differ
  dromedary file sample hub-gl --records 5M | dromedary file check hub-gl - --progress
A - in place of a file is standard input. Files of any size are read in the same memory.`

/** `file …`: the workbench for fixed-width files, without a hub. */
export const fileCommand: AddCommand = (program, cli) => {
  const file = program
    .command('file')
    .description('show, read, check, write, compare and invent fixed-width files by their layouts')
    .addHelpText('after', HELP)
  withLayout(file.command('layouts [name]'))
    .description('list the layouts and the records of each, or the fields and columns of one')
    .action(async (name: string | undefined, how: HowRead, command: Command) => {
      if (name === undefined && how.copybook === undefined) printLayouts(cli, await allLayouts(cli))
      else printLayout(cli, (await layoutAndFiles(cli, command, command.args, how, [])).layout)
    })
  for (const add of [showCommand, readCommand, checkCommand, writeCommand, diffCommand, sampleCommand]) add(file, cli)
}
