import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { controlled, Faults, json, serve } from './web.js'

/* A mail server that keeps what it is sent. */

const faultNames = [
  'refuse', // 550 for the recipient
  'tempfail', // 451 for the recipient
  'refuse-data', // 554 after the message
  'tempfail-data', // 452 after the message
  'drop-connect', // the connection is closed before the greeting
  'drop-rcpt', // the connection is dropped at the recipient
  'drop-data', // the message is kept, then the connection is dropped instead of an answer
] as const
export type MailFault = (typeof faultNames)[number]

export interface MailServerOptions {
  readonly faults?: Partial<Record<MailFault, number>>
  /** User and password; without them anybody may send. */
  readonly login?: { readonly user: string; readonly password: string }
  /** PEM of key and certificate for STARTTLS. */
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly port?: number
}

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly messageId: string
  readonly subject: string
  readonly raw: string
  readonly secure: boolean
}

export async function start(options: MailServerOptions = {}) {
  const faults = new Faults(faultNames, options.faults)
  const mails: Mail[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const drop = (session: object) => {
    const { remotePort } = session as { remotePort?: number }
    for (const socket of sockets) if (socket.remotePort === remotePort) socket.destroy()
  }
  const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

  const server = new SMTPServer({
    authOptional: !options.login,
    ...(options.tls ? { ...options.tls } : { disabledCommands: options.login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'] }),
    allowInsecureAuth: true,
    logger: false,
    disableReverseLookup: true,
    size: 1_048_576,
    onConnect(session, callback) {
      connections++
      if (faults.take('drop-connect')) return drop(session)
      callback()
    },
    onAuth({ username, password }, _, callback) {
      if (username === options.login?.user && password === options.login?.password) callback(null, { user: username })
      else callback(refusal(535, 'wrong user or password'))
    },
    onRcptTo(_, session, callback) {
      if (faults.take('drop-rcpt')) return drop(session)
      if (faults.take('refuse')) return callback(refusal(550, 'no such mailbox'))
      if (faults.take('tempfail')) return callback(refusal(451, 'try again later'))
      callback()
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (faults.take('refuse-data')) return callback(refusal(554, 'content refused'))
        if (faults.take('tempfail-data')) return callback(refusal(452, 'no room'))
        const raw = Buffer.concat(chunks).toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          messageId: header(raw, 'Message-ID'),
          subject: header(raw, 'Subject'),
          raw,
          secure: session.secure,
        })
        if (faults.take('drop-data')) return drop(session)
        callback()
      })
    },
  })
  server.on('error', () => {}) // dropped connections are what the faults are for
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo

  /** What a mailbox shows: one mail per Message-ID. */
  const distinct = () => [...new Map(mails.map((mail) => [mail.messageId, mail])).values()]
  const control = await serve(
    async (request) =>
      (await controlled(request, {
        faults: (given: Partial<Record<MailFault, number>>) => faults.set(given),
        mails: () => mails,
        distinct,
      })) ?? json({ error: 'not found' }, 404),
  )

  return {
    url: control.url,
    port,
    mails: () => [...mails],
    distinct,
    connections: () => connections,
    faults: (wanted: Partial<Record<MailFault, number>>) => faults.set(wanted),
    /** Closes every connection that stands, as a server does when it restarts. */
    hangUp: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(resolve))
      await control.close()
    },
  }
}
export type MailServer = Awaited<ReturnType<typeof start>>

function header(raw: string, name: string): string {
  const head = raw.split(/\r?\n\r?\n/, 1)[0]!.replace(/\r?\n[ \t]+/g, ' ')
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
}
