import { once } from 'node:events'
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Composed } from './compose.js'
import { HUB_MAIL_LATER, HUB_MAIL_LOGIN, HUB_MAIL_NO_ANSWER, HUB_MAIL_REFUSED, HUB_MAIL_UNREACHED } from './errors.js'

export interface PoolOptions {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (port 465). */
  readonly secure: boolean
  /** STARTTLS must succeed before anything else is said. */
  readonly requireTls: boolean
  /** STARTTLS is not used even if it is offered. */
  readonly ignoreTls: boolean
  readonly ca?: string
  readonly servername?: string
  readonly login?: { readonly user: string; readonly password: string }
  readonly maxConnections: number
  readonly timeoutMs: number
}

interface SmtpFailure {
  readonly code?: string
  readonly responseCode?: number
  readonly command?: string
}

/**
 * Connections to one mail server, kept open between mails. The library's own pool does not tell whether the text had
 * begun to leave when a connection broke; this one does, since then the mail may be sent.
 */
export function smtpPool(options: PoolOptions) {
  const where = `${options.host}:${options.port}`
  const idle: SMTPConnection[] = []
  const all = new Set<SMTPConnection>()
  const waiting: (() => void)[] = []
  let taken = 0
  let closed = false

  async function send(mail: Composed, signal?: AbortSignal): Promise<void> {
    await turn(signal)
    let connection: SMTPConnection | undefined
    let left = false
    let good = false
    const abort = () => connection?.close()
    signal?.addEventListener('abort', abort, { once: true })
    try {
      connection = idle.pop() ?? (await connected())
      if (signal?.aborted) throw HUB_MAIL_UNREACHED(where, 'the deadline passed or the hub is stopping')
      // Read only after the server answered DATA with 354: from then on the mail may be sent.
      const text = new Readable({
        read() {
          left = true
          this.push(mail.bytes)
          this.push(null)
        },
      })
      await sent(connection, mail, text)
      good = true
    } catch (error) {
      throw classified(error, left)
    } finally {
      signal?.removeEventListener('abort', abort)
      if (connection) giveBack(connection, good)
      taken--
      waiting.shift()?.()
    }
  }

  async function turn(signal?: AbortSignal): Promise<void> {
    while (taken >= options.maxConnections) {
      await new Promise<void>((resolve) => {
        const go = () => {
          signal?.removeEventListener('abort', go)
          resolve()
        }
        waiting.push(go)
        signal?.addEventListener('abort', go, { once: true })
      })
      if (signal?.aborted) {
        // Its turn may have come in the same moment: it passes it on.
        if (taken < options.maxConnections) waiting.shift()?.()
        throw HUB_MAIL_UNREACHED(where, 'the deadline passed or the hub is stopping')
      }
    }
    if (closed) throw HUB_MAIL_UNREACHED(where, 'the hub is stopping')
    taken++
  }

  async function connected(): Promise<SMTPConnection> {
    const connection = new SMTPConnection({
      host: options.host,
      port: options.port,
      secure: options.secure,
      requireTLS: options.requireTls,
      ignoreTLS: options.ignoreTls,
      connectionTimeout: options.timeoutMs,
      greetingTimeout: options.timeoutMs,
      socketTimeout: options.timeoutMs,
      dnsTimeout: options.timeoutMs,
      tls: {
        minVersion: 'TLSv1.2',
        ...(options.ca === undefined ? {} : { ca: options.ca }),
        ...(options.servername === undefined ? {} : { servername: options.servername }),
      },
      logger: false,
    })
    all.add(connection)
    connection.once('end', () => forget(connection))
    // Kept for the connection's life: an error between two mails has no other listener.
    const failed = new Promise<never>((_, reject) => connection.on('error', reject))
    failed.catch(() => forget(connection))
    await Promise.race([
      failed,
      new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve()))),
    ])
    const { login } = options
    if (login) {
      const credentials = { user: login.user, pass: login.password }
      await Promise.race([
        failed,
        new Promise<void>((resolve, reject) => {
          connection.login({ credentials }, (error) => (error ? reject(error) : resolve()))
        }),
      ])
    }
    return connection
  }

  function sent(connection: SMTPConnection, mail: Composed, text: Readable): Promise<void> {
    return new Promise((resolve, reject) => {
      const ended = () => settle(() => reject(Object.assign(new Error('ended'), { code: 'ECONNECTION' })))
      const failed = (error: Error) => settle(() => reject(error))
      const settle = (act: () => void) => {
        connection.removeListener('error', failed)
        connection.removeListener('end', ended)
        act()
      }
      connection.on('error', failed)
      connection.on('end', ended)
      connection.send({ from: mail.envelope.from, to: mail.envelope.to }, text, (error, info) => {
        if (error) return failed(error)
        // Some recipients taken and some not: reported, since sending again would double it for the others.
        if (info && info.rejected.length > 0) return failed(partly(info.rejectedErrors))
        settle(resolve)
      })
    })
  }

  function giveBack(connection: SMTPConnection, good: boolean): void {
    if (!good || closed || !all.has(connection)) {
      connection.close()
      forget(connection)
      return
    }
    idle.push(connection)
  }
  function forget(connection: SMTPConnection): void {
    all.delete(connection)
    const at = idle.indexOf(connection)
    if (at >= 0) idle.splice(at, 1)
  }

  function classified(error: unknown, left: boolean): Error {
    const { code = 'an error without a code', responseCode, command = '' } = error as SmtpFailure
    if (error instanceof Error && error.name === 'HubError') return error
    if (code === 'EAUTH') return HUB_MAIL_LOGIN(where)
    if (responseCode !== undefined && responseCode >= 500) return HUB_MAIL_REFUSED(where, responseCode, command)
    if (responseCode !== undefined && responseCode >= 400) return HUB_MAIL_LATER(where, responseCode, command)
    return left ? HUB_MAIL_NO_ANSWER(where, code, error) : HUB_MAIL_UNREACHED(where, code, error)
  }

  async function close(): Promise<void> {
    closed = true
    for (const go of waiting.splice(0)) go()
    for (const connection of [...all]) {
      const ended = idle.includes(connection) ? once(connection, 'end').catch(() => {}) : undefined
      if (ended) connection.quit()
      else connection.close()
      const late = new Promise((resolve) => setTimeout(resolve, 1_000).unref())
      await Promise.race([ended, late])
      connection.close()
    }
    all.clear()
    idle.length = 0
  }

  return { where, send, close, open: () => all.size }
}
export type SmtpPool = ReturnType<typeof smtpPool>

/** One refusal among several recipients, as one failure that is final: the rest has it already. */
function partly(errors: readonly unknown[] | undefined): Error {
  const codes = (errors ?? []).map((one) => (one as SmtpFailure).responseCode ?? 0)
  return Object.assign(new Error('some recipients were refused'), {
    responseCode: Math.max(500, ...codes),
    command: 'RCPT TO (some of the recipients; the others have the mail)',
  })
}
