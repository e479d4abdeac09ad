import type { PooledDatabase } from '#db/client.ts';
import type { Clock } from './clock.ts';
import type { Settings } from './env.ts';
import type { CronQueue, JobQueue } from './jobs.ts';
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
  holdRules: HoldRules;
  /** How long an asynchronous payment may stay in processing before staff must review it. */
  processingAlarmMs: number;
  /** Whose an ended order was is erased after this time; null: never. */
  customerDataRetentionMs: number | null;
  /** The body of an applied event of the payment service is removed after this time. */
  eventRetentionMs: number;
  /** How long an order's link works after the order was paid or cancelled. */
  orderLinkMs: number;
  /** When each cron runs, in UTC. */
  crons: Record<CronQueue, string>;
}

/** What the unpaid orders of one subject may hold; Infinity is no limit. */
export interface HoldLimits {
  openOrdersMax: number;
  unitsPerSkuMax: number;
  unitsMax: number;
}

/** Limits of one buyer or e-mail address, and of one network. */
export interface HoldRules {
  customer: HoldLimits;
  network: HoldLimits;
}

const RETENTION_CRON = '10 2 * * *';

/** @param currency the shop's, see `chooseShopCurrency` */
export function toShopRules(settings: Settings, currency: string): ShopRules {
  return {
    currency,
    paymentWindowMs: settings.PAYMENT_WINDOW,
    recoveryDelayMs: settings.RECOVERY_DELAY,
    holdRules: {
      customer: {
        openOrdersMax: limit(settings.MAX_OPEN_ORDERS),
        unitsPerSkuMax: limit(settings.MAX_UNITS_HELD),
        unitsMax: limit(settings.MAX_UNITS_HELD_TOTAL),
      },
      network: {
        openOrdersMax: limit(settings.NETWORK_MAX_OPEN_ORDERS),
        unitsPerSkuMax: limit(settings.NETWORK_MAX_UNITS_HELD),
        unitsMax: limit(settings.NETWORK_MAX_UNITS_HELD_TOTAL),
      },
    },
    processingAlarmMs: settings.PROCESSING_ALARM,
    customerDataRetentionMs: settings.CUSTOMER_DATA_RETENTION,
    eventRetentionMs: settings.RAW_EVENT_RETENTION,
    orderLinkMs: settings.ORDER_LINK_LIFETIME,
    crons: {
      sweep: settings.SWEEP_CRON,
      reconcile: settings.RECONCILE_CRON,
      'apply-retention': RETENTION_CRON,
    },
  };
}

/** As a setting, 0 is no limit. */
const limit = (setting: number) => setting || Infinity;
