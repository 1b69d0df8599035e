import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { defineAdapter, type EndMaker, type OpenUse } from '../../bus/adapter.js'
import type { FileToWrite, FileWritten, InboxFile } from '../../schemas/partners/files.js'
import { archived } from './archive.js'
import { archiveOf, checkedInbox, type InboxOptions, listenToFolder } from './inbox.js'
import { checkedSubfolder } from './names.js'
import { askFile, type Outbox, writeFileOnce } from './write.js'

export const FilesOptions = Type.Object(
  {
    folder: Type.String({
      description: 'The folder; a relative one lies below the hub’s data folder.',
      minLength: 1,
    }),
  },
  { additionalProperties: false },
)
export type FilesOptions = Static<typeof FilesOptions>

interface Client {
  readonly folder: string
  readonly archive: string
  readonly log: OpenUse['log']
  outbox(subfolder?: string): Outbox
}

const KEEP_NOTES_MS = 400 * 86_400_000 // as long as the hub remembers once-keys

const adapterOf = (connection: string) =>
  defineAdapter({
    name: 'files',
    summary: 'Folders shared with partners: whole files out, settled files in.',
    options: FilesOptions,
    async open({ folder }: FilesOptions, { dataFolder, log }): Promise<Client> {
      const root = isAbsolute(folder) ? folder : resolve(dataFolder, folder)
      const notes = resolve(dataFolder, 'files', connection, 'written')
      const busy = new Map<string, Promise<unknown>>()
      await forgetOldNotes(notes)
      return {
        folder: root,
        archive: archiveOf(resolve(dataFolder), connection),
        log,
        outbox: (subfolder) => ({
          folder: subfolder === undefined ? root : join(root, subfolder),
          notes: subfolder === undefined ? notes : join(notes, subfolder),
          busy,
        }),
      }
    },
    ends: (make) => ({
      /** Writes a whole file into the folder. Policy `ask`: after a crash the hub looks whether it appeared. */
      write: writer(make, 'write'),
      /** The same into a folder below. Throws HUB_FILE_SETTING. */
      writeTo: (subfolder: string) => writer(make, `write(${checkedSubfolder(subfolder)})`, subfolder),
      /** Takes the files partners leave. Throws HUB_FILE_SETTING, HUB_DURATION when the flow is built. */
      inbox: (options: InboxOptions = {}) => {
        const inbox = checkedInbox(options)
        const where = inbox.subfolder === undefined ? inbox.pattern : `${inbox.subfolder}/${inbox.pattern}`
        return make.source<InboxFile>(`inbox(${where})`, (client, deliver, signal) =>
          listenToFolder(client, inbox, deliver, signal),
        )
      },
      /** The bytes of a file that an inbox accepted, for `decode`. */
      archived,
    }),
  })(connection)

function writer(make: EndMaker<Client>, what: string, subfolder?: string) {
  return make.callable<FileToWrite, FileWritten>(what, {
    inDoubt: 'ask',
    deadlineMs: 600_000, // a night's file is streamed out of the registers while it is written
    perform: (client, request, use) => writeFileOnce(client.outbox(subfolder), request, use),
    ask: (client, request, use) => askFile(client.outbox(subfolder), request, use),
  })
}

async function forgetOldNotes(notes: string): Promise<void> {
  await mkdir(notes, { recursive: true })
  for (const entry of await readdir(notes, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && Date.now() - (await stat(path)).mtimeMs > KEEP_NOTES_MS) await rm(path, { force: true })
  }
}

/** A folder shared with partners. */
export const files = (connection: string) => adapterOf(connection)
