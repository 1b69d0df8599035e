import { Type } from 'typebox'
import { question, schema } from '../bus/ends.js'
import { flow } from '../bus/flow.js'
import { benchFolder, benchHub } from './hub.js'
import { round } from './measure.js'
import { Order, orderNo } from './shop.js'

export interface StepOptions {
  readonly asks: number
  readonly rounds: number
  readonly steps: number
}

export interface StepResult {
  /** What one more transform adds to a synchronous flow. */
  readonly stepMicroseconds: number
  /** A synchronous flow that only answers: asked and answered in process. */
  readonly flowMicroseconds: number
}

const Total = schema(Type.Object({ cents: Type.Integer() }, { $id: 'Bench.Total', additionalProperties: false }))

const asked = (name: string) => question(`bench/${name}`, Order, Total)
const plain = asked('plain')
const long = asked('long')
const noSteps = () => flow('bench/plain').from(plain).reply(total)

function total({ cents }: Order) {
  return { cents }
}
function unchanged(order: Order): Order {
  return order
}

/** A flow of many transforms beside one of none: the difference, shared among the steps. Best of some rounds of each. */
export async function part({ asks, rounds, steps }: StepOptions): Promise<StepResult> {
  const { folder, remove } = benchFolder()
  let chain = flow('bench/long').from(long).transform(unchanged)
  for (let n = 1; n < steps; n++) chain = chain.transform(unchanged)
  const hub = await benchHub(folder, [noSteps(), chain.reply(total)])
  const microseconds = async (which: typeof plain) => {
    const began = performance.now()
    for (let n = 0; n < asks; n++) {
      const came = await hub.engine.ask(which, orderNo(n))
      if (came.state !== 'answered') throw new Error(`a question of the bench came to ${came.state}`)
    }
    return ((performance.now() - began) / asks) * 1_000
  }
  const none: number[] = []
  const many: number[] = []
  for (let n = 0; n <= rounds; n++) {
    none.push(await microseconds(plain))
    many.push(await microseconds(long))
  }
  await hub.close()
  remove()
  const [least, most] = [Math.min(...none), Math.min(...many)]
  return { stepMicroseconds: round((most - least) / steps, 2), flowMicroseconds: round(least, 1) }
}
