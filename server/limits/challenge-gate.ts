import type { Database } from '#db/client.ts';
import { findChallengedSkus } from '../catalog/sku-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { DomainError } from '../shared/errors.ts';
import type { PlaceOrderInput } from '../shared/order-schema.ts';
import type { ProofOfWork } from './proof-of-work.ts';

/** How soon a change of a product by staff takes effect. */
const SKUS_KEPT_MS = 5000;
const MINUTE_MS = 60_000;
/** How long all orders need a proof after the last minute with too many refusals. */
const PRESSURE_MS = 5 * MINUTE_MS;

export interface ChallengeGate {
  /**
   * Lets an order pass that needs no proof of work, or has one.
   * @returns null, without a promise, for nearly all orders
   * @throws DomainError PROOF_OF_WORK_REQUIRED with a challenge for this order
   */
  check(order: PlaceOrderInput): Promise<void> | null;
  /** Notes whom a limit has refused an order. */
  noteRefusal(subject: string): void;
}

/**
 * Which orders need a proof of work: those with a product for which staff switched it on, and, while limits
 * refuse many subjects in this process, all. One client that is refused often is no reason: the limits hold
 * it, and others must not pay for it.
 * @param options.refusedPerMinuteMax 0: staff alone decide
 */
export function createChallengeGate(options: {
  db: Database;
  clock: Clock;
  log: Log;
  proofOfWork: ProofOfWork;
  refusedPerMinuteMax: number;
}): ChallengeGate {
  const { db, clock, log, proofOfWork, refusedPerMinuteMax } = options;
  let skus: ReadonlySet<string> = new Set();
  let skusReadAtMs = -Infinity;
  let reading: Promise<void> | null = null;
  let minuteStartedAtMs = -Infinity;
  const refused = new Set<string>();
  let pressureEndsAtMs = -Infinity;

  return {
    check(order) {
      const nowMs = clock.now().getTime();
      if (nowMs < pressureEndsAtMs) return demandProof(order);
      if (nowMs - skusReadAtMs >= SKUS_KEPT_MS || reading) {
        skusReadAtMs = nowMs;
        reading ??= readSkus().finally(() => (reading = null));
        return reading.then(() => (isChallenged(order) ? demandProof(order) : undefined));
      }
      return isChallenged(order) ? demandProof(order) : null;
    },
    noteRefusal(subject) {
      const nowMs = clock.now().getTime();
      if (nowMs - minuteStartedAtMs >= MINUTE_MS) {
        minuteStartedAtMs = nowMs;
        refused.clear();
      }
      if (refused.size < refusedPerMinuteMax) refused.add(subject);
      if (refusedPerMinuteMax === 0 || refused.size < refusedPerMinuteMax) return;
      if (nowMs >= pressureEndsAtMs) {
        log.warn('limits refuse orders of many: every order needs a proof of work now');
      }
      pressureEndsAtMs = nowMs + PRESSURE_MS;
    },
  };

  async function demandProof(order: PlaceOrderInput): Promise<void> {
    if (await proofOfWork.isSolved(order.orderId, order.proofOfWork)) return;
    throw new DomainError(
      {
        code: 'PROOF_OF_WORK_REQUIRED',
        challenge: await proofOfWork.challenge(order.orderId),
      },
      'Solve the challenge and send the order again with its solution as proofOfWork.',
    );
  }

  function isChallenged({ lines }: PlaceOrderInput): boolean {
    return skus.size > 0 && lines.some(({ skuId }) => skus.has(skuId));
  }

  async function readSkus(): Promise<void> {
    try {
      skus = await findChallengedSkus(db);
    } catch (err) {
      log.warn({ err }, 'cannot read which products need a proof of work');
    }
  }
}
