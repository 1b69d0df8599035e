import t, { type Test } from 'tap'
import * as bankPage from '../../sandbox/stand-ins/bank-page.js'
import { addressOfNobody, opened } from '../../sandbox/stand-ins/harness.js'
import type { SolopmtForm, SolopmtPayment } from '../../schemas/partners/solopmt.js'
import { formUrlEncoded } from '../mac/query.js'
import { solopmt } from './solopmt.js'

const nordea = solopmt('nordea')
const payment: SolopmtPayment = {
  stamp: '20260301120000123456',
  reference: '12345672',
  cents: 3500,
  message: 'KÄSITTELYMAKSU LISÄAIKA',
  returnUrl: 'https://hub.example.fi/pay/ok',
  cancelUrl: 'https://hub.example.fi/pay/cancel',
  rejectUrl: 'https://hub.example.fi/pay/reject',
}
const options = { receiverId: '12345678', key: 'LEHTI', receiverName: 'Esimerkki AMK' }

async function atBank(t: Test, more: object = {}) {
  const bank = await bankPage.start()
  t.teardown(() => bank.close())
  const hub = await opened(t, nordea, { ...options, action: bank.action, queryUrl: bank.queryUrl, ...more })
  const formOf = async (changes: Partial<SolopmtPayment> = {}) =>
    (await hub.read(nordea.form, { ...payment, ...changes }))[0]!
  return { bank, hub, formOf }
}
/** What a browser does with a form: posts it in the charset the form names. */
const post = (form: SolopmtForm) =>
  fetch(form.action, {
    method: form.method,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: formUrlEncoded(form.fields.map(({ name, value }) => [name, value] as const)),
  })
const queryOf = (location: string) => location.slice(location.indexOf('?') + 1)

t.test('the form carries the published signature and every field in a length the bank takes', async (t) => {
  const hub = await opened(t, nordea, options)
  const [form] = await hub.read(nordea.form, payment)
  t.match(form, { method: 'POST', acceptCharset: 'ISO-8859-1', action: 'https://solo3.nordea.fi/cgi-bin/SOLOPM01' })
  const fields = Object.fromEntries(form!.fields.map(({ name, value }) => [name, value]))
  t.match(fields, {
    SOLOPMT_VERSION: '0003',
    SOLOPMT_AMOUNT: '35,00',
    SOLOPMT_DATE: 'EXPRESS',
    SOLOPMT_CONFIRM: 'YES',
    SOLOPMT_LANGUAGE: '1',
    SOLOPMT_MAC: '0D6D936C6F4FDF1A4515E7F4EB172830',
  })
  t.notOk(JSON.stringify(form).includes('LEHTI'), 'the key is not in the form')
})

t.test('the bank takes the form, the customer pays, and the signed return is proof', async (t) => {
  const { bank, hub, formOf } = await atBank(t)
  t.equal((await post(await formOf())).status, 200)
  t.match(bank.payments(), [{ stamp: payment.stamp, cents: 3500, reference: '12345672' }])
  t.equal(bank.payments()[0]!.fields.SOLOPMT_MSG, payment.message, 'Ä travels in ISO-8859-1')
  const { location } = bank.customer({ stamp: payment.stamp, choice: 'pay' })
  t.ok(location.startsWith(`${payment.returnUrl}?`))
  const [facts] = await hub.read(nordea.verifyReturn, { query: queryOf(location), way: 'return' })
  t.match(facts, {
    outcome: 'PAID',
    macValid: true,
    stamp: payment.stamp,
    ref: '12345672',
    version: '0003',
    paid: /^PEPM/,
  })
  t.equal(facts!.problem, undefined)
})

