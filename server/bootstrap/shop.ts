import { setTimeout as delay } from 'node:timers/promises';
import type { PooledDatabase } from '#db/client.ts';
import type { QueueAdmin } from '../queues/queue-admin.ts';
import { createStaffAuth, type StaffAuth } from '../accounts/auth.ts';
import { createBuyerCookies, type BuyerCookies } from '../accounts/buyer.ts';
import { createSignInGuard } from '../accounts/sign-in-guard.ts';
import { createPictureDecoder, type PictureDecoder } from '../catalog/picture-decoder.ts';
import { createOrderLinkCookie, type OrderLinkCookie } from '../accounts/order-link-cookie.ts';
import { createChangeFeed, type ChangeFeed } from '../platform/change-feed.ts';
import type { Deps } from '../platform/deps.ts';
import { isLive, ownOrigins, publicUrl, type Settings } from '../platform/env.ts';
import { DomainError } from '../shared/errors.ts';
import { createGroupCommit, QueueFullError, type GroupCommit } from '../platform/group-commit.ts';
import { isDataError } from '../platform/is-data-error.ts';
import { shareReads } from '../platform/share-reads.ts';
import { createStreamLimits, type StreamLimits } from '../platform/stream-limits.ts';
import { readOrder, type OrderRead } from '../orders/order-view.ts';
import { placeOrders } from '../checkout/place-orders.ts';
import { createInbox } from '../payments/inbox/inbox.ts';
import { createChallengeGate } from '../limits/challenge-gate.ts';
import { toEmailKey } from '../limits/email-key.ts';
import { createProofOfWork } from '../limits/proof-of-work.ts';
import { HoldLimitError } from '../limits/hold-limits.ts';
import { createRefusalRecorder } from '../limits/refusal-recorder.ts';
import type { PlacedOrder, PlaceOrderCommand } from '../checkout/placement.ts';
import { createPlacementsInFlight } from '../checkout/placements-in-flight.ts';
import type { PaymentNotice } from '../checkout/payment.ts';
import { recordPayments, type RecordPaymentOutcome } from '../checkout/record-payments.ts';

/** An order as its buyer sent it. */
type PlaceOrderRequest = Omit<PlaceOrderCommand, 'emailKey' | 'clientNetwork'>;

/** What a web process keeps between requests. */
export interface Shop {
  deps: Deps;
  settings: Settings;
  auth: StaffAuth;
  buyerCookies: BuyerCookies;
  orderLinkCookie: OrderLinkCookie;
  changeFeed: ChangeFeed;
  streams: StreamLimits;
  decodePicture: PictureDecoder;
  /** Reads an order once for all who ask at the same time. */
  readOrder(orderId: string): Promise<OrderRead | null>;
  /** Null in a process without job queues to administer, such as the benchmark's engine. */
  queueAdmin: QueueAdmin | null;
  /**
   * Places one order through the group commit.
   * @param clientNetwork the client's IPv4 address or IPv6 /64
   * @throws DomainError
   */
  placeOrder(order: PlaceOrderRequest, clientNetwork: string): Promise<PlacedOrder>;
  /** Records one payment notice through the group commit. */
  recordPayment(notice: PaymentNotice): Promise<RecordPaymentOutcome>;
  /**
   * Takes in one webhook. Once it resolves, the event is stored; it is applied right after.
   * @throws InvalidWebhookError, or QueueFullError when it was not stored
   */
  receiveWebhook(rawBody: Buffer, signature: string | undefined): Promise<'stored' | 'duplicate'>;
  /** Resolves when no received event is being applied. */
  inboxIdle(): Promise<void>;
  /** Resolves when every refusal so far is in the list for staff. */
  refusalsStored(): Promise<void>;
  /** Answers every accepted command and ends the streams; the database connections stay open. */
  drain(): Promise<void>;
}

/** Beyond this a larger batch gains little, and its first command waits longer. */
const BATCH_SIZE_MAX = 512;
const QUEUE_SIZE_MAX = 10_000;
/** One batch commits while the next is decided and written; a third would only wait for row locks. */
const BATCHES_IN_FLIGHT_MAX = 2;
/** A batch has a fixed cost of about a hundred orders; a smaller parallel one does not pay. */
const PARALLEL_BATCH_SIZE_MIN = 128;
/** Maximum wait before a partial batch is flushed, in case the running one hangs. */
const BATCH_WAIT_MS_MAX = 25;

/** Pool size for all batches in flight: orders, payments, and events to store and to mark as applied. */
export const GROUP_COMMIT_CONNECTIONS = 4 * BATCHES_IN_FLIGHT_MAX;

