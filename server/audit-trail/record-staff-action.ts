import { z } from 'zod';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Actor, StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { PaymentServiceError } from '../platform/payment-service.ts';
import { DomainError } from '../shared/errors.ts';
import { extractDetails } from './staff-action-details.ts';
import { upsertStaffAction } from './staff-action-store.ts';

type StaffActionAuthor = Pick<StaffActor, 'email' | 'request'> & { userId: string | null };

/** The outcome of a request of staff. */
export interface StaffActionResult {
  /** Null while the verb goes on after this transaction; it stays so when the process dies. */
  outcome: string | null;
  /** What the answer counts and names. */
  result?: object;
}

/**
 * Records what a member of staff changed, in the transaction of the change: both commit or neither
 * does. A verb of several transactions calls it in each; the first outcome stays. Does nothing for
 * other actors.
 */
export async function recordStaffAction(
  trx: Trx,
  actor: Actor,
  result: StaffActionResult,
): Promise<void> {
  if (actor.kind === 'staff') await writeStaffAction(trx, actor, result);
}

/** Records, in a transaction of its own, an answer to staff whose changes have committed, if there were any. */
export async function recordStaffOutcome(
  deps: Pick<Deps, 'db'>,
  actor: Actor,
  result: StaffActionResult,
): Promise<void> {
  if (actor.kind !== 'staff') return;
  await inTransaction(deps.db, (trx) => writeStaffAction(trx, actor, result));
}

/**
 * Records what happened outside the admin's procedures, such as a sign-in.
 * @param event.userId null when it concerns no account
 */
export async function recordStaffEvent(
  deps: Pick<Deps, 'db'>,
  event: StaffActionAuthor,
  result: StaffActionResult,
): Promise<void> {
  await inTransaction(deps.db, (trx) => writeStaffAction(trx, event, result));
}

/**
 * Records a request of staff that was refused or failed, after its transaction was rolled back. The
 * caller gets the error either way, so failing to record it is only logged.
 */
export async function recordStaffRefusal(
  deps: Pick<Deps, 'db' | 'log'>,
  actor: StaffActor,
  error: unknown,
): Promise<void> {
  const outcome = refusalOutcome(error);
  try {
    await inTransaction(deps.db, (trx) => writeStaffAction(trx, actor, { outcome }));
  } catch (err) {
    const { action, actionId } = actor.request;
    deps.log.error({ err, action, actionId, outcome }, 'cannot record a refused staff action');
  }
}

function refusalOutcome(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause ? error.cause : error;
  if (cause instanceof PaymentServiceError) return 'unresolved';
  if (cause instanceof z.ZodError) return 'refused: VALIDATION';
  if (!(cause instanceof DomainError)) return 'failed';
  return cause.code === 'PAYMENT_SERVICE_UNAVAILABLE' ? 'unresolved' : `refused: ${cause.code}`;
}

/** Records stay when a customer's data is erased, so they do not contain it. */
const CUSTOMER_FIELDS = ['customerEmail'];

const subjectSchema = z.object({
  orderId: z.guid().nullable().catch(null),
  skuId: z.guid().nullable().catch(null),
  productId: z.guid().nullable().catch(null),
});

async function writeStaffAction(
  trx: Trx,
  { userId, email, request }: StaffActionAuthor,
  { outcome, result = {} }: StaffActionResult,
): Promise<void> {
  const input = isRecord(request.input) ? request.input : {};
  await upsertStaffAction(trx, {
    actionId: request.actionId,
    userId,
    staff: email,
    action: request.action,
    ...subjectSchema.parse(input),
    details: extractDetails(input, [...Object.keys(subjectSchema.shape), ...CUSTOMER_FIELDS]),
    result: extractDetails({ ...result }),
    outcome,
    requestedAt: request.requestedAt,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
