/** How many messages live, in all and by flow: counted as they come and end, never by counting rows. */
export class Living {
  private readonly byFlow = new Map<string, number>()
  total = 0

  add(flow: string, count: number): void {
    if (count === 0) return
    this.total += count
    this.byFlow.set(flow, (this.byFlow.get(flow) ?? 0) + count)
  }

  /** What the books have counted, others' messages included. */
  count(counted: readonly { readonly flow: string; readonly count: number }[]): void {
    this.byFlow.clear()
    this.total = 0
    for (const { flow, count } of counted) this.add(flow, count)
  }

  of(flow: string): number {
    return this.byFlow.get(flow) ?? 0
  }
}
