import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import t from 'tap'
import { Books, isDue, type Standing, turns } from '../../test/kit/late-books.js'
import type { FlowNode } from '../node.js'
import type { LivingMessage, LivingState } from '../ports/message.js'
import { Dispatcher } from './dispatcher.js'
import { readHeld } from './key-turns.js'
import type { Came } from './shop.js'
import { Sweep } from './sweep.js'

const RUNS = Number(process.env.RUNS ?? 400)
const FLOWS = ['f/one', 'f/two']

/** A dispatcher over such books, with everything that must not happen written down. */
class Town {
  readonly books: Books
  readonly wrong: string[] = []
  readonly running = new Map<string, { message: LivingMessage; resolve: (came: Came) => void }>()
  started = 0
  dispatcher!: Dispatcher
  /** What had been accepted when a question was asked. */
  readonly #asked = new Map<string, number>()
  #timer: { at: number; work: () => void } | undefined
  #life = 0

  constructor(seed: number) {
    this.books = new Books(seed)
  }

  async start(): Promise<void> {
    const life = ++this.#life
    this.running.clear()
    this.#timer = undefined
    const { books } = this
    const dispatcher = new Dispatcher({
      store: books.store,
      now: () => books.now,
      after: (ms, work) => {
        const timer = { at: books.now + ms, work }
        this.#timer = timer
        return () => {
          if (this.#timer === timer) this.#timer = undefined
        }
      },
      run: (_, { message }) => (life === this.#life ? this.#begin(message) : new Promise(() => {})),
      guard: (startables) => startables,
      heldBack: () => 0,
      trouble: (sentence, error) => this.wrong.push(`${sentence}: ${error}`),
      keyLimits: { behind: 2, standing: 4, known: 1 },
    })
    this.dispatcher = dispatcher
    for (const id of FLOWS) dispatcher.addLane({ id } as FlowNode, 3, true, false)
    await readHeld(books.store, dispatcher.keys)
    dispatcher.start()
  }

  #begin(message: LivingMessage): Promise<Came> {
    const { id, key, seq } = message
    const now = this.books.living.get(id)
    this.started++
    if (this.running.has(id)) this.wrong.push(`${id} was begun while it ran`)
    if (seq >= 0) {
      if (now === undefined) this.wrong.push(`${id} was begun after its end`)
      else if (now.state !== 'ready' && !isDue(now, this.books.now))
        this.wrong.push(`${id} was begun while ${now.state}`)
    }
    if (key !== undefined) this.#inOrder(message, now)
    return new Promise((resolve) => this.running.set(id, { message: now ?? message, resolve }))
  }

  #inOrder({ id, flow, key }: LivingMessage, now: Standing | undefined): void {
    for (const { message } of this.running.values())
      if (message.flow === flow && message.key === key) this.wrong.push(`${id} was begun while ${message.id} ran`)
    const holders = this.books.holders(flow, key).map(({ messageId }) => messageId)
    if (holders.length > 0 && !holders.includes(id)) this.wrong.push(`${id} was begun while ${holders} held its key`)
    const accepted = this.#asked.get(id) ?? now?.seq ?? 0
    for (const other of this.books.living.values()) {
      const before = other.flow === flow && other.key === key && other.state === 'ready' && !other.begun
      if (now?.begun !== true && before && other.seq < accepted) this.wrong.push(`${id} was begun before ${other.id}`)
    }
    if (now !== undefined) now.begun = true
  }

  /** Time goes on; what is due by then is told. */
  advance(ms: number): void {
    this.books.now += ms
    if (this.#timer !== undefined && this.#timer.at <= this.books.now) {
      const { work } = this.#timer
      this.#timer = undefined
      work()
    }
  }

  accept(flow: string, keys: readonly (string | undefined)[]): void {
    const messages = keys.map((key) => this.books.accept(flow, key))
    this.dispatcher.arrived(
      messages.map((message) => ({ ...message })),
      messages.map(({ seq }) => seq),
    )
  }

