import { Counter, Gauge, type Registry } from 'prom-client'
import type { Membership } from '../../bus/ports/seats.js'

/** How often something happened since the start, as the hub itself counts it; by the labels of each. */
type Counts = readonly (readonly [count: number, labels?: Readonly<Record<string, string>>])[]

/** Figures of a hub that shares its books with others; one that has its books alone shows none of them. */
export function membershipFigures(registry: Registry, membership: () => Membership | undefined): void {
  const registers = [registry]
  const gauge = (name: string, help: string, read: (seen: Membership) => number) =>
    new Gauge({
      name: `dromedary_${name}`,
      help,
      registers,
      collect() {
        const seen = membership()
        if (seen === undefined) this.remove()
        else this.set(read(seen))
      },
    })
  const counter = (name: string, help: string, labelNames: readonly string[], read: (seen: Membership) => Counts) =>
    new Counter({
      name: `dromedary_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        const seen = membership()
        if (labelNames.length === 0 && seen === undefined) this.remove()
        else this.reset()
        for (const [count, labels = {}] of seen === undefined ? [] : read(seen)) this.inc(labels, count)
      },
    })

  gauge(
    'hubs_alive',
    'Processes that share the books and lived at the last beat, this one included.',
    (seen) => seen.members,
  )
  gauge('partitions_owned', 'Partitions whose messages this process runs.', ({ owned }) => owned.length)
  gauge('lease_held', '1 while this process has reached the books within its lease.', ({ isMember }) =>
    Number(isMember),
  )
  gauge('transport_linked', '1 while the way to the other processes stands.', ({ isLinked }) => Number(isLinked))
  counter('beats_total', 'Beats by which this process said that it lives.', ['outcome'], ({ beats, failedBeats }) => [
    [beats, { outcome: 'told' }],
    [failedBeats, { outcome: 'failed' }],
  ])
  counter('partitions_lost_total', 'Partitions that others took over before this process gave them up.', [], (seen) => [
    [seen.lostPartitions],
  ])
  counter('envelopes_total', 'Envelopes to and from other processes.', ['what'], ({ envelopes }) => [
    [envelopes.sent, { what: 'sent' }],
    [envelopes.givenUp, { what: 'given-up' }],
    [envelopes.came, { what: 'came' }],
  ])
  counter(
    'messages_found_total',
    'Messages read from the books because their partition was taken over or no envelope came.',
    [],
    ({ found }) => [[found]],
  )
}
