import { transferRuns } from '../../flows/study-fees/channels.js'
import type { TransferRun } from '../../schemas/study-fees/ledger.js'
import { RunTransfer } from '../../schemas/study-fees/requests.js'
import { type Context, operation, send } from '../operation.js'

export default operation({
  name: 'study-fees/run-transfer',
  summary: 'Transfers everything that is confirmed to the ledger, now',
  method: 'POST',
  path: '/study-fees/ledger-batches',
  scope: 'study-fees:ledger:transfer',
  request: RunTransfer,
  run: send(transferRuns, named),
})

/** The name a client gives is its own: two clients' runs never meet. */
function named({ run }: RunTransfer, { client, requestId }: Context): TransferRun {
  return { run: `${client.name}/${run ?? requestId}`.slice(0, 100) }
}
