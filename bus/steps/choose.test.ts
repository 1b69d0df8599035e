import t from 'tap'
import { branchesOf, build, decide, describe, refusal } from '../../test/patterns/step-kit.js'
import type { BuildBranch } from '../step.js'
import { choose, chooseAndMeet } from './choose.js'

const branch: BuildBranch = (way, name) => {
  ;(way as () => void)()
  return [build('drop', [`went ${name}`])]
}
const ways = { FI: () => {}, SE: () => {} }
const byCountry = (body: { country: string }) => body.country

for (const kind of ['choose', 'chooseAndMeet'] as const) {
  t.test(`${kind} takes branches by name, each as a function`, async (t) => {
    for (const none of [undefined, null, {}, 'FI'])
      t.throws(
        () => build(kind, ['country', none], branch),
        refusal(new RegExp(`${kind} takes branches by name; got none`)),
      )
    t.throws(
      () => build(kind, ['country', { FI: 'drop' }], branch),
      refusal(new RegExp(`${kind} takes branch FI as a function; got string`)),
    )
  })

  t.test(`${kind} takes a property’s name or a function as selector`, async (t) => {
    for (const no of [undefined, 7, { country: 'FI' }])
      t.throws(() => build(kind, [no, ways], branch), refusal(new RegExp(`${kind} takes a selector as a function`)))
    t.equal(describe(build(kind, ['country', ways], branch)), 'country')
    t.equal(describe(build(kind, [byCountry, ways], branch)), 'byCountry')
  })

  t.test(`${kind} shows its branches`, async (t) => {
    t.match(branchesOf(build(kind, ['country', ways], branch)), {
      FI: [{ name: 'went FI' }],
      SE: [{ name: 'went SE' }],
    })
  })

  t.test(`${kind} follows exactly the branch that is selected`, async (t) => {
    for (const by of ['country', byCountry]) {
      const node = build(kind, [by, ways], branch)
      t.strictSame(decide(node, { country: 'SE' }), {
        do: 'follow',
        branch: 'SE',
        steps: branchesOf(node).SE,
        meets: kind === 'chooseAndMeet',
      })
    }
  })

  t.test(`${kind} refuses a selection that is none of its branches, also one that every object has`, async (t) => {
    const node = build(kind, [byCountry, ways], branch)
    for (const country of ['NO', 'toString', '__proto__', undefined, 7])
      t.throws(() => decide(node, { country }), {
        code: 'HUB_BRANCH_MISSING',
        message: `${kind} byCountry selected ${JSON.stringify(country)}, which is none of its branches FI, SE`,
        instruction: { retry: 'give-up', effect: 'not-done' },
      })
  })
}

t.test('a flow ends with choose, and goes on after chooseAndMeet', async (t) => {
  t.equal(choose.ends, 'must')
  t.equal(chooseAndMeet.ends, 'no')
})
