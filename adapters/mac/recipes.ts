import type { MacRecipe } from './mac.js'

/*
 * The protocols of the family as configuration of one signer (protocols/fi.md sections 2, 4, 7.1 to 7.3). Where the
 * sources disagree about a version's algorithm, the connection's options decide, not this page.
 */

const names = (prefix: string, list: string) => list.split(' ').map((name) => prefix + name)

const ampersands = {
  separator: '&',
  keyPosition: 'end',
  trailingSeparator: true,
  skipAbsent: false,
  case: 'upper',
  charset: 'latin1',
} as const

/** SOLOPMT 0002 and 0003. */
export const solopmtRequest: MacRecipe = {
  ...ampersands,
  fields: names('SOLOPMT_', 'VERSION STAMP RCV_ID AMOUNT REF DATE CUR'),
  algorithm: 'md5',
}
export const solopmtReturn: MacRecipe = {
  ...ampersands,
  fields: names('SOLOPMT_RETURN_', 'VERSION STAMP REF PAID'),
  algorithm: 'md5',
}
export const solopmtQuery: MacRecipe = {
  ...ampersands,
  fields: names(
    'SOLOPMT_',
    'VERSION TIMESTMP RCV_ID LANGUAGE RESPTYPE RESPDATA RESPDETL STAMP REF AMOUNT CUR KEYVERS ALG',
  ),
  skipAbsent: true,
  skipEmpty: true,
  algorithm: 'md5',
}
export const solopmtReply: MacRecipe = {
  ...solopmtQuery,
  fields: names(
    'SOLOPMT_',
    'VERSION TIMESTMP RCV_ID RESPCODE STAMP RCV_ACCOUNT REF DATE AMOUNT CUR PAID STATUS KEYVERS ALG',
  ),
}

const netFields = 'VERSION STAMP SELLER_ID AMOUNT REF DATE CUR'
const net = (list: string, algorithm: 'md5' | 'sha256'): MacRecipe => ({
  ...ampersands,
  fields: names('NET_', list),
  algorithm,
})
/** Samlink: Handelsbanken, Säästöpankki, POP; 010 is Aktia. By version. */
export const netRequest: Readonly<Record<'001' | '002' | '003' | '010', MacRecipe>> = {
  '001': net(netFields, 'md5'),
  '002': net(`${netFields} RETURN CANCEL REJECT`, 'md5'),
  '003': net(`${netFields} RETURN CANCEL REJECT ALG`, 'sha256'),
  '010': net(`${netFields} RETURN CANCEL REJECT ALG KEYVERS`, 'sha256'),
}
export const netReturn: Readonly<Record<'003' | '010', MacRecipe>> = {
  '003': net('RETURN_VERSION RETURN_STAMP RETURN_REF RETURN_PAID ALG', 'sha256'),
  '010': net('RETURN_VERSION ALG RETURN_STAMP RETURN_REF RETURN_PAID KEYVERS', 'sha256'),
}

/** Crosskey: Ålandsbanken, S-Pankki. MD5 in older set-ups. */
export const aabRequest: MacRecipe = {
  ...ampersands,
  fields: names('AAB_', 'VERSION STAMP RCV_ID AMOUNT REF DATE CUR'),
  algorithm: 'sha256',
}
export const aabReturn: MacRecipe = {
  ...ampersands,
  fields: names('AAB-RETURN-', 'VERSION STAMP REF PAID'),
  algorithm: 'sha256',
}

/** OP joins without any separator. */
export const opRequest: MacRecipe = {
  ...ampersands,
  separator: '',
  trailingSeparator: false,
  fields: names('', 'VERSIO MAKSUTUNNUS MYYJA SUMMA VIITE VIEST1 VIEST2 VALUUTTALAJI TARKISTE-VERSIO'),
  algorithm: 'md5',
}
export const opReturn: MacRecipe = {
  ...opRequest,
  fields: names('', 'VERSIO MAKSUTUNNUS VIITE ARKISTOINTITUNNUS TARKISTE-VERSIO'),
  trimValues: true,
}

/** Danske puts the key first and sends lower case. */
export const danskeRequest: MacRecipe = {
  ...ampersands,
  keyPosition: 'start',
  case: 'lower',
  fields: names('', 'SUMMA VIITE KNRO VERSIO VALUUTTA OKURL VIRHEURL ERAPAIVA'),
  skipAbsent: true,
  algorithm: 'sha256',
}
export const danskeReturn: MacRecipe = {
  ...danskeRequest,
  fields: names('', 'VIITE SUMMA STATUS KNRO VERSIO VALUUTTA ERAPAIVA'),
}

/** Luottokunta's card form: no separator after the key. */
export const cardRequest: MacRecipe = {
  ...ampersands,
  trailingSeparator: false,
  case: 'lower',
  fields: names('', 'Merchant_Number Order_ID Amount Currency_Code Transaction_Type'),
  algorithm: 'sha256',
}
export const cardReturn: MacRecipe = {
  ...cardRequest,
  keyPosition: 'start',
  skipAbsent: true,
  fields: names('', 'Transaction_Type Currency_Code Amount Order_ID Merchant_Number LKBINCOUNTRY LKIPCOUNTRY LKECI'),
}

/** Tupas; A01Y_ALG and B02K_ALG name the algorithm. */
export const tupasRequest: MacRecipe = {
  ...ampersands,
  fields: names('A01Y_', 'ACTION_ID VERS RCVID LANGCODE STAMP IDTYPE RETLINK CANLINK REJLINK KEYVERS ALG'),
  algorithm: 'sha256',
}
export const tupasReturn: MacRecipe = {
  ...ampersands,
  fields: names('B02K_', 'VERS TIMESTMP IDNBR STAMP CUSTNAME KEYVERS ALG CUSTID CUSTTYPE USERID USERNAME'),
  skipAbsent: true,
  skipEmpty: true,
  algorithm: 'sha256',
}

/** Vetuma; the key is `<RCVID>-<key>`. Present but empty keeps its slot, absent leaves none. */
const vetuma = (list: string): MacRecipe => ({
  ...ampersands,
  fields: names('', list),
  skipAbsent: true,
  algorithm: 'sha256',
})
const links = 'LG RETURL CANURL ERRURL'
export const vetumaLoginRequest = vetuma(`RCVID APPID TIMESTMP SO SOLIST TYPE AU ${links} AP EXTRADATA APPNAME TRID`)
export const vetumaLoginReturn = vetuma(`RCVID TIMESTMP SO USERID ${links} SUBJECTDATA EXTRADATA STATUS TRID VTJDATA`)
export const vetumaPaymentRequest = vetuma(
  `RCVID APPID TIMESTMP SO SOLIST TYPE AU ${links} AP APPNAME AM REF ORDNR MSGBUYER MSGSELLER MSGFORM PAYM_CALL_ID TRID`,
)
export const vetumaPaymentReturn = vetuma(
  `RCVID TIMESTMP SO ${links} PAYID REF ORDNR PAID STATUS TRID PAYM_STATUS PAYM_AMOUNT PAYM_CURRENCY`,
)
