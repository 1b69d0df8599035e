import { operation, send } from '../../../../../routes/operation.js'
import { Sale, sales } from '../../flows/till/channels.js'

export default operation({
  name: 'till/record-sale',
  summary: 'Takes a sale, to be written down and printed',
  method: 'POST',
  path: '/till/sales',
  scope: 'till:sales:write',
  request: Sale,
  run: send(sales),
})
