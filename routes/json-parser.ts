import type { FastifyInstance } from 'fastify'
import { HUB_MEDIA_TYPE } from './errors.js'
import { parseJson } from './json-body.js'

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i

/** Takes JSON and nothing else; a plugin that takes forms adds its own parser for itself. */
export function jsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1]
      if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
        throw HUB_MEDIA_TYPE('JSON is sent in UTF-8 (RFC 8259, section 8.1); the Content-Type names another charset')
      // No bytes are no body; whether one is needed is the operation's to say.
      done(null, body.length === 0 ? undefined : parseJson(body))
    } catch (error) {
      done(error as Error, undefined)
    }
  })
}
