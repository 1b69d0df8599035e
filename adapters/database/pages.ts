import type { Page } from '../../bus/ports/store.js'
import { HUB_PAGE_LIMIT, HUB_PAGE_MARK } from './errors.js'

/** A page must not hold the event loop for long. */
const MOST = 10_000

/** Throws HUB_PAGE_LIMIT. */
export function limitOf({ limit }: Page): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw HUB_PAGE_LIMIT(MOST, limit)
  return limit
}

/** The place a page ended at, for the next one to begin after. Opaque to whoever carries it. */
export function markOf(list: string, ...place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString('base64url')
}

/** The place in a mark that this list gave out, or undefined for the first page. Throws HUB_PAGE_MARK. */
export function placeOf<Place extends readonly (string | number)[]>(
  list: string,
  { after }: Page,
  shape: { readonly [Index in keyof Place]: 'string' | 'number' },
): Place | undefined {
  if (after === undefined) return undefined
  try {
    const [name, ...place] = JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as unknown[]
    const fits = place.length === shape.length && place.every((value, index) => typeof value === shape[index])
    if (name === list && fits) return place as unknown as Place
  } catch {
    // Not JSON: nothing this list gave out.
  }
  throw HUB_PAGE_MARK(list)
}

/** Cuts one row too many, which only told that there are more. */
export function paged<Row>(rows: readonly Row[], limit: number, mark: (last: Row) => string) {
  if (rows.length <= limit) return { rows }
  const kept = rows.slice(0, limit)
  return { rows: kept, next: mark(kept[limit - 1]!) }
}
