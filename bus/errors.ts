/** Whether waiting helps, and what is known about the outside when this was thrown. The runtime reads nothing else. */
export interface Instruction {
  readonly retry: 'retry' | 'give-up'
  readonly effect: 'not-done' | 'unknown'
}

/**
 * Every failure the hub can name. `code` is stable public API (docs/errors.md); `message` says where, what was allowed
 * and what came, and never holds a secret or the value of a personal field.
 */
export class HubError extends Error {
  override readonly name = 'HubError'
  readonly code: string
  readonly instruction: Instruction
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: string,
    message: string,
    options: Instruction & { details?: Record<string, unknown>; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.instruction = { retry: options.retry, effect: options.effect }
    this.details = options.details ?? {}
  }
}

/** Trying again cannot help, and nothing outside has happened. */
export const neverSent = { retry: 'give-up', effect: 'not-done' } as const
/** Nothing outside has happened, and waiting may help. */
export const tryAgain = { retry: 'retry', effect: 'not-done' } as const
/** The outside may or may not have acted: the runtime asks, sends again or parks, as the endpoint declares. */
export const inDoubt = { retry: 'retry', effect: 'unknown' } as const

export function isHubError(error: unknown): error is HubError {
  return error instanceof HubError
}

/** What is known about the outside after `error`: anything unclassified is unknown. */
export function instructionOf(error: unknown): Instruction {
  return isHubError(error) ? error.instruction : inDoubt
}

export function codeOf(error: unknown): string {
  return isHubError(error) ? error.code : 'HUB_UNCLASSIFIED'
}

/** Whether the books cannot be used just now, by the codes that their port promises. */
export function booksAreAway(error: unknown): boolean {
  return codeOf(error).startsWith('HUB_BOOKS_') && instructionOf(error).retry === 'retry'
}

/** The sentence of an error; of one that is not ours only its class and own code, since its text may hold anything. */
export function sentenceOf(error: unknown): string {
  if (isHubError(error)) return error.message
  if (error instanceof Error) {
    const own = (error as { code?: unknown }).code
    return `${error.name}${typeof own === 'string' ? ` ${own}` : ''} was thrown by code that is not the hub's`
  }
  return `a ${typeof error} was thrown`
}
