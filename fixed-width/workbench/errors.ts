import { HubError, neverSent } from '../../bus/errors.js'

export const HUB_LAYOUT_SAMPLE = (layout: string, place: string, reason: string) =>
  new HubError('HUB_LAYOUT_SAMPLE', `no sample of ${layout} can be drawn: ${place} ${reason}`, neverSent)
