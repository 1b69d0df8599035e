import t from 'tap'
import { linesOfDiagnosis } from './doctor.js'

const sound = { books: '/data', tables: 2, findings: [], pending: [], newer: [], unexamined: [] }

t.test('people are told which tables nobody has looked at', async (t) => {
  t.match(linesOfDiagnosis(sound).join('\n'), /^every table is as its migrations make it$/m)
  const lines = linesOfDiagnosis({ ...sound, unexamined: ['shop_order', 'shop_item'] }).join('\n')
  t.match(lines, /not examined of shop_order, shop_item:/)
  t.match(lines, /^every other table is as its migrations make it$/m)
})
