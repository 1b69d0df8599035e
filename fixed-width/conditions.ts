import type { Balance } from './definition.js'
import type { Encoding } from './encoding.js'
import { HUB_LAYOUT_FIELD, HUB_LAYOUT_TOTAL } from './errors.js'
import { type Format, Refusal } from './field.js'
import type { Plan } from './plan.js'

/** Refuses fields that are to balance and are none. Throws HUB_LAYOUT_FIELD, HUB_LAYOUT_TOTAL. */
export function checkBalances(plan: Plan, balances: readonly Balance[]): void {
  for (const balance of balances) {
    const shape = plan.byName.get(balance.record)
    const missing = balance.fields.find((field) => !shape?.fields.some((one) => one.name === field))
    if (missing !== undefined)
      throw HUB_LAYOUT_FIELD(plan.layout, `${balance.record}.${missing}`, 'is balanced, but is no field')
    if (shape!.slots.length === 0)
      throw HUB_LAYOUT_TOTAL(plan.layout, balance.record, 'is balanced, but the record holds no totals')
  }
}

/** Refuses totals under a condition that no record can ever meet. Throws HUB_LAYOUT_TOTAL. */
export function checkConditions(plan: Plan, encoding: Encoding): void {
  const out: Format = { encoding, substitute: () => undefined, cut() {}, transliterated() {} }
  for (const { total, record, at } of plan.slots)
    for (const { of, where } of total.terms)
      for (const [name, allowed] of Object.entries(where)) {
        const { field } = plan.byName.get(of)!.fields.find((one) => one.name === name)!
        for (const value of Array.isArray(allowed) ? allowed : [allowed])
          if (field.format(value, out) instanceof Refusal)
            throw HUB_LAYOUT_TOTAL(
              plan.layout,
              `${record}.${at.name}`,
              `wants ${of}.${name} to be ${JSON.stringify(String(value))}, which it cannot hold: it holds ${field.holds}`,
            )
      }
}
