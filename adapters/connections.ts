import { StudyFeesSettings } from '../schemas/study-fees/settings.js'
import { files } from './files/files.js'
import { paytrail as paytrailAdapter } from './paytrail/paytrail.js'
import { settings } from './settings/settings.js'
import { smtp } from './smtp/smtp.js'
import { solopmt } from './solopmt/solopmt.js'

/*
 * The whole outside world on one page. Importing it opens nothing; each connection reads its options from
 * HUB_<NAME>_*: HUB_NORDEA_KEY, HUB_BANK_FILES_FOLDER, …
 */

/** Bank button of one bank. */
export const nordea = solopmt('nordea')
/** Online payments, cards included. */
export const paytrail = paytrailAdapter('paytrail')
/** The university's mail server. */
export const mail = smtp('mail')
/** Files for the ledger. */
export const ledger = files('ledger')
/** Files from the bank: reference payments. */
export const bankFiles = files('bank-files')
/** What the study-fees pack is told from outside. */
export const feesSettings = settings('study-fees', StudyFeesSettings)
