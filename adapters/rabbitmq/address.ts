import { readFileSync } from 'node:fs'
import type { Options, SocketOptions } from 'amqplib'
import { HUB_AMQP_ADDRESS } from './errors.js'

/** Where a broker is and how to log in. */
export interface Broker {
  /** Host and port, for sentences: an address with its password is never shown. */
  readonly where: string
  readonly connect: Options.Connect
  readonly virtualHost: string
  readonly tls: BrokerTls
  /** Takes the password out of a text. */
  readonly masked: (text: string) => string
}

/** PEM texts: the authority that signed the broker's certificate, and a certificate and key of our own. */
type BrokerTls = Pick<SocketOptions, 'ca' | 'cert' | 'key'>

const TLS_FILES = ['ca', 'cert', 'key'] as const

function unescaped(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw HUB_AMQP_ADDRESS(`the ${what} has a broken % escape`)
  }
}

/** Never tells a name or value that is not known: a password with a ? in it would be shown. */
function tlsOf(given: URLSearchParams, secure: boolean): BrokerTls {
  const tls: { ca?: string; cert?: string; key?: string } = {}
  for (const name of given.keys())
    if (!TLS_FILES.some((known) => known === name))
      throw HUB_AMQP_ADDRESS('this one has more after ? than ca, cert and key')
  for (const name of TLS_FILES) {
    const path = given.get(name)
    if (path === null) continue
    if (!secure) throw HUB_AMQP_ADDRESS(`this one names a file of ${name} and does not begin with amqps:`)
    try {
      tls[name] = readFileSync(path, 'utf8')
    } catch {
      throw HUB_AMQP_ADDRESS(`the file of ${name}, ${path}, cannot be read`)
    }
  }
  if ((tls.cert === undefined) !== (tls.key === undefined)) throw HUB_AMQP_ADDRESS('cert and key go together')
  return tls
}

/**
 * Reads an address as in the AMQP URI specification of RabbitMQ, with the files that TLS needs named as in the address of
 * the books: `amqps://…/virtual-host?ca=/path/ca.pem&cert=/path/hub.pem&key=/path/hub.key`. Throws HUB_AMQP_ADDRESS.
 */
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
  if (parts.hash !== '') throw HUB_AMQP_ADDRESS('this one has something after #')
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
    tls: tlsOf(parts.searchParams, secure),
    masked: (text) => (password === '' ? text : text.replaceAll(password, '…')),
  }
}

/** How the socket of a link is opened. */
export function socketOptions(name: string, timeoutMs: number, tls: BrokerTls): SocketOptions {
  return {
    noDelay: true,
    keepAlive: true,
    timeout: timeoutMs,
    clientProperties: { connection_name: name, product: 'Dromedary' },
    ...tls,
  }
}
