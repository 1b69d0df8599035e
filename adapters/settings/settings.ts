import type { TSchema } from 'typebox'
import { defineAdapter } from '../../bus/adapter.js'
import type { Reader, Schema } from '../../bus/ends.js'

/**
 * What a pack is told from outside, as a reader: `settings('study-fees', StudyFeesSettings).read` gives one row, the
 * settings of HUB_STUDY_FEES_*, checked against the schema when the hub starts.
 */
export function settings<Settings>(
  connection: string,
  options: Schema<Settings>,
): { readonly read: Reader<unknown, Settings> } {
  return defineAdapter({
    name: 'settings',
    summary: 'What a pack is told from outside; reaches nobody.',
    options: options as TSchema,
    // Frozen: every flow of the pack sees the same object.
    open: async (given: Settings) => Object.freeze(given) as Settings,
    ends: (make) => ({
      read: make.reader<unknown, Settings>('read', async function* (given) {
        yield given
      }),
    }),
  })(connection)
}
