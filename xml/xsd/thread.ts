import { Worker } from 'node:worker_threads'
import { HUB_XSD_DEADLINE, HUB_XSD_FAILED } from './errors.js'
import type { Answer, Task } from './validator.js'

/** WebAssembly memory grows and never shrinks: after a document of this size the thread is ended, and its memory with it. */
const LARGE_BYTES = 4 * 1024 * 1024
/** Schemas that one thread keeps; behind that it is ended and a new one learns them as they are used. */
const MOST_SCHEMAS = 64

/**
 * One thread that validates one document at a time; begun with the first one, and it does not keep a process alive.
 * A document that takes longer than its deadline, or ends the thread, costs the thread and nobody else.
 */
class ValidatorThread {
  #worker: Worker | undefined
  #known = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  /** Asks when everybody before has been answered. */
  ask(name: string, task: Task & Required<Pick<Task, 'schema'>>, deadlineMs: number): Promise<Answer> {
    const turn = this.#last.then(() => this.#askNow(name, task, deadlineMs))
    this.#last = turn.catch(() => {})
    return turn
  }

  async #askNow(name: string, task: Task & Required<Pick<Task, 'schema'>>, deadlineMs: number): Promise<Answer> {
    const worker = this.#begun()
    const { schema, ...known } = task
    worker.ref()
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        const settled = (act: () => void) => {
          clearTimeout(timer)
          worker.off('message', answered).off('error', failed).off('exit', left)
          act()
        }
        const answered = (answer: Answer) => settled(() => resolve(answer))
        const failed = (error: unknown) =>
          settled(() => reject(HUB_XSD_FAILED(name, error instanceof Error ? error.name : typeof error)))
        const left = (code: number) => settled(() => reject(HUB_XSD_FAILED(name, `its thread ended with ${code}`)))
        const timer = setTimeout(() => settled(() => reject(HUB_XSD_DEADLINE(name, deadlineMs))), deadlineMs)
        worker.on('message', answered).on('error', failed).on('exit', left)
        worker.postMessage(this.#known.has(task.key) ? known : { ...known, schema })
      })
      if (answer.is !== 'bad-schema') this.#known.add(task.key)
      const spent = (task.document?.byteLength ?? 0) > LARGE_BYTES || this.#known.size > MOST_SCHEMAS
      if (spent || answer.is === 'failed') this.#end()
      return answer
    } catch (error) {
      this.#end()
      throw error
    } finally {
      worker.unref()
    }
  }

  #begun(): Worker {
    if (this.#worker === undefined) {
      this.#worker = new Worker(new URL('./validator.js', import.meta.url))
      this.#known = new Set()
    }
    return this.#worker
  }

  #end(): void {
    const worker = this.#worker
    this.#worker = undefined
    // A thread on its way out may still fail; nobody waits for it any more.
    worker?.on('error', () => {})
    void worker?.terminate()
  }
}

export const validatorThread = new ValidatorThread()