t.test('the published return is verified, and in either spelling of its names', async (t) => {
  const hub = await opened(t, nordea, options)
  const names = (prefix: string) =>
    `${prefix}RETURN_VERSION=0003&${prefix}RETURN_STAMP=20260301120000123456&${prefix}RETURN_REF=12345672&${prefix}RETURN_PAID=PEPM20260301000001&${prefix}RETURN_MAC=5F936F682257015EB9EDA238AE2BB99C`
  for (const prefix of ['SOLOPMT_', '']) {
    t.match(await hub.read(nordea.verifyReturn, { query: names(prefix), way: 'return' }), [{ outcome: 'PAID' }])
    t.match(
      await hub.read(nordea.verifyReturn, {
        query: names(prefix)
          .toLowerCase()
          .replace(/[a-z_]*return_[a-z]+/g, (name) => name.toUpperCase())
          .replace('pepm', 'PEPM'),
        way: 'return',
      }),
      [{ outcome: 'PAID' }],
      'MAC in lower case',
    )
  }
  t.match(
    await hub.read(nordea.verifyReturn, { query: `${names('SOLOPMT_')}&token=abc`, way: 'return' }),
    [{ outcome: 'PAID' }],
    'our own token beside it',
  )
  t.match(await hub.read(nordea.verifyReturn, { query: `${names('SOLOPMT_')}&RETURN_STAMP=1`, way: 'return' }), [
    { outcome: 'ERROR', problem: 'duplicate-parameter' },
  ])
})

t.test('one changed byte, a dropped, doubled or foreign parameter makes an error, never a paid one', async (t) => {
  const hub = await opened(t, nordea, options)
  const good = {
    SOLOPMT_RETURN_VERSION: '0003',
    SOLOPMT_RETURN_STAMP: '20260301120000123456',
    SOLOPMT_RETURN_REF: '12345672',
    SOLOPMT_RETURN_PAID: 'PEPM20260301000001',
    SOLOPMT_RETURN_MAC: '5F936F682257015EB9EDA238AE2BB99C',
  }
  const factsOf = async (query: string) => (await hub.read(nordea.verifyReturn, { query, way: 'return' }))[0]!
  const text = (values: Record<string, string>) => formUrlEncoded(Object.entries(values))
  t.equal((await factsOf(text(good))).outcome, 'PAID')
  for (const name of Object.keys(good) as (keyof typeof good)[]) {
    for (let at = 0; at < good[name].length; at++) {
      const flipped =
        good[name].slice(0, at) + String.fromCharCode(good[name].charCodeAt(at) ^ 1) + good[name].slice(at + 1)
      t.match(
        await factsOf(text({ ...good, [name]: flipped })),
        { outcome: 'ERROR', macValid: false, paid: undefined },
        `${name}[${at}]`,
      )
    }
    const { [name]: _, ...rest } = good
    const dropped = await factsOf(text(rest))
    t.match(dropped, { outcome: 'ERROR', macValid: false }, `${name} dropped`)
    t.match(
      await factsOf(`${text(good)}&${name}=${good[name]}`),
      { outcome: 'ERROR', problem: 'duplicate-parameter' },
      `${name} doubled`,
    )
  }
  const cases: [string, string][] = [
    [text({ ...good, SOLOPMT_RETURN_MAC: good.SOLOPMT_RETURN_MAC.slice(1) }), 'bad-mac'],
    [text({ ...good, SOLOPMT_RETURN_VERSION: '0002' }), 'wrong-version'],
    [text({ ...good, SOLOPMT_RETURN_KEYVERS: '0000' }), 'wrong-key-version'],
    [text({ ...good, SOLOPMT_RETURN_ALG: '03' }), 'wrong-algorithm'],
    [text({ ...good, SOLOPMT_RETURN_PAID: 'A&B' }), 'bad-field'],
    [`${text(good)}%`, 'unreadable-query'],
    ['', 'no-signature'],
  ]
  for (const [query, problem] of cases) t.match(await factsOf(query), { outcome: 'ERROR', problem }, problem)
})

t.test('every fault of the bank page that touches a return ends as an error or as not proven', async (t) => {
  const { bank, hub, formOf } = await atBank(t)
  await post(await formOf())
  const after = async (fault: bankPage.BankFault) => {
    bank.faults({ [fault]: 1 })
    const { location } = bank.customer({ stamp: payment.stamp, choice: 'pay' })
    return (await hub.read(nordea.verifyReturn, { query: queryOf(location), way: 'return' }))[0]!
  }
  t.match(await after('tamper'), { outcome: 'ERROR', problem: 'bad-mac' })
  t.match(await after('downgrade'), { outcome: 'ERROR', problem: 'wrong-version' })
  t.match(await after('duplicate'), { outcome: 'ERROR', problem: 'duplicate-parameter' })
  t.match(await after('foreign-charset'), { outcome: 'ERROR', macValid: false })
  t.match(await after('no-paid'), { outcome: 'UNKNOWN', macValid: true, paid: undefined }, 'no PAID is not proven paid')
  t.match(await after('no-prefix'), { outcome: 'PAID', macValid: true })
})

