import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** What an OpenAPI document offers, and what it refers to. */
function contentOf(file: string) {
  const document = parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  const paths = document.paths as Record<string, Record<string, { readonly operationId?: string }>>
  const operations = Object.values(paths).flatMap((path) => METHODS.flatMap((method) => path[method] ?? []))
  const references = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if (name === '$ref' && typeof inner === 'string') references.add(inner)
      else collect(inner)
    }
  }
  collect(document)
  return { document, paths: Object.keys(paths), operations, references: [...references] }
}

/** What a reference inside the document leads to (RFC 6901). */
const followed = (document: unknown, reference: string): unknown =>
  reference
    .replace(/^#\//, '')
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((inner, part) => (inner as Record<string, unknown> | undefined)?.[part], document)

const dangling = ({ document, references }: ReturnType<typeof contentOf>) =>
  references.filter((reference) => !reference.startsWith('#/') || followed(document, reference) === undefined)

t.test('our own description names each operation once, and everything it refers to is there', async (t) => {
  const content = contentOf('openapi.yaml')
  t.ok(content.operations.length > 0)
  const ids = content.operations.map(({ operationId }) => operationId)
  t.notOk(ids.includes(undefined))
  t.equal(new Set(ids).size, ids.length)
  t.strictSame(dangling(content), [])
})

t.test('a description from elsewhere is read whole by the same eyes', async (t) => {
  const content = contentOf('test/fixtures/openapi/moov-ach-openapi.yaml')
  t.match(content.document, { openapi: '3.0.2' })
  t.equal(content.paths.length, 14)
  t.equal(content.operations.length, 19)
  t.ok(content.operations.every(({ operationId }) => operationId !== undefined))
  const of = (kind: string) => content.references.filter((one) => one.startsWith(`#/components/${kind}/`)).length
  t.strictSame([of('schemas'), of('parameters')], [47, 25])
  const elsewhere = 'https://raw.githubusercontent.com/moov-io/base/master/api/common.yaml#/components/schemas/Error'
  t.equal(content.references.length, 72 + 1)
  t.strictSame(dangling(content), [elsewhere], 'the one in another document')
})
