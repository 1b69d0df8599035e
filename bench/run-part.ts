/*
 * The program of a part's process: `node --expose-gc run-part.js <module> <options as JSON>`. The last line on standard
 * output is the result.
 */
import type { Part } from './part.js'

const [module, options] = process.argv.slice(2)
const { part } = (await import(new URL(`./${module}.js`, import.meta.url).href)) as { part: Part<unknown, unknown> }
const result = await part(JSON.parse(options!) as unknown)
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
