/**
 * Objects of one kind, as V8 keeps them best: each kind has a constructor of its own, from which V8 learns how many
 * properties its objects get, and properties are set by code of their own. To everybody else they are plain objects.
 */
export function maker(): () => Record<string, unknown> {
  const Shape = new Function() as unknown as { new (): Record<string, unknown>; prototype: object }
  Shape.prototype = Object.prototype
  return () => new Shape()
}

/** Code that sets one property. Nothing but the property's name goes into it, as a string literal. */
export function setter(key: string): (holder: Record<string, unknown>, value: unknown) => void {
  return new Function('holder', 'value', `holder[${JSON.stringify(key)}] = value`) as ReturnType<typeof setter>
}
