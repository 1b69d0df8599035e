export interface Mail {
  /** One address or several; plain addresses without names. */
  readonly to: string | readonly string[]
  readonly subject: string
  readonly text: string
  readonly html?: string
}
