import { readFileSync } from 'node:fs'
import t from 'tap'
import { packageManifest } from './architecture/manifest.js'

const section = (title: string) => {
  const page = readFileSync('docs/dependencies.md', 'utf8')
  const found = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`))
  return [...(found ?? '').matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, name, why]) => ({ name: name!, why: why! }))
}
const { dependencies, devDependencies } = packageManifest()

for (const [title, wanted] of [
  ['At run time', dependencies],
  ['For development', devDependencies],
] as const) {
  t.test(`docs/dependencies.md tells the same packages as package.json: ${title}`, async (t) => {
    t.same(
      section(title).map(({ name }) => name),
      Object.keys(wanted).sort(),
    )
  })
  t.test(`every package has its reason: ${title}`, async (t) => {
    for (const { name, why } of section(title)) t.match(why, /^[A-Z].{15,}\.$/, name)
  })
}
