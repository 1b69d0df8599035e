import { Type } from 'typebox'
import { defineAdapter, type EffectUse } from '../../../../bus/adapter.js'
import { HubError } from '../../../../bus/errors.js'
import type { Sale } from '../flows/till/channels.js'

const refused = (status: number) =>
  new HubError('HUB_PAPER_REFUSED', `the paper was refused with ${status}`, { retry: 'retry', effect: 'not-done' })

/** A roll of paper in the process of the test. It is told which process writes. */
const paper = defineAdapter({
  name: 'paper',
  summary: 'Prints what was sold, in the process of the test.',
  options: Type.Object({ url: Type.String() }, { additionalProperties: false }),
  open: async ({ url }: { url: string }) => url,
  ends: ({ sink }) => ({
    print: sink<Sale>('print', {
      inDoubt: 'resend',
      deadlineMs: 5_000,
      perform: async (url: string, { till, n }: Sale, { key, signal }: EffectUse) => {
        const body = JSON.stringify({ till, n, key, pid: process.pid })
        const answer = await fetch(url, { method: 'POST', body, signal })
        await answer.arrayBuffer()
        if (answer.status !== 200) throw refused(answer.status)
      },
    }),
  }),
})

export const roll = paper('roll')
