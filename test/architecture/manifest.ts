import { readFileSync } from 'node:fs'

export interface PackageManifest {
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/** package.json of the folder the tests run in, which is the project's root. */
export function packageManifest(): PackageManifest {
  const {
    bin = {},
    exports = {},
    dependencies = {},
    devDependencies = {},
  } = JSON.parse(readFileSync('package.json', 'utf8')) as Partial<PackageManifest>
  return { bin, exports, dependencies, devDependencies }
}
