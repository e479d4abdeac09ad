import type { Database } from '../storage/database.ts';
import type { FaultSwitches } from './fault-switches.ts';
import type { RequestCause } from '../objects/event.ts';

/** The settings of a running sandbox. */
export interface Settings {
  secretKey: string;
  webhookSecret: string;
  /** Where events are posted; null: nowhere. */
  webhookUrl: string | null;
}

/** The dependencies of every rule. One per sandbox; an API request gets a copy with its `cause`. */
export interface Context {
  db: Database;
  settings: Settings;
  faults: FaultSwitches;
  cause: RequestCause | null;
  /** Milliseconds since the epoch. */
  now(): number;
  /** URL of the hosted pages, without a trailing slash. */
  publicUrl(): string;
  /** Schedules a check for due deliveries and timers after the current transaction. */
  wake(): void;
}

/** The current time in seconds, as in Stripe's objects. */
export function nowSeconds(context: Context): number {
  return Math.floor(context.now() / 1000);
}
