import type { Static, TSchema } from 'typebox'
import { defineAdapter } from '../../bus/adapter.js'
import type { Reader, Schema } from '../../bus/ends.js'

/**
 * What a pack is told from outside, as a reader: `settings('study-fees', StudyFeesSettings).read` gives one row, the
 * settings of HUB_STUDY_FEES_*, checked against the schema when the hub starts.
 */
export function settings<S extends TSchema>(
  connection: string,
  options: S & Schema<Static<S>>,
): { readonly read: Reader<unknown, Static<S>> } {
  return defineAdapter({
    name: 'settings',
    summary: 'What a pack is told from outside; reaches nobody.',
    options: options as S,
    // Frozen: every flow of the pack sees the same object.
    open: async (given: Static<S>) => Object.freeze(given),
    ends: (make) => ({
      read: make.reader<unknown, Static<S>>('read', async function* (given) {
        yield given as Static<S>
      }),
    }),
  })(connection)
}
