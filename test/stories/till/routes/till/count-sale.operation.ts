import { ask, operation } from '../../../../../routes/operation.js'
import { Counted, counts, Sale } from '../../flows/till/channels.js'

export default operation({
  name: 'till/count-sale',
  summary: 'Counts a sale and says the how manieth it is',
  method: 'POST',
  path: '/till/counts',
  scope: 'till:sales:write',
  request: Sale,
  response: Counted,
  run: ask(counts),
})
