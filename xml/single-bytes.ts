/** Characters that stand for other bytes than in ISO-8859-1. Not from TextDecoder, which in Node 20 takes windows-1252 for it. */
const DIFFERENT = {
  'ISO-8859-15': pairs('a4a6a8b4b8bcbdbe', '€ŠšŽžŒœŸ'),
  'windows-1252': pairs('8082838485868788898a8b8c8e9192939495969798999a9b9c9e9f', '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'),
}
export type SingleByte = keyof typeof DIFFERENT

function pairs(bytes: string, characters: string): readonly (readonly [latin: string, character: string])[] {
  return [...Buffer.from(bytes, 'hex').toString('latin1')].map((latin, at) => [latin, characters[at]!])
}

/** Text of bytes that were read as ISO-8859-1. What is no character of the encoding stays a control character, 80 to 9F. */
export function decoderFrom(encoding: SingleByte): (latin: string) => string {
  const characters = new Map(DIFFERENT[encoding])
  const some = new RegExp(`[${[...characters.keys()].join('')}]`, 'g')
  return (latin) => latin.replace(some, (each) => characters.get(each)!)
}

/** The characters of the encoding that are not those of ISO-8859-1, and those of ISO-8859-1 that it lacks. */
export function encoderTo(encoding: SingleByte): {
  readonly bytes: ReadonlyMap<string, string>
  readonly lacks: string
} {
  const pairs = DIFFERENT[encoding]
  return {
    bytes: new Map(pairs.map(([latin, character]) => [character, latin])),
    lacks: pairs.map(([latin]) => latin).join(''),
  }
}
