import t from 'tap'
import { type MacFields, type MacRecipe, macMatches, macOf } from './mac.js'
import * as recipes from './recipes.js'

interface Vector {
  readonly name: string
  readonly recipe: MacRecipe
  /** The values in MAC order, joined as the source prints them; `|` parts them here. */
  readonly values: string
  readonly key: string
  readonly mac: string
}

const V = 'TESTIASIAKAS11'
const vetumaKey = 'TESTIASIAKAS11-873C992B8C4C01EC8355500CAA709B37EA43BC2E591ABF29FEE5EAFE4DCBFA35'
const local = 'https://localhost/ShowPayment.asp|https://localhost/ShowCancel.asp|https://localhost/ShowError.asp'
const hub = 'https://hub.example.fi/vetuma/ok|https://hub.example.fi/vetuma/cancel|https://hub.example.fi/vetuma/error'
const tupasLinks =
  'https://hub.example.fi/tupas/ok|https://hub.example.fi/tupas/cancel|https://hub.example.fi/tupas/reject'
const pay = 'https://hub.example.fi/pay'
const ones = '1'.repeat(20)
const opKey = 'Esittelykauppiaansalainentunnus'
const tupasWith = (algorithm: MacRecipe['algorithm']) => ({ ...recipes.tupasRequest, algorithm })

