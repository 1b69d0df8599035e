import { type HubProcess, startHub } from './hub-process.js'
import { settingsFor, type Town } from './town.js'

export type Settings = Readonly<Record<string, string>>

/** What ran in production, for the report and the result. */
export interface ProductionFacts {
  readonly database: string
  readonly broker: string
  /** What each process did: runs of messages, and calls of web services that the balancer gave it. */
  readonly hubs: readonly { readonly runs: number; readonly calls: number }[]
}

/** Where the hub of a demo runs: as one process, or as production would have it. */
export interface Stage {
  /** Settings under which commands reach the hub, whether it runs already or not. */
  readonly settings: Settings
  /** Where callers and browsers find the hub. */
  readonly address: string
  /** Where the books are, for people. */
  readonly books: string
  /** Folder whose control socket takes commands. */
  readonly data: string
  /** Resolves when calls are taken. Throws once `close` has been called: nobody would end what it starts. */
  start(): Promise<void>
  /** What was logged at level warn or worse. */
  trouble(): readonly string[]
  facts(): Promise<ProductionFacts | undefined>
  /** Drains and ends what runs here, whether it was started or not. */
  close(): Promise<void>
}

export const isClosing = () => new Error('the demo is being closed, so no hub is started')

/** One process with its books in a file. */
export function oneHub(town: Town, port: number, returnUrls: string): Stage {
  const settings = settingsFor(town, { port, returnUrls })
  let hub: HubProcess | undefined
  let starting: Promise<HubProcess> | undefined
  let closing = false
  return {
    settings,
    address: `http://127.0.0.1:${port}`,
    books: town.folders.data,
    data: town.folders.data,
    async start() {
      if (closing) throw isClosing()
      starting = startHub(settings)
      hub = await starting
    },
    trouble: () => hub?.trouble ?? [],
    facts: async () => undefined,
    async close() {
      closing = true
      await starting?.then(
        (started) => started.stop(),
        () => {},
      )
    },
  }
}
