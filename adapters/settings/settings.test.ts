import t from 'tap'
import { connectionOf } from '../../bus/adapter.js'
import { opened } from '../../sandbox/stand-ins/harness.js'
import { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { settings } from './settings.js'

const fees = settings('study-fees', StudyFeesSettings)

t.test('a pack reads its settings with their defaults, typed', async (t) => {
  const hub = await opened(t, fees, { ledgerLayout: 'proe', expiryDays: 3 })
  const [row] = await hub.read(fees.read, { anything: 'is asked' })
  const layout: 'hub-gl' | 'proe' = row!.ledgerLayout
  t.equal(layout, 'proe')
  t.match(row, { expiryDays: 3, restoringCents: 3500, ledgerCompany: 'UNI1' })
  t.ok(Object.isFrozen(row))
})

t.test('a wrong setting does not open', async (t) => {
  await t.rejects(opened(t, fees, { ledgerLayout: 'excel' }))
  await t.rejects(opened(t, fees, { expiryDays: 0 }))
  await t.rejects(opened(t, fees, { colour: 'brown' }))
})

t.test('the connection is known by the name of the pack', async (t) => {
  t.match(connectionOf(fees), { name: 'study-fees', adapter: 'settings' })
})
