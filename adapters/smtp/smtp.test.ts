import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { addressOfNobody, opened, until } from '../../sandbox/stand-ins/harness.js'
import * as mailServer from '../../sandbox/stand-ins/mail-server.js'
import { standInCertificate, standInKey } from '../../sandbox/stand-ins/tls.js'
import type { Mail } from '../../schemas/partners/mail.js'
import { composed, messageIdOf } from './compose.js'
import { smtp } from './smtp.js'

const mail = smtp('mail')
const letter: Mail = {
  to: 'opintotoimisto@example.fi',
  subject: 'Käsittelymaksu maksettu',
  text: 'Tilaus on maksettu: 35,00 €.\n.\nTämä rivi tulee pisteen jälkeen.\n',
}
const plain = { host: '127.0.0.1', tls: 'if-offered', from: 'hub@example.fi', fromName: 'Palveluväylä' }

async function atServer(t: Test, options: mailServer.MailServerOptions = {}, more: object = {}) {
  const server = await mailServer.start(options)
  t.teardown(() => server.close())
  return { server, hub: await opened(t, mail, { ...plain, port: server.port, ...more }) }
}
const notDoneRetry = { instruction: { effect: 'not-done', retry: 'retry' } }
const notDoneGiveUp = { instruction: { effect: 'not-done', retry: 'give-up' } }
const unknown = { instruction: { effect: 'unknown', retry: 'retry' } }

t.test('a mail arrives whole, with sender, fixed Message-ID and the date of acceptance', async (t) => {
  const { server, hub } = await atServer(t)
  await hub.send(mail.send, letter, { key: 'effect-1' })
  const [arrived] = server.mails()
  t.match(arrived, {
    from: 'hub@example.fi',
    to: ['opintotoimisto@example.fi'],
    messageId: messageIdOf('effect-1', 'hub@example.fi'),
    subject: /^=\?UTF-8\?/,
  })
  t.match(arrived!.raw, /^Date: Sun, 01 Mar 2026 10:00:00 \+0000\r$/m)
  t.match(arrived!.raw, /^From: =\?UTF-8\?.*<hub@example\.fi>\r$/m)
  t.match(arrived!.raw, /^Auto-Submitted: auto-generated\r$/m)
  t.match(decodedText(arrived!.raw), /pisteen jälkeen/, 'a line of one dot does not end the mail')
})

t.test('sending again under the same key is the same mail byte for byte, under another key another', async (t) => {
  const sender = { from: 'hub@example.fi' }
  const use = { key: 'k', now: new Date('2026-03-01T10:00:00Z') }
  t.same((await composed(letter, sender, use)).bytes, (await composed(letter, sender, use)).bytes)
  t.not(
    (await composed(letter, sender, use)).messageId,
    (await composed(letter, sender, { ...use, key: 'l' })).messageId,
  )
})

t.test('text and HTML go together, and several recipients get one mail', async (t) => {
  const { server, hub } = await atServer(t)
  const to = ['a@example.fi', 'b@example.fi']
  await hub.send(mail.send, { ...letter, to, html: '<p>35,00 €</p>' }, { key: 'k' })
  t.match(server.mails(), [{ to, raw: /multipart\/alternative[\s\S]*text\/html/ }])
})

t.test('a header cannot be added through subject or recipient', async (t) => {
  const { server, hub } = await atServer(t)
  const wrong: Mail[] = [
    { ...letter, subject: 'Hei\r\nBcc: thief@example.com' },
    { ...letter, subject: 'x'.repeat(501) },
    { ...letter, to: 'a@example.fi\r\nBcc: thief@example.com' },
    { ...letter, to: 'a@example.fi, thief@example.com' },
    { ...letter, to: 'A <a@example.fi>' },
    { ...letter, to: '"a b"@example.fi' },
    { ...letter, to: [] },
    { ...letter, to: Array.from({ length: 101 }, (_, index) => `a${index}@example.fi`) },
    { ...letter, to: 'nobody' },
  ]
  for (const body of wrong) {
    await t.rejects(hub.send(mail.send, body), { code: 'HUB_MAIL_FIELD', message: /^(?!.*thief)/, ...notDoneGiveUp })
  }
  await hub.send(mail.send, { ...letter, text: 'Bcc: thief@example.com\r\n\r\nbody' })
  t.same(
    server.mails().map(({ to }) => to),
    [['opintotoimisto@example.fi']],
  )
})

t.test('a refusal for good gives up, a refusal for now is tried again, and neither sent anything', async (t) => {
  const { server, hub } = await atServer(t)
  server.faults({ refuse: 1 })
  await t.rejects(hub.send(mail.send, letter), {
    code: 'HUB_MAIL_REFUSED',
    message: /550 at RCPT TO/,
    ...notDoneGiveUp,
  })
  server.faults({ 'refuse-data': 1 })
  await t.rejects(hub.send(mail.send, letter), { code: 'HUB_MAIL_REFUSED', message: /554 at DATA/, ...notDoneGiveUp })
  server.faults({ tempfail: 1 })
  await t.rejects(hub.send(mail.send, letter), { code: 'HUB_MAIL_LATER', message: /451/, ...notDoneRetry })
  server.faults({ 'tempfail-data': 1 })
  await t.rejects(hub.send(mail.send, letter), { code: 'HUB_MAIL_LATER', message: /452/, ...notDoneRetry })
  t.same(server.mails(), [])
  await hub.send(mail.send, letter)
  t.equal(server.mails().length, 1, 'and then it goes')
})

