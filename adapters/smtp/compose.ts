import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Mail } from '../../schemas/partners/mail.js'
import { HUB_MAIL_FIELD } from './errors.js'

export interface Composed {
  readonly envelope: { readonly from: string; readonly to: string[] }
  readonly messageId: string
  readonly bytes: Buffer
}

const MAX_TO = 100
// Narrower than RFC 5321: no quotes, comments or source routes, which are where injection hides.
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/

/** The bytes of a mail. The same key and time give the same Message-ID and date. Throws HUB_MAIL_FIELD. */
export async function composed(
  mail: Mail,
  sender: { readonly from: string; readonly fromName?: string; readonly replyTo?: string },
  use: { readonly key: string; readonly now: Date },
): Promise<Composed> {
  const to = typeof mail.to === 'string' ? [mail.to] : [...mail.to]
  if (to.length < 1 || to.length > MAX_TO) throw HUB_MAIL_FIELD('recipient list', `1 to ${MAX_TO} addresses`)
  for (const address of to) if (!ADDRESS.test(address)) throw HUB_MAIL_FIELD('recipient', 'a plain mail address')
  if (hasControl(mail.subject) || mail.subject.length > 500) {
    throw HUB_MAIL_FIELD('subject', 'at most 500 characters on one line')
  }
  const messageId = messageIdOf(use.key, sender.from)
  const bytes = await new MailComposer({
    // Objects, so that no text is parsed as a list of addresses.
    from: { name: sender.fromName ?? '', address: sender.from },
    to: to.map((address) => ({ name: '', address })),
    ...(sender.replyTo === undefined ? {} : { replyTo: { name: '', address: sender.replyTo } }),
    subject: mail.subject,
    text: mail.text,
    ...(mail.html === undefined ? {} : { html: mail.html }),
    messageId,
    date: use.now,
    headers: { 'Auto-Submitted': 'auto-generated' },
    // A body must never be read from a path or an address that stands in it.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  return { envelope: { from: sender.from, to }, messageId, bytes }
}

/** Fixed by the effect's key: a mailbox that gets it twice can tell, and most show it once. */
export function messageIdOf(key: string, from: string): string {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 40)
  return `<${name}@${from.slice(from.lastIndexOf('@') + 1)}>`
}

function hasControl(text: string): boolean {
  for (const character of text) if (character < ' ' || character === '\u007f') return true
  return false
}
