import { resends } from '../../flows/study-fees/channels.js'
import { ResendBatch } from '../../schemas/study-fees/ledger.js'
import { operation, send } from '../operation.js'

export default operation({
  name: 'study-fees/resend-batch',
  summary: 'Writes a ledger file again, byte for byte',
  method: 'POST',
  path: '/study-fees/ledger-batches/{batch}/resends',
  scope: 'study-fees:ledger:resend',
  request: ResendBatch,
  run: send(resends),
})
