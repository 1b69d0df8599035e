import { HubError, inDoubt, neverSent } from '../../bus/errors.js'

// What the test kit itself says; docs/how-to/test-a-flow.md lists the codes.

const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))

export const HUB_TRIAL_NOT_TOLD = (uri: string, say: string) =>
  new HubError('HUB_TRIAL_NOT_TOLD', `${uri} is outside this trial and nobody said what it does: ${say}`, neverSent)
export const HUB_TRIAL_UNKNOWN_END = (what: string, uri: string, known: readonly string[]) =>
  new HubError('HUB_TRIAL_UNKNOWN_END', `no flow of this trial ${what} ${uri}; there are: ${list(known)}`, neverSent)
export const HUB_TRIAL_ANSWER_LOST = (uri: string) =>
  new HubError('HUB_TRIAL_ANSWER_LOST', `${uri} did its work, and its answer was lost on the way`, inDoubt)
export const HUB_TRIAL_FAILED = (uri: string) =>
  new HubError('HUB_TRIAL_FAILED', `${uri} failed before it did anything, as the test wanted`, {
    retry: 'retry',
    effect: 'not-done',
  })
export const HUB_TRIAL_CLOSED = () =>
  new HubError('HUB_TRIAL_CLOSED', 'this trial is over; nothing more can be done with it', neverSent)
export const HUB_TRIAL_SHAPE = (sentence: string) => new HubError('HUB_TRIAL_SHAPE', sentence, neverSent)
