import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below the ports that systems give to outgoing connections: while a server is down for a restart nobody else gets its
 * port, and a client that knocks again and again does not end up talking to itself.
 */
const LOWEST = 20_000
const HIGHEST = 32_000
const TRIES = 200

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

/** A port of 127.0.0.1 on which nobody listens at this moment. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(LOWEST, HIGHEST)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port of 127.0.0.1 found between ${LOWEST} and ${HIGHEST} in ${TRIES} tries`)
}
