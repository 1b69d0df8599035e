import { type Static, Type } from 'typebox'
import { milliseconds } from './duration.js'
import { HubError, neverSent } from './errors.js'
import { fnv1a } from './hash.js'
import type { End } from './ports/unit.js'

/**
 * Which ended messages are kept with their bodies and traces: `all`, only those that did not end well (`failures`), or of
 * those that ended well a `sample` from 0 to 1. Of the others it is known for a day that they ended, and how.
 */
export type Keep = 'all' | 'failures' | { readonly sample: number }

export interface HistoryRule {
  readonly keep: Keep
  /** Milliseconds after the end. */
  readonly forMs: number
  /** Bytes that one flow's history may have. */
  readonly budget?: number
}

/** What is kept of messages that have ended. Dead letters are open work: no rule removes them. */
export interface HistoryPolicy {
  /** Bytes that the history of all flows together may have. */
  readonly budget: number
  readonly rest: HistoryRule
  /** By flow id, or by pack as `<pack>/*`; the id goes before the pack. */
  readonly flows: Readonly<Record<string, HistoryRule>>
}

export const HUB_HISTORY_SIZE = (text: string) =>
  new HubError('HUB_HISTORY_SIZE', `a size is a number with kB, MB, GB or TB, such as 2GB; got "${text}"`, neverSent)

export const HUB_HISTORY_KEEP = (text: string) =>
  new HubError(
    'HUB_HISTORY_KEEP',
    `what is kept of history is all, failures, or sample and a share up to 100%, such as sample:5%; got "${text}"`,
    neverSent,
  )

const keep = { pattern: '^(all|failures|sample:(100|\\d{1,2}(\\.\\d+)?)%)$' }
const time = { pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$' }
const size = { pattern: '^\\d+(\\.\\d+)?(kB|MB|GB|TB)$' }

const Override = Type.Object(
  {
    keep: Type.Optional(Type.String(keep)),
    for: Type.Optional(Type.String(time)),
    budget: Type.Optional(Type.String(size)),
  },
  { additionalProperties: false },
)

/** How history is configured. */
export interface HistorySettings {
  /** `all`, `failures`, or `sample:5%`. */
  readonly keep: string
  /** Such as `30d`. */
  readonly for: string
  /** Such as `2GB`. */
  readonly budget: string
  readonly flows?: Readonly<Record<string, Static<typeof Override>>>
}

/** What is kept when nobody says otherwise. */
export const DEFAULT_HISTORY: HistorySettings = { keep: 'all', for: '90d', budget: '2GB' }

/** The hub's settings of history. */
export const HistoryOptions = {
  historyKeep: Type.String({
    ...keep,
    default: DEFAULT_HISTORY.keep,
    description:
      'Which ended messages keep their bodies and traces: all, failures, or of those that ended well a sample:5%.',
  }),
  historyFor: Type.String({
    ...time,
    default: DEFAULT_HISTORY.for,
    description: 'How long ended messages are kept, such as 30d. Dead letters stay until somebody decides.',
  }),
  historyBudget: Type.String({
    ...size,
    default: DEFAULT_HISTORY.budget,
    description: 'Room for the history of all flows, such as 500MB or 2GB; above it the oldest go before their time.',
  }),
  historyFlows: Type.Optional(
    Type.Record(Type.String({ minLength: 1 }), Override, {
      description:
        'What differs for a flow or a pack: {"shop/orders": {"keep": "failures", "for": "7d", "budget": "100MB"}, "shop/*": …}.',
    }),
  ),
}

/** Throws HUB_HISTORY_SIZE, HUB_HISTORY_KEEP, HUB_DURATION. */
export function historyPolicy(settings: HistorySettings): HistoryPolicy {
  const rest = { keep: keepOf(settings.keep), forMs: milliseconds(settings.for) }
  const flows = Object.entries(settings.flows ?? {}).map(([name, own]): [string, HistoryRule] => {
    // What a flow does not say its pack may, and what that does not say the hub does.
    const packs = name.endsWith('/*') ? undefined : settings.flows?.[`${name.split('/')[0]}/*`]
    const keep = own.keep ?? packs?.keep
    const time = own.for ?? packs?.for
    const budget = own.budget ?? packs?.budget
    return [
      name,
      {
        keep: keep === undefined ? rest.keep : keepOf(keep),
        forMs: time === undefined ? rest.forMs : milliseconds(time),
        ...(budget === undefined ? {} : { budget: bytesOf(budget) }),
      },
    ]
  })
  return { budget: bytesOf(settings.budget), rest, flows: Object.fromEntries(flows) }
}

/** The rule that a flow's history follows. */
export function ruleOf({ rest, flows }: HistoryPolicy, flow: string): HistoryRule {
  return flows[flow] ?? flows[`${flow.slice(0, flow.indexOf('/'))}/*`] ?? rest
}

/** Whether a message keeps its body and traces when it ends so. */
export function keepsWhole({ keep }: HistoryRule, outcome: End['outcome'], messageId: string): boolean {
  if (keep === 'all' || outcome !== 'done') return true
  return keep !== 'failures' && shareOf(messageId) < keep.sample
}

/** The shortest time of any rule, in milliseconds. */
export function shortestOf({ rest, flows }: HistoryPolicy): number {
  return Math.min(rest.forMs, ...Object.values(flows).map(({ forMs }) => forMs))
}

/** A number from 0 up to 1 that an id always has, spread evenly (FNV-1a, 32 bits). */
export function shareOf(id: string): number {
  let hash = fnv1a(id)
  // Its high bits alone say little of the last characters.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}

const UNITS: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

/** Bytes in a size such as `2GB`, which is 2,000,000,000. Throws HUB_HISTORY_SIZE. */
export function bytesOf(text: string): number {
  const found = /^(\d+(?:\.\d+)?)(kB|MB|GB|TB)$/.exec(text)
  if (found === null) throw HUB_HISTORY_SIZE(text)
  return Math.round(Number(found[1]) * UNITS[found[2]!]!)
}

/** A size for people, in the unit that fits it. */
export function sizeText(bytes: number): string {
  for (const unit of ['TB', 'GB', 'MB', 'kB'])
    if (bytes >= UNITS[unit]!) return `${Number((bytes / UNITS[unit]!).toPrecision(3))} ${unit}`
  return `${bytes} B`
}

/** Throws HUB_HISTORY_KEEP. */
function keepOf(text: string): Keep {
  if (text === 'all' || text === 'failures') return text
  const found = /^sample:(\d+(?:\.\d+)?)%$/.exec(text)
  const share = Number(found?.[1]) / 100
  if (!(share <= 1)) throw HUB_HISTORY_KEEP(text)
  return { sample: share }
}

/** A rule in words, such as `sample:5% for 30 days`. */
export function ruleText({ keep, forMs }: HistoryRule): string {
  const what = typeof keep === 'string' ? keep : `sample:${Number((keep.sample * 100).toPrecision(6))}%`
  const days = Number((forMs / 86_400_000).toPrecision(3))
  return `${what} for ${days} ${days === 1 ? 'day' : 'days'}`
}
