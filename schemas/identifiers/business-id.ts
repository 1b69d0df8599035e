const WEIGHTS = [7, 9, 10, 5, 8, 4, 2] as const

/** Whether this is a Finnish business id (Y-tunnus): seven digits, a hyphen and the check digit. */
export function isBusinessId(text: string): boolean {
  if (!/^\d{7}-\d$/.test(text)) return false
  let sum = 0
  for (const [index, weight] of WEIGHTS.entries()) sum += Number(text[index]) * weight
  const rest = sum % 11
  // A remainder of 1 would need the check digit 10: such numbers are never given out.
  return rest !== 1 && Number(text[8]) === (rest === 0 ? 0 : 11 - rest)
}
