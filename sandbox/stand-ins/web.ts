import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/*
 * What the stand-ins share: a server on a free port of 127.0.0.1, faults on command and control over HTTP. Stand-ins
 * import nothing of the product: a partner played by our own code would only agree with itself.
 */

export interface Request {
  readonly method: string
  readonly path: string
  /** Without the question mark, as it came. */
  readonly rawQuery: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Drops the connection without another byte. */
  drop(): void
  /** Sends the headers and half of the answer, then drops the connection. */
  half(answer: Answer): void
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export type Handler = (request: Request) => Promise<Answer | 'dropped'>

/** Faults by name, each with the number of times it is still to happen. */
export class Faults<Name extends string> {
  readonly left = new Map<Name, number>()
  readonly allowed: readonly Name[]
  constructor(allowed: readonly Name[], start: Partial<Record<Name, number>> = {}) {
    this.allowed = allowed
    this.set(start)
  }
  /** Sets how often each of the named faults happens from now on. */
  set(faults: Partial<Record<Name, number>>): void {
    for (const [name, times] of Object.entries(faults) as [Name, number][]) {
      if (!this.allowed.includes(name)) throw new Error(`no fault ${name}; there are ${this.allowed.join(', ')}`)
      this.left.set(name, times)
    }
  }
  /** Whether the fault is to happen now; counts it. */
  take(name: Name): boolean {
    const left = this.left.get(name) ?? 0
    if (left > 0) this.left.set(name, left - 1)
    return left > 0
  }
}

export interface WebServer {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

const MAX_BODY = 1_048_576

/** A server on a free port. Anything a handler throws becomes an answer 500 with its text. */
export async function serve(handler: Handler, port = 0): Promise<WebServer> {
  const server: Server = createServer((incoming, outgoing) => {
    read(incoming, outgoing)
      .then(async (request) => {
        const answer = await handler(request)
        if (answer !== 'dropped') send(outgoing, answer)
      })
      .catch((error: unknown) => send(outgoing, { status: 500, body: String(error) }))
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(incoming: IncomingMessage, outgoing: ServerResponse): Promise<Request> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_BODY) throw new Error(`a body of more than ${MAX_BODY} bytes`)
    chunks.push(chunk)
  }
  const [path = '/', ...query] = (incoming.url ?? '/').split('?')
  return {
    method: incoming.method ?? 'GET',
    path,
    rawQuery: query.join('?'),
    headers: incoming.headers as Record<string, string>,
    body: Buffer.concat(chunks),
    drop: () => incoming.socket.destroy(),
    half: ({ status, headers, body = '' }) => {
      const bytes = Buffer.from(body)
      outgoing.writeHead(status, { ...headers, 'content-length': String(bytes.length) })
      outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => incoming.socket.destroy())
    },
  }
}

function send(outgoing: ServerResponse, { status, headers, body = '' }: Answer): void {
  if (outgoing.headersSent || outgoing.destroyed) return
  outgoing.writeHead(status, headers)
  outgoing.end(body)
}

export const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

/** The answer to a control request, or undefined when the path is none of ours. Commands get the JSON body. */
export async function controlled(
  request: Request,
  commands: Readonly<Record<string, (given: never) => unknown>>,
): Promise<Answer | undefined> {
  if (!request.path.startsWith('/control/')) return undefined
  const command = commands[request.path.slice('/control/'.length)]
  if (!command) return json({ error: `no command ${request.path}`, commands: Object.keys(commands) }, 404)
  try {
    const given = request.body.length > 0 ? JSON.parse(request.body.toString('utf8')) : {}
    return json((await command(given as never)) ?? { done: true })
  } catch (error) {
    return json({ error: error instanceof Error ? error.message : String(error) }, 400)
  }
}

/** A page for people: a sentence and buttons. */
export function page(
  title: string,
  sentence: string,
  buttons: readonly { label: string; href: string }[] = [],
): Answer {
  const links = buttons.map(({ label, href }) => `<a href="${escaped(href)}">${escaped(label)}</a>`).join(' · ')
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><html lang="en"><title>${escaped(title)}</title><h1>${escaped(title)}</h1><p>${escaped(sentence)}</p><p>${links}</p></html>`,
  }
}
export const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
