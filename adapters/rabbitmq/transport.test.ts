import t from 'tap'
import { tcpProxy } from '../../sandbox/servers/tcp-proxy.js'
import { transportConformance } from '../../test/conformance/transport.js'
import { logged, swept, throughPort } from '../../test/rabbitmq/broker.js'
import { amqpUrl, freshPrefix } from '../../test/services.js'
import { rabbitTransport } from './transport.js'

t.jobs = 2

transportConformance(t, 'the transport on RabbitMQ', async () => {
  const url = await amqpUrl()
  const prefix = freshPrefix()
  const { hostname: host, port } = new URL(url)
  const proxy = await tcpProxy({ host, port: Number(port) })
  const { log } = logged()
  return {
    join: (self) =>
      rabbitTransport({
        url: throughPort(url, proxy.port),
        prefix,
        self,
        log,
        chance: () => 0.5,
        heartbeatSeconds: 2,
        giveUpMs: 30_000,
      }),
    network: proxy,
    async close() {
      await proxy.close()
      await swept(prefix)
    },
  }
})
