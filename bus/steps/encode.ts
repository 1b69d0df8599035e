import type { StepNode } from '../node.js'
import type { Step } from '../step.js'
import { HUB_FLOW_SHAPE, HUB_STREAM_READ, holdsStream } from './shared.js'

interface AnyCodec {
  readonly name: string
  write(file: unknown): AsyncIterable<Uint8Array>
}

export interface EncodeNode extends StepNode {
  readonly kind: 'encode'
  readonly codec: AnyCodec
}

/** What the codec gave, with all it carries besides; a second reading begins anew, or is refused, and never finds less. */
function rereadable(made: AsyncIterable<Uint8Array>, codec: AnyCodec, body: unknown): AsyncIterable<Uint8Array> {
  let read = false
  const begin = () => {
    if (read && holdsStream(body)) throw HUB_STREAM_READ(`the stream that ${codec.name} writes`)
    const bytes = read ? codec.write(body) : made
    read = true
    return bytes[Symbol.asyncIterator]()
  }
  return Object.create(made, { [Symbol.asyncIterator]: { value: begin } }) as AsyncIterable<Uint8Array>
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
  decide({ codec }, { body }) {
    return { do: 'go-on', body: { ...(body as object), bytes: rereadable(codec.write(body), codec, body) } }
  },
}
