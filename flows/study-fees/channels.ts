import { channel, question, topic } from '../../bus/ends.js'
import {
  OperatorAlert,
  OrderPaid,
  OrdersExpired,
  ReminderDue,
  Round,
  StatusAsk,
} from '../../schemas/study-fees/announcements.js'
import { ErasePerson, ErasureAnswer } from '../../schemas/study-fees/erasure.js'
import { KtlChunk } from '../../schemas/study-fees/ktl.js'
import { ResendBatch, TransferRun } from '../../schemas/study-fees/ledger.js'
import {
  AddStudyFee,
  ChangeOrder,
  CloseOrder,
  CreateProcessingFee,
  CustomerAnswer,
  OrderAnswer,
  RegisterCustomer,
  RenewOrder,
} from '../../schemas/study-fees/orders.js'
import {
  AskPaymentResult,
  DecidePayment,
  PaymentResultAnswer,
  PaymentReturn,
  PaymentReturnAnswer,
  StartPayment,
  StartPaymentAnswer,
} from '../../schemas/study-fees/payments.js'

// Orders: what an application asks for and waits for.
export const registerCustomer = question('study-fees/register-customer', RegisterCustomer, CustomerAnswer)
export const createProcessingFee = question('study-fees/create-processing-fee', CreateProcessingFee, OrderAnswer)
export const addStudyFee = question('study-fees/add-study-fee', AddStudyFee, OrderAnswer)
export const changeOrder = question('study-fees/change-order', ChangeOrder, OrderAnswer)
export const closeOrder = question('study-fees/close-order', CloseOrder, OrderAnswer)
export const renewOrder = question('study-fees/renew-order', RenewOrder, OrderAnswer)
export const erasePerson = question('study-fees/erase-person', ErasePerson, ErasureAnswer)

// Payments.
export const startPayment = question('study-fees/start-payment', StartPayment, StartPaymentAnswer)
export const paymentReturn = question('study-fees/payment-return', PaymentReturn, PaymentReturnAnswer)
export const paymentResult = question('study-fees/payment-result', AskPaymentResult, PaymentResultAnswer)
export const decidePayment = question('study-fees/decide-payment', DecidePayment, PaymentResultAnswer)
export const statusAsks = channel('study-fees/status-asks', StatusAsk)
/** Questions that the provider did not answer to the end. */
export const unansweredAsks = channel('study-fees/unanswered-asks', StatusAsk)

// What is announced: a flow that wants to know takes its own copy.
export const orderPaid = topic('study-fees/order-paid', OrderPaid)
export const operatorAlerts = topic('study-fees/operator-alerts', OperatorAlert)
export const ordersExpired = topic('study-fees/orders-expired', OrdersExpired)
export const remindersDue = channel('study-fees/reminders-due', ReminderDue)

// Rounds that a clock begins.
export const statusRounds = channel('study-fees/status-rounds', Round)
export const expiryRounds = channel('study-fees/expiry-rounds', Round)
export const reminderRounds = channel('study-fees/reminder-rounds', Round)

// The account and the ledger.
export const ktlChunks = channel('study-fees/ktl-chunks', KtlChunk)
export const transferRuns = channel('study-fees/transfer-runs', TransferRun)
export const resends = channel('study-fees/resends', ResendBatch)
