import { InvalidArgumentError } from 'commander'

const MOST = 500

/** How many rows a command prints: 1 to 500. */
export function limit(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > MOST)
    throw new InvalidArgumentError(`It is a whole number from 1 to ${MOST}.`)
  return count
}
