import { once } from 'node:events'
import { chmod, lstat, unlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { type FastifyInstance, fastify } from 'fastify'
import { bodyAsJson } from '../bus/codec.js'
import { codeOf, instructionOf, isHubError } from '../bus/errors.js'
import { forgetControlPath, prepareControlPath } from './control-path.js'
import {
  HUB_ADDRESS_UNKNOWN,
  HUB_CONTROL_COMMAND,
  HUB_CONTROL_PATH,
  HUB_CONTROL_TAKEN,
  HUB_INTERNAL,
  HUB_OPERATOR,
} from './errors.js'
import { jsonBodies } from './json-parser.js'

export interface ControlParts {
  readonly dataFolder: string
  /**
   * Carries out a command. `by` is `operator:<name>` for the audit. Parameters are as they came: unknown until checked.
   * What it throws reaches the operator with code and sentence.
   */
  carryOut(command: string, params: unknown, by: string): Promise<unknown>
  /** Where the socket goes when the data folder's own path is too long. */
  readonly temporary?: string
}

export interface ControlServer {
  readonly path: string
  /** Lets running commands end, and removes the socket. */
  close(): Promise<void>
}

const OPERATOR = /^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,59}$/u
const MOST_BODY_BYTES = 1024 * 1024

/**
 * The way in for operators: a socket in the data folder that only the hub's own user may open, so that the file system
 * says who is one. Throws HUB_CONTROL_TAKEN, HUB_CONTROL_PATH.
 */
export async function controlServer(parts: ControlParts): Promise<ControlServer> {
  const path = await prepareControlPath(parts.dataFolder, parts.temporary)
  await clear(path)
  const app = commandApp(parts)
  await app.ready()
  await listenPrivately(app, path)
  return {
    path,
    async close() {
      // Fastify closes only what it opened itself.
      const closed = new Promise<void>((resolve) => app.server.close(() => resolve()))
      await app.close()
      await closed
      await forgetControlPath(parts.dataFolder)
    },
  }
}

function commandApp(parts: ControlParts): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: MOST_BODY_BYTES, return503OnClosing: false })
  jsonBodies(app)
  app.post<{ Params: { command: string }; Body: unknown }>('/commands/:command', async (request, reply) => {
    const { command } = request.params
    const body = request.body as { readonly operator?: unknown; readonly params?: unknown } | null | undefined
    if (typeof body !== 'object' || body === null)
      throw HUB_CONTROL_COMMAND(command, 'came without operator and parameters')
    const { operator, params } = body
    if (typeof operator !== 'string' || !OPERATOR.test(operator)) throw HUB_OPERATOR()
    const result = await parts.carryOut(command, params ?? {}, `operator:${operator}`)
    return reply.header('content-type', 'application/json').send(bodyAsJson({ result: result ?? null }))
  })
  app.setNotFoundHandler(() => {
    throw HUB_ADDRESS_UNKNOWN()
  })
  // An operator gets the whole sentence of our own errors: who may open the socket may read the log too.
  app.setErrorHandler((thrown, _request, reply) => {
    const error = isHubError(thrown) ? thrown : HUB_INTERNAL()
    const { retry, effect } = instructionOf(error)
    return reply
      .code(isHubError(thrown) ? 422 : ((thrown as { statusCode?: number }).statusCode ?? 500))
      .header('content-type', 'application/json')
      .send(
        bodyAsJson({ error: { code: codeOf(error), message: error.message, retry, effect, details: error.details } }),
      )
  })
  return app
}

async function listenPrivately(app: FastifyInstance, path: string): Promise<void> {
  const listening = once(app.server, 'listening')
  // The socket is bound before `listen` returns; a moment later the process-wide mask is what it was.
  const mask = process.umask(0o177)
  try {
    app.server.listen(path)
  } finally {
    process.umask(mask)
  }
  await listening
  await chmod(path, 0o600)
}

/** Removes the socket of a hub that was killed; refuses to take the place of one that answers, or of something else. */
async function clear(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined) return
  if (!found.isSocket()) throw HUB_CONTROL_PATH(path, 'something that is no socket has that name')
  if (await answers(path)) throw HUB_CONTROL_TAKEN(path)
  await unlink(path)
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const say = (is: boolean) => () => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', say(true)).once('error', say(false))
  })
}
