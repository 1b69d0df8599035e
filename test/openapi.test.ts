import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { openapiYaml } from '../routes/openapi.js'
import type { Operation } from '../routes/operation.js'

const compiled = dirname(import.meta.dirname)

function rootOf(folder: string): string {
  return existsSync(join(folder, 'tsconfig.json')) ? folder : rootOf(dirname(folder))
}

t.test('openapi.yaml says what routes/ offers', async (t) => {
  const root = rootOf(compiled)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const files = readdirSync(join(compiled, 'routes'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.operation.js'))
    .sort()
  const operations: Operation[] = []
  for (const name of files)
    operations.push(
      ((await import(pathToFileURL(join(compiled, 'routes', name)).href)) as { default: Operation }).default,
    )
  t.ok(operations.length > 0, 'there is something to offer')
  for (const [index, { name }] of operations.entries())
    t.equal(
      name,
      files[index]!.replaceAll('\\', '/').replace('.operation.js', ''),
      'an operation is named after its file',
    )
  const written = readFileSync(join(root, 'openapi.yaml'), 'utf8')
  const fresh = await openapiYaml(operations, { version })
  t.equal(written, fresh, `${relative(root, join(root, 'openapi.yaml'))} is stale: npm run openapi`)
})
