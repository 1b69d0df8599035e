#!/usr/bin/env node
import { userInfo } from 'node:os'
import { run } from './run.js'

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  user: () => userInfo().username,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
})
