#!/usr/bin/env node
import { run } from './run.js'
import { shellOf } from './shell.js'

process.exitCode = await run(process.argv.slice(2), shellOf(process))
