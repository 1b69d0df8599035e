/** The environment for a program that a test starts as a user would: without what the developer's own hub has set. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(TAP|HUB_)/.test(name)))
}