t.test('cancel and reject are hints without a signature, and a proof of payment wins over them', async (t) => {
  const { bank, hub, formOf } = await atBank(t)
  await post(await formOf())
  t.equal(bank.customer({ stamp: payment.stamp, choice: 'cancel' }).location, payment.cancelUrl)
  t.match(await hub.read(nordea.verifyReturn, { query: '', way: 'cancel' }), [
    { outcome: 'CANCELLED', macValid: false },
  ])
  t.match(await hub.read(nordea.verifyReturn, { query: '', way: 'reject' }), [{ outcome: 'REJECTED', macValid: false }])
  const { location } = bank.customer({ stamp: payment.stamp, choice: 'pay' })
  t.match(await hub.read(nordea.verifyReturn, { query: queryOf(location), way: 'cancel' }), [{ outcome: 'PAID' }])
  const forged = 'SOLOPMT_RETURN_VERSION=0003&SOLOPMT_RETURN_STAMP=1&SOLOPMT_RETURN_REF=12345672&SOLOPMT_RETURN_MAC=00'
  t.match(await hub.read(nordea.verifyReturn, { query: forged, way: 'cancel' }), [
    { outcome: 'ERROR', problem: 'bad-mac' },
  ])
})

t.test('while keys change, a return signed with the previous key still counts', async (t) => {
  const { bank, hub, formOf } = await atBank(t)
  await post(await formOf())
  const query = queryOf(bank.customer({ stamp: payment.stamp, choice: 'pay' }).location)
  const changed = await opened(t, nordea, { ...options, key: 'NEW', previousKey: 'LEHTI' })
  t.match(await changed.read(nordea.verifyReturn, { query, way: 'return' }), [{ outcome: 'PAID' }])
  const later = await opened(t, nordea, { ...options, key: 'NEW' })
  t.match(await later.read(nordea.verifyReturn, { query, way: 'return' }), [{ problem: 'bad-mac' }])
  t.match(await hub.read(nordea.verifyReturn, { query, way: 'return' }), [{ outcome: 'PAID' }])
})

t.test('the status query finds what was paid, with its amount in cents', async (t) => {
  const { bank, hub, formOf } = await atBank(t)
  const status = () => hub.read(nordea.status, { stamp: payment.stamp, reference: payment.reference })
  t.match(await status(), [{ outcome: 'NOT_FOUND', respcode: 'Notfound' }])
  await post(await formOf())
  t.match(await status(), [{ outcome: 'NOT_FOUND' }], 'asked for and not paid')
  bank.customer({ stamp: payment.stamp, choice: 'pay', cents: 3400 })
  t.match(await status(), [
    { outcome: 'PAID', respcode: 'OK', cents: 3400, currency: 'EUR', reference: '12345672', paid: /^PEPM/ },
  ])
  bank.faults({ error: 1 })
  t.match(await status(), [{ outcome: 'UNKNOWN', respcode: 'Error' }])
  t.match(await hub.read(nordea.status, { stamp: payment.stamp }), [{ outcome: 'PAID' }], 'without the reference too')
})

t.test('a status reply with a wrong signature, half of one or none is not used', async (t) => {
  const { bank, hub, formOf } = await atBank(t, { deadlineMs: 150 })
  await post(await formOf())
  bank.customer({ stamp: payment.stamp, choice: 'pay' })
  const status = () => hub.read(nordea.status, { stamp: payment.stamp })
  const unknown = { instruction: { retry: 'retry', effect: 'unknown' } }
  bank.faults({ tamper: 1 })
  await t.rejects(status(), { code: 'HUB_SOLOPMT_REPLY', message: /signature is wrong/, ...unknown })
  bank.faults({ half: 1 })
  await t.rejects(status(), { code: 'HUB_HTTP_NO_ANSWER', ...unknown })
  bank.faults({ drop: 1 })
  await t.rejects(status(), { code: 'HUB_HTTP_NO_ANSWER', ...unknown })
  bank.faults({ delay: 1 })
  await t.rejects(status(), { code: 'HUB_HTTP_NO_ANSWER', message: /within 150 ms/, ...unknown })
  t.match(await status(), [{ outcome: 'PAID' }], 'and the next one is')
  const other = await opened(t, nordea, { ...options, queryUrl: bank.queryUrl, key: 'OTHER' })
  await t.rejects(other.read(nordea.status, { stamp: payment.stamp }), { code: 'HUB_SOLOPMT_REPLY' })
  const nobody = await opened(t, nordea, { ...options, queryUrl: await addressOfNobody() })
  await t.rejects(nobody.read(nordea.status, { stamp: payment.stamp }), {
    code: 'HUB_HTTP_UNREACHED',
    instruction: { retry: 'retry', effect: 'not-done' },
  })
})

