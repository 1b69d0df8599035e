import { HubError, neverSent } from '../../bus/errors.js'

/** The books say something that no decision could have written. */
export const HUB_FEES_BOOKS = (sentence: string) => new HubError('HUB_FEES_BOOKS', sentence, neverSent)

export const HUB_FEES_RESEND = (batch: number, sentence: string) =>
  new HubError('HUB_FEES_RESEND', `batch ${batch}: ${sentence}`, neverSent)

export const HUB_FEES_RETURN_URL = (publicUrl: string, length: number) =>
  new HubError(
    'HUB_FEES_RETURN_URL',
    `return addresses below ${publicUrl} would have ${length} characters, and bank buttons allow 60; shorten HUB_STUDY_FEES_PUBLIC_URL`,
    neverSent,
  )