// protocols/fi.md 7.1, 7.2, 7.3, 4.2, 2.5
const vectors: readonly Vector[] = [
  {
    name: 'SOLOPMT request of the published plug-in, empty REF',
    recipe: recipes.solopmtRequest,
    values: '0003|13|10507901|35||EXPRESS|EUR',
    key: 'iKEG7gdIgQTFXiaOlzXypqziM4S4SgTV',
    mac: '82FF0D138AD4BA783D9107382DDDA6FB',
  },
  {
    name: 'SOLOPMT request',
    recipe: recipes.solopmtRequest,
    values: '0003|20260301120000123456|12345678|35,00|12345672|EXPRESS|EUR',
    key: 'LEHTI',
    mac: '0D6D936C6F4FDF1A4515E7F4EB172830',
  },
  {
    name: 'SOLOPMT return',
    recipe: recipes.solopmtReturn,
    values: '0003|20260301120000123456|12345672|PEPM20260301000001',
    key: 'LEHTI',
    mac: '5F936F682257015EB9EDA238AE2BB99C',
  },
  {
    name: 'SOLOPMT query, empty fields skipped',
    recipe: recipes.solopmtQuery,
    values: '0001|202603011210000001|12345678|1|xml|||20260301120000123456|12345672||EUR|0001|01',
    key: 'LEHTI',
    mac: '99004F5B7CD64965358BA8D97CCBB66B',
  },
  {
    name: 'NET 003 request',
    recipe: recipes.netRequest['003'],
    values: `003|20260301120000123456|0000000000|35,00|12345672|EXPRESS|EUR|${pay}/ok|${pay}/cancel|${pay}/reject|03`,
    key: ones,
    mac: 'E884956D1F61AA137A7457DFE208BC7D28A4BC31FE4ED81DC344894FEFC35E59',
  },
  {
    name: 'NET 003 return',
    recipe: recipes.netReturn['003'],
    values: '003|20260301120000123456|12345672|2602ABCD00000001|03',
    key: ones,
    mac: '3FD27A16CBB3C004755115BB2007F2718F6DFEE429F60954B500E2390547182A',
  },
  {
    name: 'AAB 0002 request',
    recipe: recipes.aabRequest,
    values: '0002|202603011200001|AABESHOPID|35,00|12345672|EXPRESS|EUR',
    key: 'PAPEGOJA',
    mac: '3E5CDCB3BB1A7CB8AB55118A9E6928E5543AA5FA99A70594FB31E5B7400CF355',
  },
  {
    name: 'OP request',
    recipe: recipes.opRequest,
    values: '0001|20260301120000123456|Esittelymyyja|35,00|12345672|||EUR|1',
    key: opKey,
    mac: 'D2BD8F2DD1E2139961C160D1A4980C76',
  },
  {
    name: 'OP return, blanks around values',
    recipe: recipes.opReturn,
    values: '0001| 20260301120000123456|12345672 |2602ABCD00000001|1',
    key: opKey,
    mac: '0C7405CC53964733FDC72FFE3A420635',
  },
  {
    name: 'Danske request, key first',
    recipe: recipes.danskeRequest,
    values: `35,00|12345672|000000000000|4|EUR|${pay}/ok|${pay}/reject|01.03.2026`,
    key: 'TESTKEY',
    mac: '06ee11bb75e44faa539027942434bba90929d865a3c83b10b8a29e614ce8f6d1',
  },
  {
    name: 'Danske return',
    recipe: recipes.danskeReturn,
    values: '12345672|35,00|0|000000000000|4|EUR|01.03.2026',
    key: 'TESTKEY',
    mac: '6bd8cc579c334b24e04216f285c4559582e6ca6eed9e947c846ffd211b2e5580',
  },
  {
    name: 'card form request',
    recipe: recipes.cardRequest,
    values: '9999999|20260301120000123456|3500|978|1',
    key: 'SECRETKEY',
    mac: '336b210351b696cb035534efc107ada605045b71dae94dd57c0ca49d930dda66',
  },
  {
    name: 'card form return',
    recipe: recipes.cardReturn,
    values: '1|978|3500|20260301120000123456|9999999',
    key: 'SECRETKEY',
    mac: 'c50403b0e0ae0df71502deed43a75b7b2966b37c43dab3a2369a5a10b0c01cef',
  },
  {
    name: 'Vetuma payment request, no MSGSELLER',
    recipe: {
      ...recipes.vetumaPaymentRequest,
      fields: recipes.vetumaPaymentRequest.fields.filter((name) => name !== 'MSGSELLER'),
    },
    values: `${V}|oph-oti|20161024160005000||P,L|PAYMENT|PAY|fi|https://oti.local/oti/vetuma/success|https://oti.local/oti/vetuma/cancel|https://oti.local/oti/vetuma/error|TESTIASIAKAS1|Opetush. tutkintoon ilmoittautuminen|212,00|43963156058|OTI439631560581|Tutkintomaksu|Tutkintomaksu|OTI439631560581`,
    key: vetumaKey,
    mac: 'F2392F76651C522E088A5EDC36CDA8DC1413BFD1BA1E8650696775EB108E2141',
  },
  {
    name: 'Vetuma payment return',
    recipe: recipes.vetumaPaymentReturn,
    values: `${V}|20061218154432445|P2|fi|${local}|166449462440200|1234561|123|06122588INWX0000|SUCCESSFUL`,
    key: vetumaKey,
    mac: '61397453AAF0A93C2242EFD8813436C58B069B3F38041FC19CD900974B8E9984',
  },
  {
    name: 'Vetuma login request',
    recipe: recipes.vetumaLoginRequest,
    values: `${V}|VETUMA-APP2|20260301120000123|6|6,11|LOGIN|EXTAUTH|fi|${hub}|TESTIASIAKAS1|VTJTT=VTJ-VETUMA-Perus|Hub|12345678901234567890`,
    key: vetumaKey,
    mac: '2EFEA9C391581321FED1F266598D14A376D457B25045CB4877D1D47FA59F2F4A',
  },
  {
    name: 'Vetuma login return with Ö, empty USERID and VTJDATA',
    recipe: recipes.vetumaLoginReturn,
    values: `${V}|20260301120105456|6||fi|${hub}|ETUNIMI=TESTI, SUKUNIMI=HENKILÖ|HETU=010190-999W|SUCCESSFUL|12345678901234567890|`,
    key: vetumaKey,
    mac: '18AE107DFF897B1576B598FAF5E1D655CA2ACB89B87B053818EE238D6DD744F4',
  },
  ...(
    [
      ['sha256', '03', 'D1EF088D11065C88CB9109EF771119EFF3C997C5DDCAC94EA5AEAC3B998C5E51'],
      ['sha1', '02', '1D9E27739211AB961CA65F495EBC113C9661CE4B'],
      ['md5', '01', 'CF6B0D482BBD0A95030967199E0B4319'],
    ] as const
  ).map(([algorithm, code, mac]) => ({
    name: `Tupas request, ${algorithm}`,
    recipe: tupasWith(algorithm),
    values: `701|0002|87654321|FI|20260301120000123456|02|${tupasLinks}|0001|${code}`,
    key: 'LEHTI',
    mac,
  })),
  {
    name: 'Tupas return, published',
    recipe: recipes.tupasReturn,
    values: '0003|50020181017141433899056|2512408990|20010125140015123456|FIRST LAST|0001|03|9984|02',
    key: 'inputsecret',
    mac: 'EBA959A76B87AE8996849E7C0C08D4AC44B053183BE12C0DAC2AD0C86F9F2542',
  },
  {
    name: 'Tupas return with Ö, empty user fields skipped',
    recipe: recipes.tupasReturn,
    values: '0002|20020260301120101000001|0000012345|20260301120000123456|TESTIHENKILÖ|0001|03|010190-999W|01||',
    key: 'LEHTI',
    mac: '7BD75985015E4EAB95AE7AACC4109AA8E3CA91046FD554575C3A5589E19B15CB',
  },
  {
    name: 'Tupas return of type 08',
    recipe: recipes.tupasReturn,
    values:
      '0002|20020260301120101000001|0000012345|20260301120000123456|YRITYS OY|0001|03|0123456-2|08|010190-999W|TESTIHENKILÖ',
    key: 'LEHTI',
    mac: 'F09D971F50D29BDCFA6CCCA3857ECFA5D3A72DB33890D12D055077EE36B978E3',
  },
]

