/** Lets through the first `most` different values, and says `other` for any more: a label must not grow without end. */
export function bounded(most: number): (value: string | undefined) => string {
  const seen = new Set<string>()
  return (value) => {
    if (value === undefined) return 'none'
    if (seen.has(value)) return value
    if (seen.size >= most) return 'other'
    seen.add(value)
    return value
  }
}