/** @param groupCommitDb a pool of its own for batches, so that slow pages cannot exhaust it */
export function createShop(
  deps: Deps,
  settings: Settings,
  queueAdmin: QueueAdmin | null,
  groupCommitDb: PooledDatabase,
): Shop {
  const groupCommitDeps = { ...deps, db: groupCommitDb };
  const refusals = createRefusalRecorder(deps);
  const challengeGate = createChallengeGate({
    ...groupCommitDeps,
    proofOfWork: createProofOfWork({ secret: settings.BUYER_SECRET[0]!, clock: deps.clock }),
    refusedPerMinuteMax: settings.CHALLENGE_AFTER_REFUSALS,
  });
  const inFlight = createPlacementsInFlight();
  const placements = createWebGroupCommit((commands: PlaceOrderCommand[]) =>
    placeOrders(groupCommitDeps, commands, inFlight),
  );
  const payments = createWebGroupCommit((notices: PaymentNotice[]) =>
    recordPayments(groupCommitDeps, { kind: 'payment_service', eventId: null }, notices),
  );
  const inbox = createInbox(deps, {
    batchDeps: groupCommitDeps,
    createGroupCommit: createWebGroupCommit,
    recordPayment: (notice) => payments.submit(notice),
    onApplyError: (err, { eventId }) =>
      deps.log.warn({ err, eventId }, 'cannot apply a payment event yet'),
  });
  const changeFeed = createChangeFeed(settings.DATABASE_URL, deps.log);

  const isHttps = publicUrl(settings).startsWith('https://');

  return {
    deps,
    settings,
    changeFeed,
    streams: createStreamLimits(),
    decodePicture: createPictureDecoder(),
    readOrder: shareReads((orderId) => readOrder(deps, orderId)),
    queueAdmin,
    auth: createStaffAuth(deps.db, {
      secrets: settings.SESSION_SECRET,
      publicUrl: publicUrl(settings),
      trustedOrigins: ownOrigins(settings),
      log: deps.log,
      guard: createSignInGuard(deps, {
        publicUrl: publicUrl(settings),
        isLive: isLive(settings),
        reauthenticateAfterMs: settings.REAUTHENTICATE_AFTER,
      }),
    }),
    buyerCookies: createBuyerCookies(settings.BUYER_SECRET, { secure: isHttps }),
    orderLinkCookie: createOrderLinkCookie({ secure: isHttps }),
    async placeOrder(order, clientNetwork) {
      const challenge = challengeGate.check(order);
      if (challenge) await challenge;
      const emailKey = toEmailKey(order.email);
      const outcome = await submit(placements, { ...order, emailKey, clientNetwork });
      if (outcome instanceof HoldLimitError) {
        refusals.record(outcome);
        challengeGate.noteRefusal(outcome.subject.key);
      }
      if (outcome instanceof DomainError) throw outcome;
      return outcome;
    },
    recordPayment: (notice) => submit(payments, notice),
    receiveWebhook: (rawBody, signature) => inbox.receive(rawBody, signature),
    inboxIdle: () => inbox.idle(),
    refusalsStored: () => refusals.flush(),
    async drain() {
      // Events that are being applied still record payments.
      const drainPayments = inbox.drain().then(() => payments.drain());
      const drainPlacements = placements.drain().then(() => refusals.flush());
      await Promise.all([drainPlacements, drainPayments, changeFeed.close()]);
    },
  };
}

/**
 * Group commit with the limits of a web process.
 * @param wait the delay in ms; the simulator passes its virtual clock's
 */
export function createWebGroupCommit<Command, Result>(
  run: (commands: Command[]) => Promise<Result[]>,
  wait: (ms: number) => Promise<unknown> = delay,
) {
  return createGroupCommit({
    run,
    batchSizeMax: BATCH_SIZE_MAX,
    queueSizeMax: QUEUE_SIZE_MAX,
    batchesInFlightMax: BATCHES_IN_FLIGHT_MAX,
    parallelBatchSizeMin: PARALLEL_BATCH_SIZE_MIN,
    batchWait: () => wait(BATCH_WAIT_MS_MAX),
    isItemError: isDataError,
  });
}

async function submit<Command, Result>(
  groupCommit: GroupCommit<Command, Result>,
  command: Command,
): Promise<Result> {
  try {
    return await groupCommit.submit(command);
  } catch (error) {
    if (!(error instanceof QueueFullError)) throw error;
    throw new DomainError(
      { code: 'BUSY' },
      'Very many people are ordering right now. Nothing was ordered; try again in a few seconds.',
    );
  }
}
