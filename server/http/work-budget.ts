import { LRUCache } from 'lru-cache';
import pLimit, { type LimitFunction } from 'p-limit';
import { HttpError } from './request.ts';

/** Bounds what the requests of one network may cost this process. */
export interface WorkBudget {
  /**
   * Takes the cost of a request from its network's budget.
   * @throws HttpError 429 when less is left
   */
  spend(network: string, cost: number): void;
  /** Takes the cost of what turned out to be worthless, also beyond what is left. */
  charge(network: string, cost: number): void;
  /**
   * Runs work that keeps the process busy; work of one network waits for its own, so that others need not.
   * @throws HttpError 429 when too much of it waits
   */
  schedule<Result>(network: string, work: () => Promise<Result>): Promise<Result>;
}

/** Networks remembered; beyond it those that came least recently start with a full budget again. */
const NETWORKS_MAX = 50_000;
/** An eighth of a minute's budget can be spent at once; it refills evenly. */
const BURSTS_PER_MINUTE = 8;
/** With two, somebody else's page waits for two at the most. */
const CONCURRENCY = 2;
const WAITING_MAX = 100;

interface Account {
  left: number;
  atMs: number;
  queue: LimitFunction | null;
}

/**
 * A budget for each network, in memory: each process protects itself.
 * @param requestsPerMinute a request that costs 1 counts as one; 0: no limit
 * @param nowMs a monotonic clock
 */
export function createWorkBudget(
  requestsPerMinute: number,
  nowMs: () => number = () => performance.now(),
): WorkBudget {
  if (requestsPerMinute === 0) {
    return { spend() {}, charge() {}, schedule: (_, work) => work() };
  }
  const accounts = new LRUCache<string, Account>({ max: NETWORKS_MAX });
  const capacity = requestsPerMinute / BURSTS_PER_MINUTE;
  const refillPerMs = requestsPerMinute / 60_000;

  function find(network: string): Account {
    const now = nowMs();
    let account = accounts.get(network);
    if (!account) {
      account = { left: capacity, atMs: now, queue: null };
      accounts.set(network, account);
    }
    account.left = Math.min(capacity, account.left + (now - account.atMs) * refillPerMs);
    account.atMs = now;
    return account;
  }

  function refuse(account: Account, cost: number): never {
    const seconds = Math.max(1, Math.ceil((cost - account.left) / refillPerMs / 1000));
    throw new HttpError(
      429,
      `Too many requests came from your network; try again in ${seconds} s.`,
      // A client that goes on must open a connection for each refusal.
      { 'retry-after': String(seconds), connection: 'close' },
    );
  }

  return {
    spend(network, cost) {
      const account = find(network);
      // A budget smaller than a page must still allow pages, one after the other.
      if (account.left < Math.min(cost, capacity)) refuse(account, cost);
      account.left -= cost;
    },
    charge(network, cost) {
      const account = find(network);
      account.left = Math.max(-capacity, account.left - cost);
    },
    async schedule(network, work) {
      const account = find(network);
      account.queue ??= pLimit(CONCURRENCY);
      if (account.queue.pendingCount >= WAITING_MAX) refuse(account, 1);
      return await account.queue(work);
    },
  };
}
