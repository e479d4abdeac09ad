import type { Database } from '../storage/database.ts';
import type { FaultSwitches } from './fault-switches.ts';
import type { RequestCause } from '../objects/event.ts';

/** What one running sandbox was told at its start. */
export interface Settings {
  secretKey: string;
  webhookSecret: string;
  /** Where events are posted; null delivers none. */
  webhookUrl: string | null;
}

/** What every rule works with. One per sandbox; an API request gets its own copy with its `cause`. */
export interface Context {
  db: Database;
  settings: Settings;
  faults: FaultSwitches;
  cause: RequestCause | null;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Address under which shoppers reach the hosted page, without a trailing slash. */
  publicUrl(): string;
  /** Says that a delivery or a timer was written; what is due is looked at after the transaction. */
  wake(): void;
}

/** The time as Stripe's objects carry it. */
export function nowSeconds(context: Context): number {
  return Math.floor(context.now() / 1000);
}