const fieldsOf = ({ recipe, values }: Vector): Record<string, string> =>
  Object.fromEntries(values.split('|').map((value, index) => [recipe.fields[index]!, value]))

for (const vector of vectors) {
  t.test(`${vector.name}: signed as published, and recognised`, async (t) => {
    const fields = fieldsOf(vector)
    t.equal(macOf(vector.recipe, fields, vector.key), vector.mac)
    t.ok(macMatches(vector.recipe, fields, vector.key, vector.mac))
    t.ok(macMatches(vector.recipe, fields, vector.key, vector.mac.toLowerCase()), 'in the other case too')
    t.ok(macMatches(vector.recipe, fields, vector.key, vector.mac.toUpperCase()), 'in the other case too')
  })

  t.test(`${vector.name}: one changed, dropped or added thing is refused`, async (t) => {
    const fields = fieldsOf(vector)
    const refused = (values: MacFields, why: string, mac = vector.mac, key = vector.key) =>
      t.notOk(macMatches(vector.recipe, values, key, mac), why)
    for (const [name, value] of Object.entries(fields)) {
      const flipped = value === '' ? 'x' : String.fromCharCode(value.charCodeAt(0) ^ 1) + value.slice(1)
      refused({ ...fields, [name]: flipped }, `${name} flipped`)
      const rest: MacFields = { ...fields, [name]: undefined }
      if (!(vector.recipe.skipEmpty && value === '')) refused(rest, `${name} dropped`)
    }
    refused(fields, 'too short', vector.mac.slice(1))
    refused(fields, 'too long', `${vector.mac}0`)
    refused(fields, 'empty', '')
    refused(fields, 'no hexadecimal', 'ö'.repeat(vector.mac.length))
    refused(fields, 'another key', vector.mac, `${vector.key}x`)
    t.notOk(macMatches(vector.recipe, fields, vector.key, undefined), 'no MAC at all')
    const other = vector.recipe.algorithm === 'md5' ? 'sha256' : 'md5'
    refused(fields, 'another algorithm', macOf({ ...vector.recipe, algorithm: other }, fields, vector.key))
  })
}

t.test('Ä and Ö are signed as ISO-8859-1: the same text in UTF-8 has another MAC and is refused', async (t) => {
  for (const vector of vectors.filter(({ values }) => /[ÄÖ]/.test(values))) {
    const utf8 = macOf({ ...vector.recipe, charset: 'utf8' }, fieldsOf(vector), vector.key)
    t.not(utf8, vector.mac)
    t.notOk(macMatches(vector.recipe, fieldsOf(vector), vector.key, utf8), vector.name)
  }
  const tupas = vectors.find(({ name }) => name.startsWith('Tupas return with Ö'))!
  t.match(macOf({ ...tupas.recipe, charset: 'utf8' }, fieldsOf(tupas), tupas.key), /^F359069F.*D6CE$/)
})

t.test('a character outside ISO-8859-1 is refused by name, never cut to another character', async (t) => {
  const fields = {
    SOLOPMT_RETURN_VERSION: '0003',
    SOLOPMT_RETURN_STAMP: '1',
    SOLOPMT_RETURN_REF: '€',
    SOLOPMT_RETURN_PAID: '1',
  }
  t.throws(() => macOf(recipes.solopmtReturn, fields, 'LEHTI'), {
    code: 'HUB_MAC_CHARACTER',
    message: /^SOLOPMT_RETURN_REF /,
  })
  t.notOk(macMatches(recipes.solopmtReturn, fields, 'LEHTI', '00'))
})

t.test('a field that must be there is asked for by name, and the key is in no error', async (t) => {
  t.throws(() => macOf(recipes.solopmtReturn, {}, 'LEHTI'), {
    code: 'HUB_MAC_FIELD_MISSING',
    message: /^SOLOPMT_RETURN_VERSION (?!.*LEHTI)/,
  })
})

t.test('the published check request of Vetuma is signed by the recipe of its payment request', async (t) => {
  const query = recipes.vetumaPaymentRequest
  const fields = {
    RCVID: V,
    APPID: 'TESTAPP',
    TIMESTMP: '20100915121357210',
    SO: '',
    SOLIST: 'P',
    TYPE: 'PAYMENT',
    AU: 'CHECK',
    LG: 'fi',
    RETURL: 'https://localhost/ShowPayment.asp',
    CANURL: 'https://localhost/ShowCancel.asp',
    ERRURL: 'https://localhost/ShowError.asp',
    AP: 'TESTIASIAKAS1',
    PAYM_CALL_ID: '1082624993',
    TRID: '1082624993',
  }
  const published = '6D55BF6B78C937FD6D32E7E0B5CCF5AA8CAAFC8D3C0FC7AB48159A0EB3E85A8D'
  t.equal(macOf(query, fields, vetumaKey), published)
  t.ok(macMatches(query, fields, vetumaKey, published))
  t.notOk(macMatches(query, { ...fields, AU: 'PAY' }, vetumaKey, published))
})
