import { type Logger, pino } from 'pino'
import type { RunEnded, Watch } from '../../bus/ports/watch.js'
import { traceIdOf } from './traceparent.js'

export type Log = Logger

/** The hub's log: one JSON object per line, on standard error unless told. */
export function openLog(level: string, to?: NodeJS.WritableStream): Log {
  return pino({ level, base: null }, to ?? pino.destination({ dest: 2, sync: true }))
}

const SAID: Readonly<Record<string, readonly [level: 'warn' | 'error', sentence: string]>> = {
  retry: ['warn', 'a run failed; it is tried again'],
  'in-doubt': ['warn', 'nobody knows whether an effect took place'],
  'dead-letter': ['error', 'a message was given up'],
  unwritten: ['error', 'a run could not be written; it is walked again'],
}

/**
 * Writes what an operator should read: ids, flow, step and code. Never a body, and never an error's sentence, which a
 * pack may have written with less care than the hub; `dromedary messages <id>` shows it.
 */
export function watchingLog(log: Log): Watch {
  return {
    run: ({ messageId, correlationId, flow, tries, traceparent }) => {
      const traceId = traceIdOf(traceparent)
      const about = { flow, messageId, correlationId, ...(traceId && { traceId }) }
      return {
        ended: ({ outcome, ms, code, step, due }: RunEnded) => {
          const [level, sentence] = SAID[outcome] ?? ['debug', 'a run ended']
          // Made up only when somebody reads it: most runs end well, and most logs begin at info.
          if (!log.isLevelEnabled(level)) return
          log[level](
            {
              ...about,
              ...(step && { step }),
              ...(code && { code }),
              outcome,
              tries: tries + 1,
              ms: Math.round(ms * 10) / 10,
              ...(due !== undefined && { due: new Date(due).toISOString() }),
            },
            sentence,
          )
        },
      }
    },
    deadLetter: ({ byRun, ...about }) => {
      if (!byRun) log.error({ ...about, outcome: 'dead-letter' }, SAID['dead-letter']![1])
    },
    paused: (flow, paused) => log.info({ flow }, paused ? 'a flow was paused' : 'a flow goes on'),
  }
}
