import type { Told } from '../../bus/message.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'

/** A request with what every change is told besides: its message's id and the moment it was accepted. */
export interface Timed<Request> {
  readonly request: Request
  readonly id: string
  /** Milliseconds since 1970. */
  readonly now: number
}

export function withTime<Request>(request: Request, { messageId, now }: Told): Timed<Request> {
  return { request, id: messageId, now: now.getTime() }
}

export function withSettings<Body>(
  body: Body,
  [settings]: readonly StudyFeesSettings[],
): Body & { readonly settings: StudyFeesSettings } {
  return { ...body, settings: settings! }
}

/** A change of its own for every message: the fact is that this message came. */
export function messageId({ id }: { readonly id: string }): string {
  return id
}

export const DAY_MS = 24 * 3_600_000
