import type { CallWatch, EffectWatch, RunWatch, Watch } from '../../bus/ports/watch.js'

const context = <W extends { readonly traceparent?: string }>(watches: readonly W[]) => {
  const traceparent = watches.find((watch) => watch.traceparent !== undefined)?.traceparent
  return traceparent === undefined ? {} : { traceparent }
}

const heard = <W>(watches: readonly Watch[], ask: (watch: Watch) => W | undefined): W[] =>
  watches.map(ask).filter((watch) => watch !== undefined)

/** Several who watch as one. The first that knows a trace context is asked for it. */
export function together(watches: readonly Watch[]): Watch {
  return {
    accepted: (flow, count) => {
      for (const watch of watches) watch.accepted?.(flow, count)
    },
    made: (message) => watches.find((watch) => watch.made)?.made?.(message),
    run: (run) => {
      const runs = heard<RunWatch>(watches, (watch) => watch.run?.(run))
      return {
        ...context(runs),
        effect: (effect) => {
          const effects = runs.map((each) => each.effect?.(effect)).filter((each) => each !== undefined)
          return {
            ...context<EffectWatch>(effects),
            ended: (ended) => effects.forEach((each) => void each.ended?.(ended)),
          }
        },
        ended: (ended) => runs.forEach((each) => void each.ended?.(ended)),
      }
    },
    committed: (units, ms) => {
      for (const watch of watches) watch.committed?.(units, ms)
    },
    deadLetter: (letter) => {
      for (const watch of watches) watch.deadLetter?.(letter)
    },
    fired: (job) => {
      for (const watch of watches) watch.fired?.(job)
    },
    paused: (flow, paused) => {
      for (const watch of watches) watch.paused?.(flow, paused)
    },
    call: (call) => {
      const calls = heard<CallWatch>(watches, (watch) => watch.call?.(call))
      return { ...context(calls), ended: (ended) => calls.forEach((each) => void each.ended?.(ended)) }
    },
  }
}
