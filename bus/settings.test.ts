import t from 'tap'
import { type Static, Type } from 'typebox'
import {
  HUB_SETTINGS,
  prefixOf,
  readSettings,
  type SettingSources,
  shownValue,
  unknownVariables,
  variableOf,
} from './settings.js'

const Bank = Type.Object(
  {
    url: Type.String({ format: 'uri', description: 'Address of the bank.' }),
    merchantId: Type.Integer({ minimum: 1, maximum: 999_999 }),
    secret: Type.String({ minLength: 8, 'x-secret': true }),
    sandbox: Type.Boolean({ default: false }),
    version: Type.Union([Type.Literal('0002'), Type.Literal('0003')], { default: '0003' }),
    currencies: Type.Array(Type.String({ minLength: 3, maxLength: 3 }), { default: ['EUR'] }),
    limits: Type.Optional(Type.Object({ cents: Type.Integer() })),
    ports: Type.Optional(Type.Array(Type.Integer())),
    rate: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
)

const GOOD = {
  HUB_BANK_URL: 'https://bank.example',
  HUB_BANK_MERCHANT_ID: '375917',
  HUB_BANK_SECRET: 'SAIPPUAKAUPPIAS',
}
const read = (env: SettingSources['env'], more: Partial<SettingSources> = {}) =>
  readSettings<Static<typeof Bank>>(Bank, { env, prefix: prefixOf('bank'), ...more })
const readValue = (env: SettingSources['env'], key: keyof ReturnType<typeof read>['values']) =>
  read({ ...GOOD, ...env }).values[key]
const problemsOf = (env: SettingSources['env'], more?: Partial<SettingSources>) =>
  read({ ...GOOD, ...env }, more).problems

t.test('names become variables', async (t) => {
  t.equal(variableOf('HUB_', 'publicUrl'), 'HUB_PUBLIC_URL')
  t.equal(variableOf('HUB_', 'sha256Key'), 'HUB_SHA256_KEY')
  t.equal(variableOf('HUB_', 'callbackURL'), 'HUB_CALLBACK_URL')
  t.equal(prefixOf('test-bank'), 'HUB_TEST_BANK_')
})

t.test('values come from environment, file and defaults, and say so', async (t) => {
  const { values, settings, problems } = read(
    { HUB_BANK_URL: GOOD.HUB_BANK_URL, HUB_BANK_SECRET: GOOD.HUB_BANK_SECRET },
    { file: { name: 'hub.json', values: { merchantId: 7, url: 'https://other.example' } } },
  )
  t.same(problems, [])
  t.match(values, { url: 'https://bank.example', merchantId: 7, sandbox: false, version: '0003', currencies: ['EUR'] })
  t.same(Object.fromEntries(settings.map(({ key, origin }) => [key, origin])), {
    url: 'HUB_BANK_URL from environment',
    merchantId: 'from hub.json',
    secret: 'HUB_BANK_SECRET from environment',
    sandbox: 'default',
    version: 'default',
    currencies: 'default',
    limits: 'not set',
    ports: 'not set',
    rate: 'not set',
  })
})

t.test('text is read by the type of its setting', async (t) => {
  t.equal(readValue({ HUB_BANK_SANDBOX: 'true' }, 'sandbox'), true)
  t.equal(readValue({ HUB_BANK_VERSION: '0002' }, 'version'), '0002')
  t.same(readValue({ HUB_BANK_CURRENCIES: 'EUR, SEK' }, 'currencies'), ['EUR', 'SEK'])
  t.same(readValue({ HUB_BANK_CURRENCIES: '["EUR","NOK"]' }, 'currencies'), ['EUR', 'NOK'])
  t.same(readValue({ HUB_BANK_LIMITS: '{"cents":5}' }, 'limits'), { cents: 5 })
  t.same(readValue({ HUB_BANK_PORTS: '1,2' }, 'ports'), [1, 2])
  t.equal(readValue({ HUB_BANK_RATE: '0.5' }, 'rate'), 0.5)
})

for (const [variable, text, must] of [
  ['HUB_BANK_MERCHANT_ID', '12x', /must be a whole number; got "12x"/],
  ['HUB_BANK_MERCHANT_ID', '08', /must be a whole number/],
  ['HUB_BANK_MERCHANT_ID', '1e3', /must be a whole number/],
  ['HUB_BANK_MERCHANT_ID', '99999999999999999999', /must be a whole number/],
  ['HUB_BANK_MERCHANT_ID', '0', /must be >= 1; got "0"/],
  ['HUB_BANK_SANDBOX', 'yes', /must be true or false; got "yes"/],
  ['HUB_BANK_SANDBOX', '1', /must be true or false/],
  ['HUB_BANK_VERSION', '0004', /must be one of 0002, 0003; got "0004"/],
  ['HUB_BANK_URL', 'bank', /must match format "uri"; got "bank"/],
  ['HUB_BANK_URL', '', /is empty/],
  ['HUB_BANK_CURRENCIES', 'EUR,EURO', /\/1 must NOT have more than 3 characters/],
  ['HUB_BANK_CURRENCIES', '["EUR"', /must be a JSON array or a list with commas/],
  ['HUB_BANK_LIMITS', 'cents=5', /must be a JSON object/],
  ['HUB_BANK_PORTS', '1,two', /must be a list whose items must be a whole number/],
  ['HUB_BANK_RATE', 'NaN', /must be a number/],
] as const)
  t.test(`${variable}=${text} is refused by name`, async (t) => {
    const problems = problemsOf({ [variable]: text })
    t.equal(problems.length, 1)
    t.match(problems[0], new RegExp(`^${variable} `))
    t.match(problems[0], must)
  })

t.test('everything that is wrong is said at once', async (t) => {
  const { problems } = read({ HUB_BANK_MERCHANT_ID: 'x', HUB_BANK_SANDBOX: 'x' })
  t.same(
    problems.map((problem) => problem.split(' ')[0]),
    ['HUB_BANK_URL', 'HUB_BANK_MERCHANT_ID', 'HUB_BANK_SECRET', 'HUB_BANK_SANDBOX'],
  )
  t.match(problems[0], 'HUB_BANK_URL is not set: Address of the bank.')
  t.match(HUB_SETTINGS(problems), {
    code: 'HUB_SETTINGS',
    message: /^4 settings are wrong:\n {2}- HUB_BANK_URL is not set/,
  })
})

t.test('a wrong secret is told by its length', async (t) => {
  const problems = problemsOf({ HUB_BANK_SECRET: 'short' })
  t.match(problems, [/^HUB_BANK_SECRET must NOT have fewer than 8 characters.*5 characters came/])
  t.notMatch(problems.join(), 'short')
})

t.test('a secret may lie in a file', async (t) => {
  const env = { HUB_BANK_URL: GOOD.HUB_BANK_URL, HUB_BANK_MERCHANT_ID: '1', HUB_BANK_SECRET_FILE: '/run/secrets/bank' }
  const { values, problems, settings } = read(env, {
    readFile: (path) => (path === '/run/secrets/bank' ? 'SAIPPUAKAUPPIAS\n' : ''),
  })
  t.same(problems, [])
  t.equal(values.secret, 'SAIPPUAKAUPPIAS')
  t.match(settings[2], { origin: 'HUB_BANK_SECRET_FILE from environment', secret: true })
  const missing = read(env, {
    readFile: () => {
      throw Object.assign(new Error('no'), { code: 'ENOENT' })
    },
  })
  t.same(missing.problems, ['the file named by HUB_BANK_SECRET_FILE cannot be read: ENOENT'])
  t.match(problemsOf({ HUB_BANK_SECRET_FILE: '/x' }), [/HUB_BANK_SECRET and HUB_BANK_SECRET_FILE are both set/])
})

t.test('a setting whose own name ends in file is no secret file', async (t) => {
  const Keys = Type.Object({ key: Type.Optional(Type.String({ 'x-secret': true })), keyFile: Type.String() })
  const { values, problems, variables } = readSettings(Keys, {
    env: { HUB_SFTP_KEY_FILE: '/etc/key' },
    prefix: 'HUB_SFTP_',
  })
  t.same([values, problems, variables], [{ keyFile: '/etc/key' }, [], ['HUB_SFTP_KEY', 'HUB_SFTP_KEY_FILE']])
})

t.test('a file is judged as strictly as the environment', async (t) => {
  const file = (values: unknown) => problemsOf({}, { file: { name: 'hub.json', values } })
  t.same(file({ sandbox: 'true' }), ['sandbox in hub.json must be boolean; got "true"'])
  t.same(file({ version: '0004' }), ['version in hub.json must be one of 0002, 0003; got "0004"'])
  t.same(file({ merchant: 1, sandbocks: true }), [
    'merchant in hub.json is not a setting; did you mean merchantId?',
    'sandbocks in hub.json is not a setting; did you mean sandbox?',
  ])
  t.same(file([1]), ['hub.json must hold an object of settings; got an array'])
})

t.test('a variable that nothing reads is an error with the nearest name', async (t) => {
  const known = [...read(GOOD).variables, 'HUB_PORT']
  t.same(
    unknownVariables({ ...GOOD, HUB_PROT: '1', HUB_BANK_MERCHANTID: '1', HUB_SOMETHING_ELSE: '1', PATH: '/' }, known),
    [
      'HUB_BANK_MERCHANTID is not a setting; did you mean HUB_BANK_MERCHANT_ID?',
      'HUB_PROT is not a setting; did you mean HUB_PORT?',
      'HUB_SOMETHING_ELSE is not a setting',
    ],
  )
})

t.test('shown values hide secrets and passwords in addresses', async (t) => {
  t.equal(shownValue({ value: 'SAIPPUAKAUPPIAS', secret: true }), '•••')
  t.equal(shownValue({ value: 'amqp://hub:pass-word@mq-1:5672/x', secret: false }), 'amqp://hub:•••@mq-1:5672/x')
  t.equal(shownValue({ value: ['amqp://hub:pw@mq'], secret: false }), '["amqp://hub:•••@mq"]')
  t.equal(shownValue({ value: undefined, secret: true }), '-')
  t.equal(shownValue({ value: 8080, secret: false }), '8080')
})
