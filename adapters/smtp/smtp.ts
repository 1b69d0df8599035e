import { readFile } from 'node:fs/promises'
import { type Static, Type } from 'typebox'
import { defineAdapter } from '../../bus/adapter.js'
import type { Mail } from '../../schemas/partners/mail.js'
import { composed } from './compose.js'
import { HUB_MAIL_SETTING } from './errors.js'
import { type SmtpPool, smtpPool } from './pool.js'

export const SmtpOptions = Type.Object(
  {
    host: Type.String({ description: 'Name of the mail server.', default: '127.0.0.1', minLength: 1 }),
    port: Type.Integer({ description: 'Its port.', default: 587, minimum: 1, maximum: 65_535 }),
    tls: Type.Union(
      [
        Type.Literal('starttls'),
        Type.Literal('from-the-start'),
        Type.Literal('this-machine'),
        Type.Literal('if-offered'),
      ],
      {
        description:
          'starttls: nothing is said before STARTTLS succeeded. from-the-start: TLS from the first byte (port 465). this-machine: plain text to a server on this machine, and to no other. if-offered: TLS when the server offers it, plain text otherwise; for trying out.',
        default: 'starttls',
        'x-insecure': ['if-offered'],
      },
    ),
    caFile: Type.Optional(
      Type.String({ description: 'PEM file of the authority that signed the server’s certificate.' }),
    ),
    serverName: Type.Optional(
      Type.String({ description: 'Name in the server’s certificate, when it is not the host.' }),
    ),
    user: Type.Optional(Type.String({ description: 'User name.' })),
    password: Type.Optional(Type.String({ description: 'Password.', 'x-secret': true })),
    from: Type.String({ description: 'Sender address of every mail.', format: 'email', default: 'hub@example.fi' }),
    fromName: Type.Optional(Type.String({ description: 'Sender name of every mail.', maxLength: 100 })),
    replyTo: Type.Optional(Type.String({ description: 'Where answers go.', format: 'email' })),
    maxConnections: Type.Integer({ description: 'Connections at one time.', default: 2, minimum: 1, maximum: 20 }),
    timeoutMs: Type.Integer({
      description: 'Milliseconds without a word from the server.',
      default: 15_000,
      minimum: 100,
      maximum: 120_000,
    }),
  },
  { additionalProperties: false },
)
export type SmtpOptions = Static<typeof SmtpOptions>

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/

interface Client {
  readonly options: SmtpOptions
  readonly pool: SmtpPool
}

/** Mail over SMTP (RFC 5321). */
export const smtp = defineAdapter({
  name: 'smtp',
  summary: 'Sends mail, each with a Message-ID that stays the same when it is sent again.',
  options: SmtpOptions,
  async open(options: SmtpOptions): Promise<Client> {
    if (options.tls === 'this-machine' && !LOOPBACK.test(options.host)) throw HUB_MAIL_SETTING()
    const { host, port, tls, caFile, serverName, user, password, maxConnections, timeoutMs } = options
    const pool = smtpPool({
      host,
      port,
      secure: tls === 'from-the-start',
      requireTls: tls === 'starttls',
      ignoreTls: tls === 'this-machine',
      ...(caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') }),
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(user === undefined ? {} : { login: { user, password: password ?? '' } }),
      maxConnections,
      timeoutMs,
    })
    return { options, pool }
  },
  close: ({ pool }) => pool.close(),
  ends: (make) => ({
    /** Resolves when the server has taken the mail. In doubt it is sent again under the same Message-ID. */
    send: make.sink<Mail>('send', {
      inDoubt: 'resend',
      async perform({ options, pool }, mail, use) {
        const { from, fromName, replyTo } = options
        const sender = {
          from,
          ...(fromName === undefined ? {} : { fromName }),
          ...(replyTo === undefined ? {} : { replyTo }),
        }
        await pool.send(await composed(mail, sender, use), use.signal)
      },
    }),
  }),
})
