import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { until } from '../../test/kit/event.js'
import { tcpProxy } from './tcp-proxy.js'

async function echo() {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await tcpProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  const client = async () => {
    const socket = connect(proxy.port, '127.0.0.1')
    let heard = ''
    let broken = false
    socket.on('data', (bytes) => {
      heard += bytes
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      broken = true
    })
    await once(socket, 'connect')
    return { socket, heard: () => heard, broken: () => broken }
  }
  return { server, proxy, client }
}

t.test('a proxy passes on, holds back, breaks, heals and delays', async (t) => {
  const { server, proxy, client } = await echo()
  const one = await client()
  one.socket.write('a')
  await until('an echo', () => one.heard() === 'a')
  proxy.stall()
  one.socket.write('b')
  const two = await client()
  two.socket.write('c')
  await until('the second link', () => proxy.links === 2)
  t.equal(one.heard(), 'a', 'nothing passes')
  proxy.heal()
  await until('what was held back', () => one.heard() === 'ab' && two.heard() === 'c')
  proxy.delay(50)
  const began = performance.now()
  one.socket.write('d')
  await until('a late echo', () => one.heard() === 'abd')
  t.ok(performance.now() - began >= 95, 'both directions are late')
  proxy.delay(0)
  proxy.cut()
  await until('both are broken', () => one.broken() && two.broken())
  const three = await client()
  await until('a new one is broken too', () => three.broken())
  proxy.heal()
  const four = await client()
  proxy.say(Buffer.from('!'))
  four.socket.write('e')
  await until('what the proxy said, and an echo', () => four.heard().includes('!') && four.heard().includes('e'))
  await proxy.close()
  await until('the last is broken', () => four.broken())
  server.close()
})

t.test('what comes after a delay that was taken away does not overtake what still waits', async (t) => {
  const { server, proxy, client } = await echo()
  const one = await client()
  proxy.delay(50)
  await new Promise((resolve) => one.socket.write('1', resolve))
  // The kernel has it; the proxy takes it in the next turns of the loop.
  for (let n = 0; n < 5; n++) await turn()
  proxy.delay(0)
  one.socket.write('2')
  await until('both', () => one.heard().length === 2)
  t.equal(one.heard(), '12')
  await proxy.close()
  server.close()
})