  ask(flow: string, key: string | undefined): void {
    const id = `q${this.started}-${this.books.chance(1e9)}`
    const message = {
      id,
      flow,
      seq: -1,
      state: 'ready',
      due: 0,
      ...(key === undefined ? {} : { key }),
    } as LivingMessage
    this.#asked.set(id, this.books.lastSeq + 1)
    this.dispatcher.first({ message, fresh: true })
  }

  /** The books know the end of a run before the dispatcher hears of it. */
  async end(id: string, how: string): Promise<void> {
    const { message, resolve } = this.running.get(id)!
    const { books } = this
    const asked = message.seq < 0
    const row = asked && how !== 'done' ? books.accept(message.flow, message.key, 'ready', id) : books.living.get(id)
    if (row !== undefined) row.begun = true
    let came: Came = { is: 'done' }
    const move = (state: LivingState, due: number, more = {}) => {
      row!.state = state
      row!.due = due
      came = { is: 'waiting', due: due === 0 ? Number.POSITIVE_INFINITY : due, ...more }
    }
    if (how === 'wait') move('waiting', books.now + 5)
    else if (how === 'retry') move('retrying', books.now + 2)
    else if (how === 'split' || how === 'split-over') move('splitting', 0)
    else if (how === 'gather') move('gathering', books.now + 3, { frees: true })
    else if (how === 'gather-long') move('gathering', 0, { frees: true })
    else if (how === 'doubt') {
      row!.state = 'in-doubt'
      came = { is: 'in-doubt' }
    } else {
      books.living.delete(id)
      if (how.startsWith('dead')) {
        const holds = how === 'dead-hold' && message.key !== undefined
        books.dead.set(id, { ...row!, holds })
        came = { is: 'dead-letter', error: undefined, holdsKey: holds, stored: true }
      }
    }
    // The last part may end before the whole is known to wait.
    if (how === 'split-over') this.wake(row!)
    await turns(books.chance(2))
    this.running.delete(id)
    resolve(came)
  }

  wake(row: Standing): void {
    row.state = 'ready'
    row.due = 0
    this.dispatcher.awaken(row.id)
  }

  /** Looks for what is ready and of which nobody told. */
  async sweep(): Promise<void> {
    const { dispatcher, books } = this
    await new Sweep({ store: books.store, dispatcher, known: () => books.lastSeq }).next()
  }

  decide(row: Standing): void {
    row.state = 'retrying'
    row.due = this.books.now
    this.dispatcher.first({ message: { ...row }, fresh: false })
  }

  replay(id: string): void {
    const { holds: _, ...row } = this.books.dead.get(id)!
    this.books.dead.delete(id)
    const back: Standing = { ...row, state: 'ready', due: 0, begun: true }
    this.books.living.set(id, back)
    this.dispatcher.first({ message: { ...back }, fresh: false })
  }

  letGo(id: string, drops: boolean): void {
    const letter = this.books.dead.get(id)!
    if (drops) this.books.dead.delete(id)
    else if (!letter.holds) return
    const { flow, key, holds } = letter
    letter.holds = false
    if (holds) this.dispatcher.releaseKey(flow, key!, id)
  }

  part(flow: string): void {
    const parts = [this.books.accept(flow, undefined, 'held'), this.books.accept(flow, undefined, 'held')]
    this.accept(flow, [undefined])
    for (const part of parts) part.state = 'ready'
    this.dispatcher.rewind(flow, parts[0]!.seq)
  }

  pick<T>(from: Iterable<T>): T | undefined {
    const all = [...from]
    return all.length === 0 ? undefined : all[this.books.chance(all.length)]
  }

  inState(...states: string[]): Standing | undefined {
    return this.pick(
      [...this.books.living.values()].filter(({ state, id }) => states.includes(state) && !this.running.has(id)),
    )
  }

