import type { Round } from '../../schemas/study-fees/announcements.js'
import type { Timed } from './with.js'

/** A round is what the clock meant: the same one again changes nothing. */
export function roundOnce({ request: { scheduledFor, page } }: Timed<Round>): string {
  return `${scheduledFor}/${page}`
}

/** The rest of a long round follows in a message of its own. */
export function nextPage({ scheduledFor, page }: Round): Round {
  return { scheduledFor, page: page + 1 }
}
