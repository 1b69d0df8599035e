export const startFlow = (_id: string): unknown => undefined
