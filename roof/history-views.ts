import { ruleOf, ruleText } from '../bus/history.js'
import type { HistoryUse } from '../bus/ports/store.js'

const UNTIL_DAY = 10

/** What the history takes, by flow, the largest first, beside what it may take. */
export function viewOfHistory({ flows, bytes, policy, file }: HistoryUse) {
  return {
    budgetBytes: policy.budget,
    bytes,
    full: Number((bytes / Math.max(1, policy.budget)).toFixed(4)),
    rule: ruleText(policy.rest),
    flows: flows
      .map(({ oldest, rowBytes, bodyBytes, traceBytes, ...counts }) => {
        const rule = ruleOf(policy, counts.flow)
        return {
          ...counts,
          bytes: rowBytes + bodyBytes + traceBytes,
          rowBytes,
          bodyBytes,
          traceBytes,
          oldest: new Date(oldest).toISOString().slice(0, UNTIL_DAY),
          rule: ruleText(rule),
          ...(rule.budget === undefined ? {} : { budgetBytes: rule.budget }),
        }
      })
      .sort((one, other) => other.bytes - one.bytes),
    /** Rules that no message which has ended here went by: names may be mistaken. */
    unused: Object.keys(policy.flows).filter(
      (name) => !flows.some(({ flow }) => flow === name || (name.endsWith('/*') && flow.startsWith(name.slice(0, -1)))),
    ),
    file,
  }
}
