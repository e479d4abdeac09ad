import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../simulator/random.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Market } from './market.ts';
import type { SandboxControl } from './sandbox-control.ts';
import { callShop, type Answered, type Call } from './shop-client.ts';

/** What shoppers and staff share. */
export interface Street {
  webUrls: readonly string[];
  market: Market;
  ledger: Ledger;
  control: SandboxControl;
  /** How long shoppers wait for an answer, in ms. */
  patience: { ms: number };
  /** The end of the traffic. */
  signal: AbortSignal;
}

/** Calls a web, any unless told which. */
export async function ask<T>(
  street: Street,
  random: Random,
  call: Omit<Call, 'url' | 'patienceMs'> & { web?: number; patienceMs?: number },
): Promise<Answered<T>> {
  const { web, ...rest } = call;
  const url = web === undefined ? random.pick(street.webUrls) : street.webUrls[web]!;
  return await callShop<T>({ patienceMs: street.patience.ms, ...rest, url });
}

/** Lets some time pass. @throws when the traffic ends meanwhile */
export async function linger(street: Street, ms: number): Promise<void> {
  await pause(ms, undefined, { signal: street.signal });
}
