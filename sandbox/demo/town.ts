import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as bankPage from '../stand-ins/bank-page.js'
import * as ledgerStandIn from '../stand-ins/ledger.js'
import * as mailServer from '../stand-ins/mail-server.js'
import * as paytrailStandIn from '../stand-ins/paytrail.js'

/** Everybody the hub deals with in the demo, on free ports of 127.0.0.1. */
export interface Town {
  readonly bank: bankPage.BankPage
  readonly paytrail: paytrailStandIn.Paytrail
  readonly post: Awaited<ReturnType<typeof mailServer.start>>
  readonly ledger: Awaited<ReturnType<typeof ledgerStandIn.start>>
  readonly folders: { readonly data: string; readonly fromBank: string; readonly toLedger: string }
  close(): Promise<void>
}

/** Opens the town with the hub's folders under `folder`. */
export async function openTown(folder: string): Promise<Town> {
  const folders = {
    data: join(folder, 'hub'),
    fromBank: join(folder, 'from-bank'),
    toLedger: join(folder, 'to-ledger'),
  }
  for (const each of Object.values(folders)) await mkdir(each, { recursive: true })
  const bank = await bankPage.start()
  const paytrail = await paytrailStandIn.start({ callbackTries: 40 })
  const post = await mailServer.start()
  const ledger = await ledgerStandIn.start({ folder: folders.toLedger })
  return {
    bank,
    paytrail,
    post,
    ledger,
    folders,
    async close() {
      await Promise.all([bank.close(), paytrail.close(), post.close(), ledger.close()])
    },
  }
}

/** The hub's settings for this town: what an administrator would write for the real partners. */
export function settingsFor(
  { bank, paytrail, post, folders }: Town,
  { port, returnUrls }: { readonly port: number; readonly returnUrls: string },
): Record<string, string> {
  return {
    HUB_DATA: folders.data,
    HUB_PORT: String(port),
    HUB_LOG_LEVEL: 'info',
    HUB_NORDEA_ACTION: bank.action,
    HUB_NORDEA_QUERY_URL: bank.queryUrl,
    HUB_NORDEA_RECEIVER_ID: '12345678',
    HUB_NORDEA_RECEIVER_ACCOUNT: 'FI2112345600000785',
    HUB_NORDEA_KEY: 'LEHTI',
    HUB_PAYTRAIL_URL: paytrail.url,
    HUB_PAYTRAIL_MERCHANT_ID: paytrail.merchant,
    HUB_PAYTRAIL_SECRET: paytrail.secret,
    HUB_MAIL_HOST: '127.0.0.1',
    HUB_MAIL_PORT: String(post.port),
    HUB_MAIL_TLS: 'this-machine',
    HUB_LEDGER_FOLDER: folders.toLedger,
    HUB_BANK_FILES_FOLDER: folders.fromBank,
    HUB_STUDY_FEES_PUBLIC_URL: `http://127.0.0.1:${port}`,
    HUB_STUDY_FEES_RETURN_URLS: returnUrls,
    HUB_STUDY_FEES_UNCLEAR_AFTER_MINUTES: '0',
  }
}
