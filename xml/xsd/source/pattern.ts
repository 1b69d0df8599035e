/** NameChar of XML 1.0, which XML Schema writes as \c. */
const NAME_CHARACTER =
  '-.:\\w\\xb7\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u203f\\u2040\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd'

/** A pattern of XML Schema (part 2, appendix F) as JavaScript writes it, or undefined where it has no like there. */
export function javascriptPattern(pattern: string): string | undefined {
  let inside = false
  let out = ''
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    const next = pattern[at + 1] ?? ''
    if (character === '\\') {
      at++
      if (next === 'c') out += inside ? NAME_CHARACTER : `[${NAME_CHARACTER}]`
      else if ('iICpP'.includes(next)) return undefined
      else out += next === '/' ? '\\/' : `\\${next}`
    } else if (character === '[') {
      // Subtraction, [a-z-[aeiou]]: JavaScript has none.
      if (inside) return undefined
      inside = true
      out += character
    } else if (character === ']') {
      inside = false
      out += character
    } else if (!inside && (character === '^' || character === '$')) out += `\\${character}`
    else if (character === '/') out += '\\/'
    else out += character
  }
  return out
}

/** Texts that match a pattern, for samples; none where the pattern says more than this understands. */
export function examplesOf(pattern: string, count = 3): readonly string[] {
  const found = new Set<string>()
  for (let turn = 0; turn < count * 4 && found.size < count; turn++) {
    const text = new Example(pattern, turn).all()
    if (text === undefined) return []
    found.add(text)
  }
  const whole = new RegExp(`^(?:${pattern})$`)
  return [...found].filter((text) => whole.test(text))
}

const CLASSES: Readonly<Record<string, string>> = { d: '0123456789', w: 'abcXYZ019', s: ' ' }

/** One text that a pattern matches; other turns choose otherwise. */
class Example {
  readonly #pattern: string
  #at = 0
  #turn: number

  constructor(pattern: string, turn: number) {
    this.#pattern = pattern
    this.#turn = turn
  }

  all(): string | undefined {
    const text = this.#alternatives()
    return this.#at === this.#pattern.length ? text : undefined
  }

  #choose<T>(from: readonly T[] | string): T | string {
    this.#turn = (this.#turn * 31 + 7) % 9973
    return from[this.#turn % from.length]!
  }

  #alternatives(): string {
    const ways = [this.#pieces()]
    while (this.#pattern[this.#at] === '|') {
      this.#at++
      ways.push(this.#pieces())
    }
    return this.#choose(ways)
  }

  #pieces(): string {
    let out = ''
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern[this.#at]!)) {
      const from = this.#at
      const first = this.#atom()
      const to = this.#at
      const [least, most] = this.#times()
      const times = least + (most > least ? this.#turn % (most - least + 1) : 0)
      const behind = this.#at
      for (let i = 0; i < times; i++) {
        this.#at = from
        out += i === 0 ? first : this.#atom()
        this.#at = to
      }
      this.#at = behind
    }
    return out
  }

  #times(): readonly [number, number] {
    const character = this.#pattern[this.#at] ?? ''
    if (!'?*+{'.includes(character) || character === '') return [1, 1]
    if (character !== '{') {
      this.#at++
      return character === '?' ? [0, 1] : character === '*' ? [0, 3] : [1, 4]
    }
    const [all, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(this.#pattern.slice(this.#at)) ?? ['{', '1', '', '']
    this.#at += all!.length
    const low = Number(least)
    return [low, comma === '' ? low : most === '' ? low + 3 : Math.min(Number(most), low + 6)]
  }

  #atom(): string {
    const character = this.#pattern[this.#at++]!
    if (character === '(') {
      if (this.#pattern.startsWith('?:', this.#at)) this.#at += 2
      const inner = this.#alternatives()
      this.#at++
      return inner
    }
    if (character === '[') return this.#choose(this.#class())
    if (character === '\\') return this.#choose(this.#escaped())
    return character === '.' ? 'x' : character
  }

  #escaped(): string {
    const character = this.#pattern[this.#at++]!
    return CLASSES[character] ?? character
  }

  #class(): string {
    let characters = ''
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') {
      const one = this.#pattern[this.#at++]!
      const from = one === '\\' ? this.#escaped() : one
      if (from.length === 1 && this.#pattern[this.#at] === '-' && !']['.includes(this.#pattern[this.#at + 1]!)) {
        this.#at++
        const to = this.#pattern[this.#at++]!
        for (let code = from.charCodeAt(0); code <= to.charCodeAt(0) && characters.length < 200; code++)
          characters += String.fromCharCode(code)
      } else characters += from
    }
    this.#at++
    return characters
  }
}
