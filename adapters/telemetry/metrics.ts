import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ConnectionState, Hub } from '../../bus/hub.js'
import type { Membership } from '../../bus/ports/seats.js'
import type { Watch } from '../../bus/ports/watch.js'
import { bounded } from './bounded.js'
import { membershipFigures } from './membership-figures.js'

export interface MetricsUse {
  readonly version: string
  /** Whether to tell the process's own figures too: memory, event loop, garbage collection. They are the process's, so one hub of a process tells them. */
  readonly process?: boolean
}

/** What a hub looks like at the moment of a scrape. */
export type Seen = Pick<Hub, 'flows'> & {
  connections(): readonly Pick<ConnectionState, 'name' | 'state' | 'running' | 'waiting' | 'late'>[]
  /** The hub among those that share its books; undefined where nobody does. */
  readonly membership?: Membership | undefined
}

export interface Metrics {
  readonly watch: Watch
  readonly contentType: string
  /** The text of one scrape, Prometheus text format 0.0.4. */
  text(): Promise<string>
  /** From now on gauges are read from this hub. */
  look(hub: Seen): void
}

/** Seconds: from what a disk with a fast fsync needs to what a slow partner takes. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const UNITS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
const CIRCUITS = ['closed', 'half-open', 'open']
/** Codes stand in the code, so they are few; this holds even for a pack that makes them up. */
const MOST_CODES = 500

/** The hub's figures for Prometheus. Every label value stands in the code or the configuration of the hub. */
export function openMetrics({ version, process = true }: MetricsUse): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (process) collectDefaultMetrics({ register: registry })
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `dromedary_${name}`, help, labelNames, registers })
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    buckets: number[] = SECONDS,
  ) => new Histogram({ name: `dromedary_${name}`, help, labelNames, buckets, registers })
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    collect?: (this: Gauge<Label>) => void,
  ) => new Gauge({ name: `dromedary_${name}`, help, labelNames, registers, ...(collect && { collect }) })

  let hub: Seen | undefined
  const code = bounded(MOST_CODES)

  gauge('info', 'Always 1; says which version runs.', ['version']).set({ version }, 1)
  gauge('living_messages', 'Messages that have not ended, whatever they wait for.', ['flow'], function () {
    for (const { id, living } of hub?.flows() ?? []) this.set({ flow: id }, living)
  })
  gauge('running_messages', 'Messages whose run is under way.', ['flow'], function () {
    for (const { id, running } of hub?.flows() ?? []) this.set({ flow: id }, running)
  })
  gauge('flow_paused', '1 while an operator keeps the flow from beginning anything.', ['flow'], function () {
    for (const { id, paused } of hub?.flows() ?? []) this.set({ flow: id }, paused ? 1 : 0)
  })
  gauge(
    'circuit_state',
    'Whether a connection is in use: 0 closed (it is), 1 half open (it is tried), 2 open (it is left alone).',
    ['connection'],
    function () {
      for (const { name, state } of hub?.connections() ?? [])
        this.set({ connection: name }, Math.max(0, CIRCUITS.indexOf(state)))
    },
  )
  gauge(
    'connection_uses',
    'Uses of a connection: running, waiting for a place, late (over their deadline, and nobody waits for them).',
    ['connection', 'state'],
    function () {
      for (const { name: connection, ...uses } of hub?.connections() ?? [])
        for (const state of ['running', 'waiting', 'late'] as const) this.set({ connection, state }, uses[state])
    },
  )

  membershipFigures(registry, () => hub?.membership)

  const accepted = counter('messages_accepted_total', 'Messages that were accepted durably.', ['flow'])
  const runs = counter('runs_total', 'Runs by what they came to.', ['flow', 'outcome'])
  const runSeconds = histogram('run_seconds', 'How long a run took, waits within it not included.', ['flow'])
  const handOff = histogram('handoff_seconds', 'From acceptance, its commit included, to the first step.')
  const effects = counter('effects_total', 'Tries of effects by what came of them.', ['connection', 'end', 'outcome'])
  const effectSeconds = histogram('effect_seconds', 'How long a try of an effect took.', ['connection', 'end'])
  const commitSeconds = histogram('commit_seconds', 'How long a commit of the books took, its fsync included.')
  const commitUnits = histogram('commit_units', 'Units of work that shared a commit.', [], UNITS)
  const letters = counter('dead_letters_total', 'Messages that the hub gave up on.', ['flow', 'code'])
  const retries = counter('retries_total', 'Runs that failed and are tried again.', ['flow', 'code'])
  const inDoubt = counter('in_doubt_total', 'Runs that ended with an effect in doubt.', ['flow', 'code'])
  const fired = gauge('job_last_fired_timestamp_seconds', 'When a job fired last, as a Unix time.', ['job'])
  const calls = histogram('http_request_seconds', 'How long HTTP calls took to answer.', ['operation', 'status'])

  const watch: Watch = {
    accepted: (flow, count) => accepted.inc({ flow }, count),
    run: ({ flow, handOffMs }) => {
      if (handOffMs !== undefined) handOff.observe(handOffMs / 1000)
      return {
        effect: ({ connection, end, lookUp }) => ({
          ended: ({ outcome, ms }) => {
            effects.inc({ connection, end, outcome: lookUp ? `look-up ${outcome}` : outcome })
            effectSeconds.observe({ connection, end }, ms / 1000)
          },
        }),
        ended: ({ outcome, ms, code: why }) => {
          runs.inc({ flow, outcome })
          runSeconds.observe({ flow }, ms / 1000)
          if (outcome === 'retry') retries.inc({ flow, code: code(why) })
          if (outcome === 'in-doubt') inDoubt.inc({ flow, code: code(why) })
        },
      }
    },
    committed: (units, ms) => {
      commitSeconds.observe(ms / 1000)
      commitUnits.observe(units)
    },
    deadLetter: (letter) => letters.inc({ flow: letter.flow, code: code(letter.code) }),
    fired: ({ id, firedAt }) => fired.set({ job: id }, firedAt / 1000),
    call: ({ operation }) => ({
      ended: ({ status, ms }) => calls.observe({ operation, status: String(status) }, ms / 1000),
    }),
  }
  return {
    watch,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    look: (seen) => {
      hub = seen
    },
  }
}
