import { hostname } from 'node:os'
import { newId } from '../../bus/ids.js'
import { type MysqlBooksOptions, type OpenMysqlBooks, openMysqlBooks } from './mysql-books.js'
import { seatsOf } from './seats.js'

export interface SharedBooksOptions extends Omit<MysqlBooksOptions, 'more'> {
  /** Version of the program, for those who look at the members. */
  readonly version: string
  /** Name of this process among the others; host and number of the process unless told. */
  readonly name?: string
  /** It has no way to the other processes, which learn of it here. */
  readonly alone?: boolean
}

/** The books on a server as one of several processes that may have them open. Throws what openMysqlBooks throws. */
export function openSharedBooks(options: SharedBooksOptions): Promise<OpenMysqlBooks> {
  const { version, name = `${hostname()}/${process.pid}`, alone = false, ...books } = options
  return openMysqlBooks({
    ...books,
    more: ({ writer, writing, beside }) => ({
      seats: seatsOf({ self: { id: newId(), name, version, alone }, writer, beside: beside(), writing }),
    }),
  })
}
