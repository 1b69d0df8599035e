import type { Announce } from '../../bus/flow.js'
import type { Told } from '../../registers/study-fees/announcements.js'
import { operatorAlerts, orderPaid } from './channels.js'

/** Announces what a change of the registers has to tell, in the same commit. */
export function tell(announce: Announce<typeof orderPaid | typeof operatorAlerts>, { paid, alerts }: Told): void {
  for (const order of paid) announce(orderPaid, order)
  for (const alert of alerts) announce(operatorAlerts, alert)
}
