import type { Meet, Meeting, Standing, Writes } from '../ports/unit.js'
import type { Running } from './running.js'

/** Meets whose decisions are known after the commit that has taken them. */
export function overheard(meets: readonly Meet[]): {
  readonly heard: readonly Meet[]
  readonly decided: () => readonly Writes[]
} {
  const decided = new Map<number, Meeting>()
  const heard = meets.map((meet, index) => ({
    ...meet,
    decide(standing: readonly Standing[]) {
      const meeting = meet.decide(standing)
      decided.set(index, meeting)
      return meeting
    },
  }))
  return { heard, decided: () => [...decided.values()].flatMap(({ writes }) => writes ?? []) }
}

/** What was decided at a gate is known to the run from now on, and those who were met there are told. */
export function afterMeeting({ message, records: known, shop }: Running, { records = [], moves = [] }: Writes): void {
  for (const record of records) if (record.messageId === message.id) known.set(record.name, record)
  const others = moves.filter(({ id }) => id !== message.id)
  const ready = others.filter(({ state }) => state === 'ready').map(({ id }) => id)
  if (ready.length > 0) shop.wake(ready)
  for (const { due } of others) if (due > 0) shop.wakeBy(due)
}