t.test('a connection lost before the text left is not done; lost after it, unknown', async (t) => {
  const { server, hub } = await atServer(t)
  server.faults({ 'drop-connect': 1 })
  await t.rejects(hub.send(mail.send, letter), { code: 'HUB_MAIL_UNREACHED', ...notDoneRetry })
  server.faults({ 'drop-rcpt': 1 })
  await t.rejects(hub.send(mail.send, letter), { code: 'HUB_MAIL_UNREACHED', ...notDoneRetry })
  t.same(server.mails(), [])
  server.faults({ 'drop-data': 1 })
  await t.rejects(hub.send(mail.send, letter, { key: 'k' }), { code: 'HUB_MAIL_NO_ANSWER', ...unknown })
  t.equal(server.mails().length, 1, 'the server has it all the same')
  await hub.send(mail.send, letter, { key: 'k', attempt: 2 })
  t.equal(server.mails().length, 2)
  t.equal(server.distinct().length, 1, 'one mail by its Message-ID')
})

t.test('a server that nobody runs is not done', async (t) => {
  const port = Number((await addressOfNobody()).split(':').at(-1))
  const hub = await opened(t, mail, { ...plain, port })
  await t.rejects(hub.send(mail.send, letter), { code: 'HUB_MAIL_UNREACHED', ...notDoneRetry })
})

t.test('connections are kept between mails, bounded in number, and replaced when the server closed them', async (t) => {
  const { server, hub } = await atServer(t, {}, { maxConnections: 2 })
  for (let index = 0; index < 15; index++) await hub.send(mail.send, letter, { key: `s${index}` })
  t.equal(server.connections(), 1)
  await Promise.all(Array.from({ length: 10 }, (_, index) => hub.send(mail.send, letter, { key: `p${index}` })))
  t.equal(server.connections(), 2)
  t.equal(server.distinct().length, 25)
  server.hangUp()
  // The pool may notice the closed connection before it writes or while it does; either way nothing was sent by it.
  await until(async () => {
    try {
      await hub.send(mail.send, letter, { key: 'after' })
      return true
    } catch (error) {
      t.match(error, { code: 'HUB_MAIL_UNREACHED', ...notDoneRetry })
      return false
    }
  })
  t.equal(server.distinct().length, 26)
})

t.test('a mail that waits for a connection when it is given up was never sent', async (t) => {
  const silent = new Set<Socket>()
  const listener = createServer((socket) => silent.add(socket.on('error', () => {}))).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  t.teardown(() => {
    for (const socket of silent) socket.destroy()
    listener.close()
  })
  const { port } = listener.address() as AddressInfo
  const hub = await opened(t, mail, { ...plain, port, maxConnections: 1, timeoutMs: 300 })
  const first = hub.send(mail.send, letter)
  const stop = new AbortController()
  const second = hub.send(mail.send, letter, { signal: stop.signal })
  stop.abort()
  await t.rejects(second, { code: 'HUB_MAIL_UNREACHED', ...notDoneRetry })
  await t.rejects(first, { code: 'HUB_MAIL_UNREACHED', message: /ETIMEDOUT/, ...notDoneRetry }, 'a silent server')
})

t.test('a password is used when given, and a wrong one is named as such', async (t) => {
  const login = { user: 'hub', password: 'fictitious-password' }
  const { server, hub } = await atServer(t, { login }, login)
  await hub.send(mail.send, letter)
  t.equal(server.mails().length, 1)
  const wrong = await opened(t, mail, { ...plain, port: server.port, user: 'hub', password: 'no' })
  await t.rejects(wrong.send(mail.send, letter), { code: 'HUB_MAIL_LOGIN', message: /^(?!.*fictitious)/ })
  const none = await opened(t, mail, { ...plain, port: server.port })
  await t.rejects(none.send(mail.send, letter), { code: 'HUB_MAIL_REFUSED', message: /530/ })
})

t.test('without TLS nothing is said when TLS is asked for', async (t) => {
  const { server } = await atServer(t)
  const strict = await opened(t, mail, { ...plain, tls: 'starttls', port: server.port })
  await t.rejects(strict.send(mail.send, letter), { code: /HUB_MAIL_(UNREACHED|REFUSED)/ })
  t.same(server.mails(), [])
})

t.test('plain text although TLS is offered is for this machine only', async (t) => {
  const { server, hub } = await atServer(
    t,
    { tls: { key: standInKey, cert: standInCertificate } },
    { tls: 'this-machine' },
  )
  await hub.send(mail.send, letter)
  t.match(server.mails(), [{ secure: false }])
  await t.rejects(opened(t, mail, { ...plain, host: 'mail.example.fi', tls: 'this-machine' }), {
    code: 'HUB_MAIL_SETTING',
  })
})

t.test(
  'TLS is checked against the configured authority, and a certificate nobody vouches for is not trusted',
  async (t) => {
    const tls = { key: standInKey, cert: standInCertificate }
    const { server, hub } = await atServer(t, { tls }, { tls: 'starttls' })
    await t.rejects(hub.send(mail.send, letter), { code: 'HUB_MAIL_UNREACHED', ...notDoneRetry })
    t.same(server.mails(), [])
    const caFile = join(t.testdir({ 'ca.pem': standInCertificate }), 'ca.pem')
    const trusting = await opened(t, mail, { ...plain, tls: 'starttls', port: server.port, caFile })
    await trusting.send(mail.send, letter)
    t.match(server.mails(), [{ secure: true }])
    const misnamed = await opened(t, mail, {
      ...plain,
      tls: 'starttls',
      port: server.port,
      caFile,
      serverName: 'mail.example.fi',
    })
    await t.rejects(misnamed.send(mail.send, letter), { code: 'HUB_MAIL_UNREACHED' })
  },
)

function decodedText(raw: string): string {
  const [, ...body] = raw.split('\r\n\r\n')
  const text = body.join('\r\n\r\n')
  return /base64/i.test(raw)
    ? Buffer.from(text, 'base64').toString('utf8')
    : Buffer.from(
        text
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')
}
