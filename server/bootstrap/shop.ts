import { setTimeout as delay } from 'node:timers/promises';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Database } from '#db/client.ts';
import type { QueueAdmin } from '../queues/queue-admin.ts';
import { createStaffAuth, type StaffAuth } from '../accounts/auth.ts';
import { createChangeFeed, type ChangeFeed } from '../platform/change-feed.ts';
import type { Deps } from '../platform/deps.ts';
import { publicUrl, type Settings } from '../platform/env.ts';
import { DomainError } from '../shared/errors.ts';
import { createGroupCommit, QueueFullError, type GroupCommit } from '../platform/group-commit.ts';
import { isDataError } from '../platform/is-data-error.ts';
import { placeOrders } from '../checkout/place-orders.ts';
import type { PlacedOrder, PlaceOrderCommand } from '../checkout/placement.ts';
import type { PaymentNotice } from '../checkout/payment.ts';
import { recordPayments, type RecordPaymentOutcome } from '../checkout/record-payments.ts';

/** What a web process keeps between requests. */
export interface Shop {
  deps: Deps;
  settings: Settings;
  auth: StaffAuth;
  changeFeed: ChangeFeed;
  /** Null in a process without a job queue to look after. */
  queueAdmin: QueueAdmin | null;
  /**
   * Places one order, together with those that arrive meanwhile.
   * @throws DomainError
   */
  placeOrder(command: PlaceOrderCommand, clientIp: string): Promise<PlacedOrder>;
  /** Records one fact about a payment, together with those that arrive meanwhile. */
  recordPayment(fact: PaymentNotice): Promise<RecordPaymentOutcome>;
  /** Answers what was taken in and ends the streams; the connections stay open. */
  drain(): Promise<void>;
}

/** Orders of one commit: beyond this a larger group gains little and its first waits longer. */
const BATCH_SIZE_MAX = 512;
const QUEUE_SIZE_MAX = 10_000;
/** While one group commits, another is decided and written; more would only wait for their locks. */
const BATCHES_IN_FLIGHT_MAX = 2;
/** A group costs the database as much as some hundred orders, so smaller ones are not worth a lane. */
const PARALLEL_BATCH_SIZE_MIN = 128;

/** What the groups under way of orders and of payments take. */
export const GROUP_COMMIT_CONNECTIONS = 2 * BATCHES_IN_FLIGHT_MAX;

/** @param groupDb where groups are committed: on connections that slow pages cannot keep busy */
export function createShop(
  deps: Deps,
  settings: Settings,
  queueOffice: QueueAdmin | null,
  groupDb: Database,
): Shop {
  const groupDeps = { ...deps, db: groupDb };
  const placing = createWebGroupCommit((commands: PlaceOrderCommand[]) =>
    placeOrders(groupDeps, commands),
  );
  const recording = createWebGroupCommit((facts: PaymentNotice[]) =>
    recordPayments(groupDeps, facts),
  );
  const changes = createChangeFeed(settings.DATABASE_URL, deps.log);
  const limiter =
    settings.ORDERS_PER_MINUTE > 0
      ? new RateLimiterMemory({ points: settings.ORDERS_PER_MINUTE, duration: 60 })
      : null;

  return {
    deps,
    settings,
    changeFeed: changes,
    queueAdmin: queueOffice,
    auth: createStaffAuth(deps.db, {
      secret: settings.AUTH_SECRET,
      publicUrl: publicUrl(settings),
    }),
    async placeOrder(command, clientIp) {
      await enforceRateLimit(limiter, clientIp);
      const outcome = await submit(placing, command);
      if (outcome instanceof DomainError) throw outcome;
      return outcome;
    },
    recordPayment: (fact) => submit(recording, fact),
    async drain() {
      await Promise.all([placing.drain(), recording.drain(), changes.close()]);
    },
  };
}

/** How long fewer orders wait for a group that hangs. */
const BATCH_WAIT_MS_MAX = 25;

/**
 * Group commit as a web process runs it.
 * @param wait for those who live by a time of their own
 */
export function createWebGroupCommit<Command, Result>(
  run: (commands: Command[]) => Promise<Result[]>,
  wait: (ms: number) => Promise<unknown> = delay,
) {
  return createGroupCommit({
    run,
    groupMax: BATCH_SIZE_MAX,
    queueMax: QUEUE_SIZE_MAX,
    lanes: BATCHES_IN_FLIGHT_MAX,
    companyMin: PARALLEL_BATCH_SIZE_MIN,
    patience: () => wait(BATCH_WAIT_MS_MAX),
    isolates: isDataError,
  });
}

async function submit<Command, Result>(
  group: GroupCommit<Command, Result>,
  command: Command,
): Promise<Result> {
  try {
    return await group.submit(command);
  } catch (error) {
    if (!(error instanceof QueueFullError)) throw error;
    throw new DomainError(
      { code: 'BUSY' },
      'Very many people are ordering right now. Nothing was ordered; try again in a few seconds.',
    );
  }
}

async function enforceRateLimit(limiter: RateLimiterMemory | null, clientIp: string) {
  if (!limiter) return;
  try {
    await limiter.consume(clientIp);
  } catch (error) {
    if (error instanceof Error) throw error;
    throw new DomainError(
      { code: 'RATE_LIMITED' },
      'Too many orders came from your network within a minute; wait a minute and try again.',
    );
  }
}
