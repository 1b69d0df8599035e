import type { Test } from 'tap'

/** Names of cases that an implementation cannot pass, each with its reason. */
export type Exceptions = Readonly<Record<string, string>>

export type Case = (name: string, body: (t: Test) => Promise<void>) => void

/**
 * A suite that every implementation of a port passes. A case that one must except is named with its reason and reported
 * with it; an exception that names no case, or gives no reason, fails. `done` is to be called after the last case.
 */
export function conformance(t: Test, name: string, exceptions: Exceptions): { readonly suite: Case; done(): void } {
  const seen = new Set<string>()
  return {
    suite(caseName, body) {
      if (seen.has(caseName)) throw new Error(`two cases are called "${caseName}"`)
      seen.add(caseName)
      const reason = exceptions[caseName]
      if (reason === undefined) t.test(`${name} ${caseName}`, body)
      else t.comment(`${name} is excepted from "${caseName}": ${reason}`)
    },
    done() {
      t.test(`${name} excepts only what the suite knows, with a reason`, async (t) => {
        for (const [caseName, reason] of Object.entries(exceptions)) {
          t.ok(seen.has(caseName), `a case is called "${caseName}"`)
          t.ok(reason.trim().length > 0, `"${caseName}" is excepted with a reason`)
        }
      })
    },
  }
}
