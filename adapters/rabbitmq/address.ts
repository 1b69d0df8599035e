import type { Options, SocketOptions } from 'amqplib'
import { HUB_AMQP_ADDRESS } from './errors.js'

/** Where a broker is and how to log in. */
export interface Broker {
  /** Host and port, for sentences: an address with its password is never shown. */
  readonly where: string
  readonly connect: Options.Connect
  readonly virtualHost: string
  /** Takes the password out of a text. */
  readonly masked: (text: string) => string
}

/** What TLS needs besides an amqps:// address. */
export interface BrokerTls {
  /** PEM text of the authority that signed the broker's certificate, where the system does not know it. */
  readonly ca?: string
  /** Name in the certificate, when it is not the host. */
  readonly serverName?: string
  /** PEM texts of a certificate and key of our own, where the broker asks for them. */
  readonly certificate?: string
  readonly key?: string
}

function unescaped(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw HUB_AMQP_ADDRESS(`the ${what} has a broken % escape`)
  }
}

/** Reads an address as in the AMQP URI specification of RabbitMQ. Throws HUB_AMQP_ADDRESS. */
export function brokerAt(url: string, heartbeatSeconds: number): Broker {
  let parts: URL
  try {
    parts = new URL(url)
  } catch {
    throw HUB_AMQP_ADDRESS('this one cannot be read')
  }
  const secure = parts.protocol === 'amqps:'
  if (!secure && parts.protocol !== 'amqp:') throw HUB_AMQP_ADDRESS(`this one begins with ${parts.protocol}`)
  if (parts.hostname === '') throw HUB_AMQP_ADDRESS('this one has no host')
  if (parts.search !== '' || parts.hash !== '') throw HUB_AMQP_ADDRESS('this one has something after ? or #')
  const vhost = parts.pathname.length > 1 ? parts.pathname.slice(1) : '%2f'
  if (vhost.includes('/')) throw HUB_AMQP_ADDRESS('this one has a / in the virtual host, which is written %2f')
  const port = parts.port === '' ? (secure ? 5671 : 5672) : Number(parts.port)
  const hostname = parts.hostname.replace(/^\[|\]$/g, '')
  const anonymous = parts.username === '' && parts.password === ''
  const password = anonymous ? 'guest' : unescaped(parts.password, 'password')
  return {
    where: `${parts.hostname}:${port}`,
    virtualHost: unescaped(vhost, 'virtual host'),
    connect: {
      protocol: secure ? 'amqps' : 'amqp',
      hostname,
      port,
      username: anonymous ? 'guest' : unescaped(parts.username, 'user'),
      password,
      // Unescaped by the library.
      vhost,
      heartbeat: heartbeatSeconds,
    },
    masked: (text) => (password === '' ? text : text.replaceAll(password, '…')),
  }
}

/** How the socket of a link is opened. */
export function socketOptions(name: string, timeoutMs: number, tls: BrokerTls = {}): SocketOptions {
  return {
    noDelay: true,
    keepAlive: true,
    timeout: timeoutMs,
    clientProperties: { connection_name: name, product: 'Dromedary' },
    ...(tls.ca === undefined ? {} : { ca: [tls.ca] }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    ...(tls.certificate === undefined ? {} : { cert: tls.certificate }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  }
}
