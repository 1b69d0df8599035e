import type { FastifyBaseLogger } from 'fastify'
import { codeOf, sentenceOf } from '../bus/errors.js'

const SECRET_PATHS = [
  '*.authorization',
  '*.cookie',
  '*.key',
  '*.apiKey',
  '*.password',
  '*.secret',
  '*.token',
  '*.body',
  '*.query',
]

/** An error for the log: code, our own sentence, and where it happened. The text of a foreign error may hold anything. */
export function safeError(error: unknown): Readonly<Record<string, unknown>> {
  const stack = error instanceof Error ? error.stack : undefined
  const cause = error instanceof Error && error.cause !== undefined ? { cause: safeError(error.cause) } : {}
  return {
    code: codeOf(error),
    message: sentenceOf(error),
    at: stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
    ...cause,
  }
}

/** A logger for the web floor that cannot print a body, a key, a query or a foreign error's text. */
export function safeLog(log: FastifyBaseLogger): FastifyBaseLogger {
  return log.child(
    { part: 'web' },
    {
      redact: { paths: SECRET_PATHS, censor: '[hidden]' },
      serializers: {
        err: safeError,
        error: safeError,
        req: (request: { readonly method?: string }) => ({ method: request.method }),
        res: (response: { readonly statusCode?: number }) => ({ status: response.statusCode }),
      },
    },
  )
}
