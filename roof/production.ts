import { statSync } from 'node:fs'
import type { Setting } from '../bus/settings.js'
import type { ConnectionSettings, HubSettings } from './hub-settings.js'

const PLAIN = /^(http|ftp|amqp|mysql|mariadb|smtp|ws):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^/:?#]+)/i
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/i

const ENCRYPTS = /[?&]tls=true(&|$)/

/** An address that is spoken to without encryption over a network that others may listen to. */
function isPlain(value: unknown, inside: readonly string[]): value is string {
  if (typeof value !== 'string' || ENCRYPTS.test(value)) return false
  const host = PLAIN.exec(value)?.[2]
  return host !== undefined && !LOOPBACK.test(host) && !inside.includes(host)
}

function othersRead(path: string): boolean {
  return (statSync(path).mode & 0o007) !== 0
}

/** What the production profile refuses: options that are only good for trying out. */
export function insecure(
  hub: HubSettings,
  settings: readonly Setting[],
  connections: readonly ConnectionSettings[],
  file: string | undefined,
): string[] {
  const problems: string[] = []
  const inside = hub.plainHosts?.split(',') ?? []
  if (hub.publicUrl === undefined)
    problems.push(
      'HUB_PUBLIC_URL is not set: the production profile builds no address for browsers from what a caller says',
    )
  else if (!hub.publicUrl.startsWith('https://'))
    problems.push('HUB_PUBLIC_URL must begin with https:// in the production profile')
  const all = [...settings, ...connections.flatMap((connection) => connection.settings)]
  for (const { variable, value, key, insecure: refused } of all) {
    if (key !== 'publicUrl' && isPlain(value, inside))
      problems.push(`${variable} is an address without encryption, which the production profile refuses`)
    if (refused)
      problems.push(`${variable} has a value that is only good for trying out, which the production profile refuses`)
  }
  const secretInFile = all.some(
    ({ secret, value, origin }) => secret && value !== undefined && origin.startsWith('from '),
  )
  if (file !== undefined && secretInFile && othersRead(file))
    problems.push(
      `${file} holds secrets and can be read by every user of this machine; take that right away (chmod 640)`,
    )
  return problems
}
