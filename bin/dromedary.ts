#!/usr/bin/env -S node --max-semi-space-size=128
import { run } from './run.js'
import { shellOf } from './shell.js'

process.exitCode = await run(process.argv.slice(2), shellOf(process))
