import type { Test } from 'tap'
import { conformance, type Exceptions } from './conformance.js'
import { acceptingCases } from './store-accepting.js'
import { changingCases } from './store-changing.js'
import { claimingCases } from './store-claiming.js'
import { deadLetterCases } from './store-dead-letters.js'
import { endingCases } from './store-ending.js'
import { groupingCases } from './store-grouping.js'
import { historyCases } from './store-history.js'
import { keepingCases } from './store-keeping.js'
import { listingCases } from './store-listing.js'
import { livingCases } from './store-living.js'
import type { OpenStore } from './store-made.js'
import { meetingCases } from './store-meeting.js'
import { togetherCases } from './store-meeting-together.js'
import { officeCases } from './store-office.js'
import { refusingCases } from './store-refusing.js'
import { splittingCases } from './store-splitting.js'

/** What every implementation of `bus/ports/store.ts` keeps. `open` gives fresh books to every case. */
export function storeConformance(t: Test, name: string, open: OpenStore, exceptions: Exceptions = {}): void {
  const { suite, done } = conformance(t, name, exceptions)
  for (const cases of [
    acceptingCases,
    refusingCases,
    changingCases,
    livingCases,
    endingCases,
    deadLetterCases,
    listingCases,
    officeCases,
    keepingCases,
    historyCases,
    meetingCases,
    splittingCases,
    claimingCases,
    groupingCases,
    togetherCases,
  ])
    cases(suite, open)
  done()
}
