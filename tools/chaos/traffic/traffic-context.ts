import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../simulator/random.ts';
import type { RequestLog } from '../../invariants/request-log.ts';
import type { Catalogue } from './catalogue.ts';
import type { SandboxClient } from './sandbox-client.ts';
import { callShop, type TimedOutcome, type ShopCall } from './shop-client.ts';

/** What shoppers and staff share. */
export interface TrafficContext {
  webUrls: readonly string[];
  catalogue: Catalogue;
  requestLog: RequestLog;
  sandbox: SandboxClient;
  /** How long shoppers wait for a response, in ms. */
  clientTimeout: { ms: number };
  /** Aborted at the end of the traffic. */
  signal: AbortSignal;
}

/** Calls a web: a random one unless `web` is given. */
export async function callWeb<T>(
  context: TrafficContext,
  random: Random,
  call: Omit<ShopCall, 'url' | 'timeoutMs'> & { web?: number; timeoutMs?: number },
): Promise<TimedOutcome<T>> {
  const { web, ...rest } = call;
  const url = web === undefined ? random.pick(context.webUrls) : context.webUrls[web]!;
  return await callShop<T>({ timeoutMs: context.clientTimeout.ms, ...rest, url });
}

/** @throws when the traffic ends meanwhile */
export async function sleep(context: TrafficContext, ms: number): Promise<void> {
  await pause(ms, undefined, { signal: context.signal });
}
