import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { HUB_FLOW_SHAPE } from './shared.js'

interface AnyCodec {
  readonly name: string
  write(file: unknown): AsyncIterable<Uint8Array>
}

export interface EncodeNode extends StepNode {
  readonly kind: 'encode'
  readonly codec: AnyCodec
}

/** Adds `bytes`, the body as a codec writes it, as a stream that is made when somebody reads it. See docs/patterns/encode.md. */
export const encode: Step<EncodeNode> = {
  kind: 'encode',
  ends: 'no',
  build([codec]) {
    const given = codec as Partial<AnyCodec> | undefined
    if (typeof given?.write !== 'function' || typeof given.name !== 'string')
      throw HUB_FLOW_SHAPE('encode takes a codec')
    return { kind: 'encode', name: given.name, codec: given as AnyCodec }
  },
  describe: ({ name }) => name,
  decide: ({ codec }, { body }) => ({ do: 'go-on', body: { ...(body as object), bytes: codec.write(body) } }),
}
