import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import t from 'tap'
import { freePort } from './ports.js'

const RANGE = '/proc/sys/net/ipv4/ip_local_port_range'
/** The first port that this system gives to outgoing connections; where it cannot be read, IANA's. */
const [lowest] = existsSync(RANGE) ? readFileSync(RANGE, 'utf8').trim().split(/\s+/).map(Number) : [49_152]

t.test('a free port can be listened on, and is none that outgoing connections get', async (t) => {
  const port = await freePort()
  t.ok(port > 1_023 && port < lowest!, `${port} lies below ${lowest}`)
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  server.close()
})
