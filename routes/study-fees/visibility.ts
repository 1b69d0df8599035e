import type { FeeKind } from '../../schemas/study-fees/values.js'
import type { Scope } from '../scopes.js'
import { HUB_FEES_NOT_VISIBLE } from './refusals.js'

/** What `visibleKinds` asks about. */
export const VISIBILITY_SCOPES: readonly Scope[] = [
  'study-fees:own-orders:read',
  'study-fees:processing-fees:read',
  'study-fees:study-fees:read',
]

interface Who {
  allows(scope: Scope): boolean
}

/**
 * Which orders a client sees (FI-135): the study office processing fees, the admissions office study fees, finance and
 * main users both, and the payers' application those of the payer it names. Throws HUB_FEES_NOT_VISIBLE.
 */
export function visibleKinds(
  who: Who,
  asked: { readonly kind?: FeeKind; readonly ownOnly: boolean },
): readonly FeeKind[] {
  const own = asked.ownOnly && who.allows('study-fees:own-orders:read')
  const kinds: FeeKind[] = []
  if (own || who.allows('study-fees:processing-fees:read')) kinds.push('extra-time', 'restoring')
  if (own || who.allows('study-fees:study-fees:read')) kinds.push('study-fee')
  const { kind } = asked
  const visible = kind === undefined ? kinds : kinds.filter((each) => each === kind)
  // Hiding is not enough: who may not see such orders is shut out (FI-109).
  if (visible.length === 0) throw HUB_FEES_NOT_VISIBLE()
  return visible
}
