import type { PooledDatabase } from '#db/client.ts';
import type { Clock } from './clock.ts';
import type { Settings } from './env.ts';
import type { JobQueue } from './jobs.ts';
import type { Log } from './log.ts';
import type { PaymentService } from './payment-service.ts';

/** The dependencies of every verb, opened by the process that runs it. */
export interface Deps {
  db: PooledDatabase;
  jobs: JobQueue;
  clock: Clock;
  /** A new UUIDv7. An order's id is made by the buyer's browser instead. */
  newId(): string;
  payments: PaymentService;
  log: Log;
  rules: ShopRules;
}

/** The settings that verbs need. */
export interface ShopRules {
  currency: string;
  paymentWindowMs: number;
  recoveryDelayMs: number;
  openOrdersMax: number;
  unitsHeldMax: number;
  /** How long an asynchronous payment may stay in processing before staff must review it. */
  processingAlarmMs: number;
  /** Whose an ended order was is erased after this time; null: never. */
  customerDataRetentionMs: number | null;
  /** The body of an applied event of the payment service is removed after this time. */
  eventRetentionMs: number;
  /** How long an order's link works after the order was paid or cancelled. */
  orderLinkMs: number;
}

/** @param currency the shop's, see `chooseShopCurrency` */
export function toShopRules(settings: Settings, currency: string): ShopRules {
  return {
    currency,
    paymentWindowMs: settings.PAYMENT_WINDOW,
    recoveryDelayMs: settings.RECOVERY_DELAY,
    openOrdersMax: settings.MAX_OPEN_ORDERS,
    unitsHeldMax: settings.MAX_UNITS_HELD,
    processingAlarmMs: settings.PROCESSING_ALARM,
    customerDataRetentionMs: settings.CUSTOMER_DATA_RETENTION,
    eventRetentionMs: settings.RAW_EVENT_RETENTION,
    orderLinkMs: settings.ORDER_LINK_LIFETIME,
  };
}
