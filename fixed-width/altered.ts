import type { Machine } from './definition.js'
import type { Format } from './field.js'
import type { PlanField, PlanRecord } from './plan.js'
import { substitute } from './transliteration.js'

/** What a writer has changed of what it was given, each as the layout allows it, and how often. */
export class Altered {
  readonly #machine: Machine
  readonly cut: Record<string, number> = {}
  readonly transliterated: Record<string, { to: string; count: number }> = {}

  constructor(machine: Machine) {
    this.#machine = machine
  }

  /** For one field: it counts what the field reports. */
  format(record: PlanRecord, place: PlanField): Format {
    const { encoding, transliterate } = this.#machine
    const name = `${record.name}.${place.name}`
    return {
      encoding,
      substitute: (character) => (transliterate === undefined ? undefined : substitute(transliterate, character)),
      cut: () => {
        this.cut[name] = (this.cut[name] ?? 0) + 1
      },
      transliterated: (character, to) => {
        const known = this.transliterated[character]
        if (known === undefined) this.transliterated[character] = { to, count: 1 }
        else known.count++
      },
    }
  }
}
