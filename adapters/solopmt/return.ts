import { isHubError } from '../../bus/errors.js'
import type { SolopmtReturnFacts, SolopmtReturnProblem, SolopmtReturnQuery } from '../../schemas/partners/solopmt.js'
import { type MacFields, macMatches } from '../mac/mac.js'
import { parseQuery } from '../mac/query.js'
import type { SolopmtOptions, SolopmtRecipes } from './protocol.js'

const SHAPES: Readonly<Record<string, RegExp>> = {
  // Narrow shapes: a value that could hold the separator would let two different returns share one MAC.
  STAMP: /^\d{1,20}$/,
  REF: /^[0-9A-Z]{1,25}$/,
  PAID: /^[0-9A-Za-z]{0,35}$/,
}
const ALGORITHM_CODES: Readonly<Record<string, string>> = { '01': 'md5', '02': 'sha1', '03': 'sha256' }

/** Verifies a return. Never throws: what an outsider can send is a fact, not a failure. */
export function solopmtReturnFacts(
  { query, way }: SolopmtReturnQuery,
  options: SolopmtOptions,
  recipes: SolopmtRecipes,
): SolopmtReturnFacts {
  const failed = (problem: SolopmtReturnProblem, rest: Partial<SolopmtReturnFacts> = {}): SolopmtReturnFacts => ({
    way,
    outcome: 'ERROR',
    macValid: false,
    problem,
    ...rest,
  })

  let parameters: Readonly<Record<string, string>>
  try {
    const found = unprefixed(parseQuery(query, 'latin1'))
    if (found === 'duplicate') return failed('duplicate-parameter')
    parameters = found
  } catch (error) {
    return failed(
      isHubError(error) && error.code === 'HUB_QUERY_DUPLICATE' ? 'duplicate-parameter' : 'unreadable-query',
    )
  }

  const { VERSION: version, STAMP: stamp, REF: ref, PAID: paid, MAC: mac, KEYVERS, ALG } = parameters
  const told = {
    ...(version !== undefined && /^\d{4}$/.test(version) ? { version } : {}),
    ...(stamp !== undefined && SHAPES.STAMP!.test(stamp) ? { stamp } : {}),
    ...(ref !== undefined && SHAPES.REF!.test(ref) ? { ref } : {}),
  }
  if (mac === undefined) {
    // Cancel and reject come unsigned from every known bank.
    if (way === 'cancel') return { way, outcome: 'CANCELLED', macValid: false, ...told }
    if (way === 'reject') return { way, outcome: 'REJECTED', macValid: false, ...told }
    return failed('no-signature', told)
  }
  if (version !== options.version) return failed('wrong-version', told)
  if (KEYVERS !== undefined && KEYVERS !== options.keyVersion) return failed('wrong-key-version', told)
  if (ALG !== undefined && ALGORITHM_CODES[ALG] !== recipes.back.algorithm) return failed('wrong-algorithm', told)
  for (const [name, shape] of Object.entries(SHAPES)) {
    const value = parameters[name]
    if (value !== undefined && !shape.test(value)) return failed('bad-field', told)
  }

  const signed: MacFields = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`SOLOPMT_RETURN_${name}`, value]),
  )
  const keys = [options.key, ...(options.previousKey === undefined ? [] : [options.previousKey])]
  // Without PAID implementations disagree whether its slot stays; either proves only that nothing is proven.
  const readings =
    paid === undefined || paid === ''
      ? [
          { ...signed, SOLOPMT_RETURN_PAID: '' },
          { ...signed, SOLOPMT_RETURN_PAID: undefined },
        ]
      : [signed]
  const recipe = { ...recipes.back, skipAbsent: true }
  const needed = stamp !== undefined && ref !== undefined
  const valid = needed && keys.some((key) => readings.some((values) => macMatches(recipe, values, key, mac)))
  if (!valid) return failed('bad-mac', told)
  // Money moved if it is proven, whichever address the browser was sent to.
  if (paid) return { way, outcome: 'PAID', macValid: true, ...told, paid }
  const unpaid = way === 'cancel' ? 'CANCELLED' : way === 'reject' ? 'REJECTED' : 'UNKNOWN'
  return { way, outcome: unpaid, macValid: true, ...told }
}

/** Names without SOLOPMT_ and RETURN_: some 0003 banks drop the first. The same name in both spellings is a duplicate. */
function unprefixed(query: ReadonlyMap<string, string>): Readonly<Record<string, string>> | 'duplicate' {
  const found: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of query) {
    const short = /^(?:SOLOPMT_)?RETURN_([A-Z_]+)$/.exec(name)?.[1]
    if (short === undefined) continue
    if (short in found) return 'duplicate'
    found[short] = value
  }
  return found
}