t.test('what the bank would refuse is refused before the browser goes there', async (t) => {
  const { hub } = await atBank(t)
  const long = `https://hub.example.fi/${'x'.repeat(40)}`
  const cases: [Partial<SolopmtPayment>, RegExp][] = [
    [{ returnUrl: long }, /SOLOPMT_RETURN is an address of at most 60 characters; got 63/],
    [{ cancelUrl: 'javascript:alert(1)' }, /SOLOPMT_CANCEL is an http or https address/],
    [{ rejectUrl: 'https://hub.example.fi/ä' }, /SOLOPMT_REJECT/],
    [{ stamp: '123456789012345678901' }, /SOLOPMT_STAMP is 1 to 20 digits; got 21/],
    [{ stamp: '12a' }, /SOLOPMT_STAMP/],
    [{ reference: '12345673' }, /SOLOPMT_REF/],
    [{ cents: 0 }, /SOLOPMT_AMOUNT/],
    [{ cents: 35.5 }, /SOLOPMT_AMOUNT/],
    [{ message: 'hinta 35 €' }, /SOLOPMT_MSG is text in ISO-8859-1/],
    [{ message: 'x'.repeat(211) }, /at most 6 rows of 35 characters; got 7 rows/],
  ]
  for (const [changes, message] of cases) {
    await t.rejects(hub.read(nordea.form, { ...payment, ...changes }), { code: 'HUB_SOLOPMT_FIELD', message })
  }
})

t.test('a long message is broken between words into rows the bank takes', async (t) => {
  const { bank, formOf } = await atBank(t)
  const message = 'Esimerkki AMK\nharkinnanvaraisen lisäajan käsittelymaksu kevät 2026'
  t.equal((await post(await formOf({ message, language: 'sv' }))).status, 200)
  t.same(bank.payments()[0]!.fields.SOLOPMT_MSG!.split('\r\n'), [
    'Esimerkki AMK',
    'harkinnanvaraisen lisäajan',
    'käsittelymaksu kevät 2026',
  ])
  t.equal(bank.payments()[0]!.fields.SOLOPMT_LANGUAGE, '2')
  t.equal((await post(await formOf())).status, 400, 'a stamp is used once')
})

t.test('a form that was changed on its way is refused by the bank', async (t) => {
  const { bank, formOf } = await atBank(t)
  const form = await formOf()
  const cheaper = form.fields.map((field) => (field.name === 'SOLOPMT_AMOUNT' ? { ...field, value: '0,01' } : field))
  t.equal((await post({ ...form, fields: cheaper })).status, 400)
  t.same(bank.payments(), [])
})

t.test('another version is spoken when its fields and algorithm are configured, and only then', async (t) => {
  await t.rejects(opened(t, nordea, { ...options, version: '0004' }), { code: 'HUB_SOLOPMT_VERSION' })
  const fields = {
    version: '0004',
    algorithm: 'sha256',
    requestFields: 'VERSION STAMP RCV_ID AMOUNT REF DATE CUR',
    returnFields: 'VERSION STAMP REF PAID',
  }
  const hub = await opened(t, nordea, { ...options, ...fields })
  const [form] = await hub.read(nordea.form, payment)
  t.match(form!.fields.find(({ name }) => name === 'SOLOPMT_MAC')!.value, /^[0-9A-F]{64}$/)
  await t.rejects(opened(t, nordea, { ...options, ...fields, returnFields: 'VERSION STAMP REF' }), {
    code: 'HUB_SOLOPMT_VERSION',
    message: /does not sign PAID/,
  })
  t.match((await (await opened(t, nordea, { ...options, version: '0002' })).read(nordea.form, payment))[0]!.fields[0], {
    value: '0002',
  })
})
