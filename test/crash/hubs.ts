/** What came of a call; undefined when nobody answered: a hub that died, hangs, or cannot be reached. */
export type Called = { readonly status: number; readonly body: unknown } | undefined

/** The hubs as the load and the operator see them. */
export interface Hubs {
  call(what: string, body: unknown, withinMs?: number): Promise<Called>
}