  /** Lets everything come to its end; what does not come is stuck. */
  async wind(): Promise<void> {
    for (let round = 0; round < 2_000; round++) {
      for (const id of [...this.running.keys()]) await this.end(id, 'done')
      await turns(4)
      for (const row of [...this.books.living.values()]) {
        if (this.running.has(row.id)) continue
        if (row.state === 'in-doubt') this.decide(row)
        if (row.state === 'splitting' || (row.state === 'gathering' && row.due === 0)) this.wake(row)
      }
      for (const id of [...this.books.dead.keys()]) this.letGo(id, true)
      this.advance(1)
      await this.sweep()
      const { living, dead } = this.books
      if (living.size + dead.size + this.running.size + this.dispatcher.running === 0) break
    }
    const stuck = [...this.books.living.values()].map(({ id, state, key }) => `${id} ${state} ${key}`)
    if (stuck.length > 0) this.wrong.push(`stuck: ${stuck.join(', ')}`)
    for (let turn = 0; turn < 200 && this.dispatcher.running > 0; turn++) await turns(1)
    if (this.dispatcher.running > 0) this.wrong.push('it never came to rest')
    const { lines, standing, held } = this.dispatcher.keys.size
    if (lines + standing > 0) this.wrong.push(`${lines} lines and ${standing} followers are left in memory`)
    if (held > 0) this.wrong.push(`${held} holders are left in memory`)
  }

  async act(what: string): Promise<void> {
    const { books } = this
    const flow = FLOWS[books.chance(8) === 0 ? 1 : 0]!
    const key = ['a', 'a', 'a', 'b', undefined][books.chance(5)]
    const [act, how] = what.split(' ')
    const running = this.pick(this.running.keys())
    const letter = this.pick(books.dead.keys())
    if (act === 'accept') this.accept(flow, [key])
    else if (act === 'accept-many') this.accept(flow, Array(6).fill(key))
    else if (act === 'ask') this.ask(flow, key)
    else if (act === 'part') this.part(flow)
    else if (act === 'sweep') await this.sweep()
    else if (act === 'lose') {
      const row = this.inState('splitting', 'gathering', 'waiting')
      if (row !== undefined) Object.assign(row, { state: 'ready', due: 0 })
    } else if (act === 'time') this.advance(1 + books.chance(4))
    else if (act === 'restart') await this.restart()
    else if (act === 'end' && running !== undefined) await this.end(running, how!)
    else if (act === 'letter' && letter !== undefined)
      if (how === 'replay') this.replay(letter)
      else this.letGo(letter, how === 'drop')
    else if (act === 'wake') {
      const row = this.inState('splitting', 'gathering', 'waiting')
      if (row !== undefined) this.wake(row)
    } else if (act === 'decide') {
      const row = this.inState('in-doubt')
      if (row !== undefined) this.decide(row)
    }
  }

  /** As after SIGKILL: what ran is as the books have it. */
  async restart(): Promise<void> {
    this.#life++
    void this.dispatcher.stop()
    await this.start()
  }
}

const words = (text: string) => text.split(', ')
const OTHERS = words(
  'accept, accept, accept, accept-many, ask, part, time, time, wake, lose, sweep, sweep, decide, restart',
)
const ENDS = words('done, done, wait, retry, doubt, dead-hold, dead-go, gather, gather-long, split, split-over')
const LETTERS = words('replay, drop, free')
const act = constantFrom(...OTHERS, ...ENDS.map((how) => `end ${how}`), ...LETTERS.map((how) => `letter ${how}`))

t.test(
  'whatever comes, ends, waits, dies, is replayed, restarted or not told of: one of a key at a time, in order, and none is lost',
  async (t) => {
    const most = { lines: 0, standing: 0 }
    await assert(
      asyncProperty(
        integer({ min: 1, max: 1e9 }),
        array(record({ what: act, rest: constantFrom(0, 0, 1, 2, 5) }), { maxLength: 200 }),
        async (seed, acts) => {
          const town = new Town(seed)
          await town.start()
          for (const { what, rest } of acts) {
            await town.act(what)
            await turns(rest)
            const { lines, standing } = town.dispatcher.keys.size
            most.lines = Math.max(most.lines, lines)
            most.standing = Math.max(most.standing, standing)
          }
          await town.wind()
          if (town.wrong.length > 0) throw new Error(town.wrong.join('\n'))
        },
      ),
      { numRuns: RUNS },
    )
    t.ok(most.standing > 0, 'the runs were no idle ones')
  },
)
