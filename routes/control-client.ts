import { request } from 'node:http'
import { bodyAsJson } from '../bus/codec.js'
import { HubError, type Instruction, isHubError } from '../bus/errors.js'
import { findControlPath } from './control-path.js'
import { HUB_CONTROL_LOST, HUB_CONTROL_UNREACHABLE } from './errors.js'

/** Gives a command to a running hub. */
export type Control = (command: string, params: unknown) => Promise<unknown>

export interface ControlOptions {
  readonly dataFolder: string
  /** Who the audit says it was, without `operator:`. */
  readonly operator: string
  /** Milliseconds a command may take; 60,000 unless told. */
  readonly withinMs?: number
}

const WITHIN_MS = 60_000
const NOT_THERE = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'EACCES'])

interface Said {
  readonly result?: unknown
  readonly error?: Instruction & {
    readonly code: string
    readonly message: string
    readonly details?: Record<string, unknown>
  }
}

/**
 * Speaks to the hub that has this data folder. What the hub throws is thrown here, with its code. Throws
 * HUB_CONTROL_UNREACHABLE when none runs: then nothing has happened; HUB_CONTROL_LOST when it fell silent.
 */
export function controlOf(options: ControlOptions): Control {
  return async (command, params) => {
    const path = await findControlPath(options.dataFolder)
    const body = bodyAsJson({ operator: options.operator, params })
    const text = await post(path, `/commands/${encodeURIComponent(command)}`, body, options.withinMs ?? WITHIN_MS)
    let said: Said
    try {
      said = JSON.parse(text) as Said
    } catch (error) {
      throw HUB_CONTROL_LOST(path, error)
    }
    if (said.error === undefined) return said.result
    const { code, message, retry, effect, details } = said.error
    throw new HubError(code, message, { retry, effect, ...(details === undefined ? {} : { details }) })
  }
}

/** The same, but undefined when no hub runs on this data folder: then the caller may take the books itself. */
export async function ifRunning<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (isHubError(error) && error.code === 'HUB_CONTROL_UNREACHABLE') return undefined
    throw error
  }
}

function post(socketPath: string, path: string, body: string, withinMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    }
    const sent = request({ socketPath, path, method: 'POST', headers, timeout: withinMs }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
      answer.on('error', (error) => reject(HUB_CONTROL_LOST(socketPath, error)))
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        NOT_THERE.has(error.code ?? '')
          ? HUB_CONTROL_UNREACHABLE(socketPath, error)
          : HUB_CONTROL_LOST(socketPath, error),
      ),
    )
    sent.end(body)
  })
}
