import { type Started, waitingHub } from './waiting.js'

/** The hub of waiting.ts in a process of its own. */
export function part({ folder, expected }: { readonly folder: string; readonly expected: number }): Promise<Started> {
  return waitingHub(folder, expected)
}
