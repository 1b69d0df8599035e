/*
 * The load on a web server, in a process of its own: so many connections that are kept alive, each with one request under
 * way. Written on bare sockets, so that the load itself takes little of the machine; its share is told.
 */
import { connect, type Socket } from 'node:net'
import { cpuMeter, percentile, round } from './measure.js'
import { orderNo } from './shop.js'

export interface LoadOptions {
  readonly port: number
  readonly path: string
  readonly key: string
  readonly connections: number
  readonly seconds: number
  /** Seconds before these that do not count. */
  readonly warmSeconds: number
  /** The first order's number, so that no order comes twice. */
  readonly from: number
}

export interface LoadResult {
  readonly perSecond: number
  readonly answered: number
  readonly p50ms: number
  readonly p99ms: number
  /** Share of one core that this process took. */
  readonly cpuShare: number
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')
const LENGTH = /\r\ncontent-length: (\d+)/i

/** Posts orders until the time is over. Rejects when an answer is not 202. */
export async function part(options: LoadOptions): Promise<LoadResult> {
  const { seconds, warmSeconds, connections } = options
  const took: number[] = []
  let next = options.from
  let counting = false
  let over = false
  const request = () => requestOf(options, next++)
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(options.port)))
  const all = sockets.map((socket) =>
    talk(
      socket,
      request,
      () => over,
      (ms) => {
        if (counting) took.push(ms)
      },
    ),
  )
  const failed = Promise.race(all)
  await within(warmSeconds, failed)
  const cpu = cpuMeter()
  const began = performance.now()
  counting = true
  await within(seconds, failed)
  counting = false
  const ms = performance.now() - began
  const cpuShare = cpu()
  over = true
  await Promise.all(all)
  return {
    perSecond: round((took.length / ms) * 1_000),
    answered: next - options.from,
    p50ms: round(percentile(took, 0.5), 2),
    p99ms: round(percentile(took, 0.99), 2),
    cpuShare,
  }
}

function requestOf({ path, key, port }: LoadOptions, n: number): string {
  const body = JSON.stringify(orderNo(n))
  return (
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${key}\r\n` +
    `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  )
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

/** One request after the other on one connection; resolves when it is over. */
function talk(socket: Socket, request: () => string, over: () => boolean, took: (ms: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let began = performance.now()
    let came: Buffer = Buffer.alloc(0)
    const ask = () => {
      began = performance.now()
      socket.write(request())
    }
    socket.on('error', reject)
    socket.on('close', () => (over() ? resolve() : reject(new Error('the server has closed a connection under load'))))
    socket.on('data', (chunk) => {
      came = came.length === 0 ? chunk : Buffer.concat([came, chunk])
      const end = came.indexOf(END_OF_HEAD)
      if (end < 0) return
      const head = came.toString('latin1', 0, end)
      if (came.length < end + 4 + Number(LENGTH.exec(head)?.[1] ?? 0)) return
      if (!head.startsWith('HTTP/1.1 202')) {
        reject(new Error(`an order was answered with ${came.toString('utf8').slice(0, 2_000)}`))
        return
      }
      took(performance.now() - began)
      came = Buffer.alloc(0)
      if (over()) socket.end()
      else ask()
    })
    ask()
  })
}

/** Waits so many seconds; rejects when something fails meanwhile. */
async function within(seconds: number, failed: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1_000)
  })
  await Promise.race([time, failed])
  clearTimeout(timer)
}
