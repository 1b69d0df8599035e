import { serve } from '../../../sandbox/stand-ins/web.js'

/** One sale as it was printed. */
export interface Line {
  readonly till: string
  readonly n: number
  /** Of the effect: the same when it is sent again. */
  readonly key: string
  /** Which process had it printed. */
  readonly pid: number
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The roll of paper that all hubs print on. */
export async function openPaper(now: () => number = Date.now) {
  const lines: Line[] = []
  const server = await serve(async ({ body }) => {
    lines.push({ ...(JSON.parse(body.toString()) as Omit<Line, 'at'>), at: now() })
    return { status: 200 }
  })
  return { url: server.url, lines: lines as readonly Line[], close: server.close }
}
export type Paper = Awaited<ReturnType<typeof openPaper>>
