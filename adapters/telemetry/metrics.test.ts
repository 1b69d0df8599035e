import t from 'tap'
import type { ConnectionState } from '../../bus/hub.js'
import type { Membership } from '../../bus/ports/seats.js'
import { openMetrics } from './metrics.js'

const lines = async (metrics: ReturnType<typeof openMetrics>, name: string) =>
  (await metrics.text()).split('\n').filter((line) => line.startsWith(`dromedary_${name}`))

t.test('what is told is counted under names with their units', async (t) => {
  const metrics = openMetrics({ version: '1.2.3', process: false })
  const { watch } = metrics
  watch.accepted!('shop/take', 3)
  const run = watch.run!({ messageId: 'm', correlationId: 'c', flow: 'shop/take', tries: 0, handOffMs: 2 })!
  const effect = { connection: 'bank', end: 'pay', step: 'call bank.pay', attempt: 1 }
  run.effect!({ ...effect, lookUp: false })!.ended!({ outcome: 'unknown', ms: 30, code: 'HUB_DEADLINE' })
  run.effect!({ ...effect, lookUp: true })!.ended!({ outcome: 'answered', ms: 30 })
  run.ended!({ outcome: 'retry', ms: 40, code: 'HUB_DEADLINE', steps: () => [] })
  watch.deadLetter!({ messageId: 'm', correlationId: 'c', flow: 'shop/take', code: 'HUB_BODY_REFUSED', byRun: false })
  watch.committed!(5, 8)
  watch.fired!({ id: 'shop/nightly', scheduledFor: 1_000, firedAt: 2_000 })
  watch.call!({ method: 'POST', route: '/x', operation: 'shop/send' })!.ended!({ status: 202, ms: 7 })

  t.same(await lines(metrics, 'messages_accepted_total'), ['dromedary_messages_accepted_total{flow="shop/take"} 3'])
  t.same(await lines(metrics, 'runs_total'), ['dromedary_runs_total{flow="shop/take",outcome="retry"} 1'])
  t.same(await lines(metrics, 'retries_total'), ['dromedary_retries_total{flow="shop/take",code="HUB_DEADLINE"} 1'])
  t.same(await lines(metrics, 'dead_letters_total'), [
    'dromedary_dead_letters_total{flow="shop/take",code="HUB_BODY_REFUSED"} 1',
  ])
  t.same(await lines(metrics, 'effects_total'), [
    'dromedary_effects_total{connection="bank",end="pay",outcome="unknown"} 1',
    'dromedary_effects_total{connection="bank",end="pay",outcome="look-up answered"} 1',
  ])
  t.ok((await lines(metrics, 'handoff_seconds')).includes('dromedary_handoff_seconds_sum 0.002'))
  t.ok((await lines(metrics, 'run_seconds')).includes('dromedary_run_seconds_sum{flow="shop/take"} 0.04'))
  t.ok((await lines(metrics, 'commit_units')).includes('dromedary_commit_units_bucket{le="4"} 0'))
  t.ok((await lines(metrics, 'commit_units')).includes('dromedary_commit_units_bucket{le="8"} 1'))
  t.same(await lines(metrics, 'job_last'), ['dromedary_job_last_fired_timestamp_seconds{job="shop/nightly"} 2'])
  t.ok(
    (await lines(metrics, 'http_request_seconds')).includes(
      'dromedary_http_request_seconds_count{operation="shop/send",status="202"} 1',
    ),
  )
})

t.test('gauges say what the hub looks like at the scrape', async (t) => {
  const metrics = openMetrics({ version: '1.2.3', process: false })
  t.same(await lines(metrics, 'living'), [], 'nothing is made up before there is a hub')
  let living = 4
  let state: ConnectionState['state'] = 'open'
  metrics.look({
    flows: () => [{ id: 'shop/take', paused: true, waiting: 1, running: 2, living }],
    connections: () => [{ name: 'bank', state, running: 3, waiting: 2, late: 1 }],
  })
  t.same(await lines(metrics, 'living'), ['dromedary_living_messages{flow="shop/take"} 4'])
  t.same(await lines(metrics, 'running'), ['dromedary_running_messages{flow="shop/take"} 2'])
  t.same(await lines(metrics, 'flow_paused'), ['dromedary_flow_paused{flow="shop/take"} 1'])
  t.same(await lines(metrics, 'circuit_state'), ['dromedary_circuit_state{connection="bank"} 2'])
  t.same(await lines(metrics, 'connection_uses'), [
    'dromedary_connection_uses{connection="bank",state="running"} 3',
    'dromedary_connection_uses{connection="bank",state="waiting"} 2',
    'dromedary_connection_uses{connection="bank",state="late"} 1',
  ])
  living = 0
  state = 'closed'
  t.same(await lines(metrics, 'living'), ['dromedary_living_messages{flow="shop/take"} 0'])
  t.same(await lines(metrics, 'circuit_state'), ['dromedary_circuit_state{connection="bank"} 0'])
})

t.test(
  'a hub that shares its books tells how it stands with the others, and one that does not is silent',
  async (t) => {
    const metrics = openMetrics({ version: '1.2.3', process: false })
    const hub = { flows: () => [], connections: () => [] }
    const told = async () =>
      (await metrics.text())
        .split('\n')
        .filter((line) => /^dromedary_(hubs|part|lease|trans|beats|env|messages)/.test(line))
    metrics.look(hub)
    t.same(await told(), [])
    const membership = (sent: number): Membership => ({
      members: 3,
      owned: [1, 4, 7, 10, 13],
      isMember: true,
      isLinked: false,
      beats: 90,
      failedBeats: 2,
      lostPartitions: 6,
      envelopes: { sent, givenUp: 5, came: 8 },
      found: 4,
    })
    for (const sent of [7, 9]) {
      metrics.look({ ...hub, membership: membership(sent) })
      t.same(await told(), [
        'dromedary_hubs_alive 3',
        'dromedary_partitions_owned 5',
        'dromedary_lease_held 1',
        'dromedary_transport_linked 0',
        'dromedary_beats_total{outcome="told"} 90',
        'dromedary_beats_total{outcome="failed"} 2',
        'dromedary_partitions_lost_total 6',
        `dromedary_envelopes_total{what="sent"} ${sent}`,
        'dromedary_envelopes_total{what="given-up"} 5',
        'dromedary_envelopes_total{what="came"} 8',
        'dromedary_messages_found_total 4',
      ])
    }
  },
)

t.test('however many codes a pack makes up, the labels stay bounded', async (t) => {
  const metrics = openMetrics({ version: '1.2.3', process: false })
  for (let n = 0; n < 2_000; n++)
    metrics.watch.deadLetter!({ messageId: 'm', correlationId: 'c', flow: 'f', code: `HUB_${n}`, byRun: true })
  const found = await lines(metrics, 'dead_letters_total')
  t.equal(found.length, 501)
  t.ok(found.includes('dromedary_dead_letters_total{flow="f",code="other"} 1500'))
})

t.test('the process tells its memory and event loop', async (t) => {
  const text = await openMetrics({ version: '1.2.3' }).text()
  t.match(text, /^process_resident_memory_bytes \d+/m)
  t.match(text, /^nodejs_eventloop_lag_p99_seconds /m)
  t.match(text, /^dromedary_info\{version="1\.2\.3"\} 1$/m)
})
