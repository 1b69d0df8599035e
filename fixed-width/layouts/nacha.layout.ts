import { atLeastOnce, inOrder, oneOf, optional, repeat } from '../frame.js'
import { layout } from '../layout.js'
import { LENGTH } from './nacha/fields.js'
import { BLOCK, records } from './nacha/records.js'
import { rules } from './nacha/rules.js'
import { sample } from './nacha/sample.js'

const comesBack = oneOf('addenda98', 'addenda98Refused', 'addenda99', 'addenda99Dishonored', 'addenda99Contested')
const entries = atLeastOnce('entry', optional('addenda02'), repeat('addenda05'), optional(comesBack))
const iatEntries = atLeastOnce(
  'iatEntry',
  oneOf(
    inOrder(
      inOrder('addenda10', 'addenda11', 'addenda12', 'addenda13', 'addenda14', 'addenda15', 'addenda16'),
      repeat('addenda17'),
      repeat('addenda18'),
      optional('iatAddenda99'),
    ),
    'iatAddenda98',
  ),
)
const batch = oneOf(inOrder(oneOf('iatBatchHeader', 'iatNocBatchHeader'), iatEntries), inOrder('batchHeader', entries))

/**
 * Files of the US automated clearing house after the NACHA Operating Rules, appendix three: batches of entries with their
 * addenda, IAT batches with theirs, returns, notifications of change, and files of ADV batches. Amounts are in cents and
 * have no sign: the transaction code says whether they are debits or credits.
 */
export const nacha = layout('nacha', {
  summary: 'US ACH payments, returns and notifications of change (NACHA files), to and from the bank or operator.',
  encoding: 'windows-1252',
  lines: { write: 'lf', read: 'optional', lastMayLackEnd: true },
  filler: { text: '9'.repeat(LENGTH), blockOf: BLOCK, mayLack: true },
  records,
  frame: [
    'fileHeader',
    oneOf(
      inOrder(repeat(batch, 'batchControl'), 'fileControl'),
      inOrder(
        atLeastOnce('advBatchHeader', atLeastOnce('advEntry', optional('addenda99')), 'advBatchControl'),
        'advFileControl',
      ),
    ),
  ],
  rules,
  sample,
})
export default nacha
