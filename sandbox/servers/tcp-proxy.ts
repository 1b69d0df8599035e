import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a server, and does to the link between them what networks do. */
export interface TcpProxy {
  readonly port: number
  /** Links that stand now. */
  readonly links: number
  /** Breaks every link and takes no new one. */
  cut(): void
  /** Nothing passes and nothing breaks: a black hole. New links are taken and hear nothing. */
  stall(): void
  /** Everything passes again; after a stall also what was held back. */
  heal(): void
  /** Each piece arrives so many milliseconds later, in both directions. */
  delay(ms: number): void
  /** Tells every client something, as if the server had said it. */
  say(bytes: Uint8Array): void
  close(): Promise<void>
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
}

/** Listens on a free port of this machine and passes everything on to `host:port`. */
export async function tcpProxy(to: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>()
  const timers = new Set<NodeJS.Timeout>()
  let refusing = false
  let stalled = false
  let delayMs = 0

  const listener = createServer((client) => {
    if (refusing) {
      client.on('error', () => {})
      client.destroy()
      return
    }
    const pair: Pair = { client, server: connect(to.port, to.host) }
    pairs.add(pair)
    join(pair, client, pair.server)
    join(pair, pair.server, client)
  })

  function join(pair: Pair, from: Socket, into: Socket): void {
    from.setNoDelay(true)
    if (stalled) from.pause()
    const later = inOrder()
    from.on('data', (bytes) => later(() => into.write(bytes)))
    from.on('end', () => later(() => into.end()))
    from.on('error', () => broken(pair))
    from.on('close', () => later(() => broken(pair)))
  }

  /** One direction of a link: nothing overtakes what came before it, also when the delay has become shorter meanwhile. */
  function inOrder(): (work: () => void) => void {
    const waiting: { readonly due: number; readonly work: () => void }[] = []
    let timer: NodeJS.Timeout | undefined
    const go = () => {
      if (timer !== undefined) timers.delete(timer)
      timer = undefined
      while (waiting.length > 0 && waiting[0]!.due <= performance.now()) waiting.shift()!.work()
      if (waiting.length === 0) return
      timer = setTimeout(go, waiting[0]!.due - performance.now())
      timers.add(timer)
    }
    return (work) => {
      waiting.push({ due: Math.max(performance.now() + delayMs, waiting.at(-1)?.due ?? 0), work })
      if (timer === undefined) go()
    }
  }

  function broken(pair: Pair): void {
    pairs.delete(pair)
    pair.client.destroy()
    pair.server.destroy()
  }

  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const cut = () => {
    refusing = true
    for (const { client, server } of pairs) {
      // A reset and not a goodbye, as when a machine or a firewall goes.
      client.resetAndDestroy()
      server.resetAndDestroy()
    }
    pairs.clear()
  }
  const each = (work: (socket: Socket) => void) => {
    for (const { client, server } of pairs) {
      work(client)
      work(server)
    }
  }
  return {
    port: (listener.address() as AddressInfo).port,
    get links() {
      return pairs.size
    },
    cut,
    stall() {
      stalled = true
      each((socket) => socket.pause())
    },
    heal() {
      refusing = false
      stalled = false
      each((socket) => socket.resume())
    },
    delay(ms) {
      delayMs = ms
    },
    say(bytes) {
      for (const { client } of pairs) client.write(bytes)
    },
    async close() {
      cut()
      for (const timer of timers) clearTimeout(timer)
      listener.close()
      await once(listener, 'close')
    },
  }
}
