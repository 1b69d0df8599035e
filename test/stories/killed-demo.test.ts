import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import t from 'tap'
import { customersOf, RETURN_ADDRESS } from '../../sandbox/demo/customers.js'
import { type HubProcess, startHub } from '../../sandbox/demo/hub-process.js'
import { accountFile, askAboutUnclear, batchesOf, rest, transfer } from '../../sandbox/demo/nightly.js'
import { portalOf } from '../../sandbox/demo/portal.js'
import { faultsIn } from '../../sandbox/demo/report.js'
import { openTown, settingsFor } from '../../sandbox/demo/town.js'
import { portalKey, resultOf, trade } from '../../sandbox/demo.js'
import { freePort } from '../../sandbox/servers/ports.js'

// Twenty processes that start, work and die, on a machine that runs other tests beside them.
t.setTimeout(900_000)

const KILLS = 22
const ORDERS = 120

t.test(
  'a hub that is killed again and again while people pay loses no order, repeats no change and pays nothing twice',
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'dromedary-killed-'))
    const town = await openTown(folder)
    const port = await freePort()
    const settings = { ...settingsFor(town, { port, returnUrls: RETURN_ADDRESS }), HUB_LOG_LEVEL: 'info' }
    const key = await portalKey(settings)
    let hub: HubProcess = await startHub(settings)
    t.teardown(async () => {
      await hub.stop()
      await town.close()
      await rm(folder, { recursive: true, force: true })
    })
    const portal = portalOf(`http://127.0.0.1:${port}`, key)

    let served = 0
    let kills = 0
    const trading = trade(portal, town, customersOf(ORDERS), () => served++, 6)
    let over = false
    void trading.finally(() => {
      over = true
    })
    // A fixed series that looks like chance: every run kills at other moments of other work, and can be looked at again.
    const moments = Array.from({ length: KILLS }, (_, n) => 20 + ((n * 7919) % 331))
    for (const moment of moments) {
      await new Promise((resolve) => setTimeout(resolve, moment))
      if (over && kills >= 20) break
      await hub.kill()
      kills++
      hub = await startHub(settings)
    }
    await trading
    t.ok(kills >= 20, `${kills} kills`)
    t.equal(served, ORDERS, 'every payer was served in the end')

    await rest(settings)
    await askAboutUnclear(settings)
    await hub.kill()
    hub = await startHub(settings)
    await accountFile(portal, town, settings, 'KTL-0001.txt')
    await hub.kill()
    hub = await startHub(settings)
    const batch = await transfer(portal, settings)
    await hub.kill()
    hub = await startHub(settings)
    await rest(settings)

    const report = await town.ledger.check({ file: basename(batch.file) })
    t.strictSame(report.problems, [], 'the ledger takes the file')
    const { layout, vouchers, debitCents, creditCents } = batch
    const result = await resultOf(portal, town, settings, {
      file: batch.file,
      layout,
      vouchers,
      debitCents,
      creditCents,
    })
    t.strictSame(faultsIn(result, report.ok), [], JSON.stringify(result))
    t.equal(result.orders, ORDERS, 'no accepted order is lost and none was made twice')

    const paidAtTheBank = town.bank
      .payments()
      .filter(({ state, cents, paidCents }) => state === 'paid' && cents === paidCents)
    const paidAtPaytrail = town.paytrail
      .payments()
      .filter(({ status, body, paidCents }) => status === 'ok' && paidCents === body.amount)
    t.equal(
      result.paid,
      paidAtTheBank.length + paidAtPaytrail.length,
      'what was paid at the partners is paid in the hub, each once',
    )
    t.equal(new Set(report.references).size, report.references.length, 'no reference is posted twice')
    t.equal((await batchesOf(portal)).length, 1)
    const subjects = new Map<string, Set<string>>()
    for (const { messageId, subject } of town.post.mails())
      subjects.set(messageId, (subjects.get(messageId) ?? new Set()).add(subject))
    t.ok(
      [...subjects.values()].every((same) => same.size === 1),
      'a mail that was sent again is the same mail',
    )
  },
)
