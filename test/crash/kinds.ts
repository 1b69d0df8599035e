import type { Kind } from './shapes.js'
import { questions, split } from './work/batches.js'
import { effects, repeats, waits } from './work/effects.js'
import { groups, sequences, signals } from './work/meeting.js'
import { nightly } from './work/nightly.js'
import { freeOrder, heldOrder } from './work/ordered.js'
import { parts, undoing } from './work/parts.js'
import { asks, claims, copies } from './work/passing.js'

/** All work that the load is mixed of. */
export const kinds: readonly Kind[] = [
  heldOrder,
  freeOrder,
  effects,
  repeats,
  waits,
  split,
  questions,
  nightly,
  parts,
  undoing,
  groups,
  sequences,
  signals,
  copies,
  claims,
  asks,
]
