import type { PooledDatabase } from '#db/client.ts';
import type { Clock } from './clock.ts';
import type { Settings } from './env.ts';
import type { JobQueue } from './jobs.ts';
import type { Log } from './log.ts';
import type { PaymentService } from './payment-service.ts';

/** Everything a verb needs from outside, given by the process that runs it. */
export interface Deps {
  db: PooledDatabase;
  jobs: JobQueue;
  clock: Clock;
  /** A new UUIDv7 for a row whose id is made by us. */
  newId(): string;
  payments: PaymentService;
  log: Log;
  rules: ShopRules;
}

/** The settings that verbs decide by. */
export interface ShopRules {
  currency: string;
  paymentWindowMs: number;
  recoveryDelayMs: number;
  openOrdersMax: number;
  unitsHeldMax: number;
  /** How long the money of an asynchronous payment may be under way before staff are told. */
  processingAlarmMs: number;
}

export function toShopRules(settings: Settings): ShopRules {
  return {
    currency: settings.CURRENCY,
    paymentWindowMs: settings.PAYMENT_WINDOW,
    recoveryDelayMs: settings.RECOVERY_DELAY,
    openOrdersMax: settings.MAX_OPEN_ORDERS,
    unitsHeldMax: settings.MAX_UNITS_HELD,
    processingAlarmMs: settings.PROCESSING_ALARM,
  };
}
