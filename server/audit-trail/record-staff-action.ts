import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { extractDetails, type Details } from './staff-action-details.ts';
import { insertStaffAction, updateStaffActionOutcome } from './staff-action-store.ts';

const subjectSchema = z.object({
  orderId: z.guid().nullable().catch(null),
  skuId: z.guid().nullable().catch(null),
  productId: z.guid().nullable().catch(null),
});

/**
 * Records that a member of staff asked for a change, before it is made: what cannot be recorded is not
 * done, and a process that dies in between leaves a record without an outcome.
 *
 * @param request.input what was asked for, as it came
 * @returns the id by which to record what came of it
 */
export async function startStaffAction(
  deps: Deps,
  request: { staff: string; action: string; input: unknown },
): Promise<string> {
  const { staff, action } = request;
  const input = isRecord(request.input) ? request.input : {};
  const actionId = deps.newId();
  await insertStaffAction(deps.db, {
    actionId,
    staff,
    action,
    ...subjectSchema.parse(input),
    details: extractDetails(input, Object.keys(subjectSchema.shape)),
    askedAt: deps.clock.now(),
  });
  return actionId;
}

/**
 * Records what came of it. The change itself is made or refused by now, so failing to record that is
 * logged and no more.
 *
 * @param result the answer, of which `outcome` or `status` is kept, and what it counts and names; or
 *   the error
 */
export async function endStaffAction(
  deps: Deps,
  actionId: string,
  result: { answer: unknown } | { error: unknown },
): Promise<void> {
  const { outcome, ...told } =
    'error' in result ? { outcome: errorOutcome(result.error) } : summarizeResult(result.answer);
  try {
    await updateStaffActionOutcome(deps.db, actionId, { outcome, told });
  } catch (err) {
    deps.log.error({ err, actionId, outcome }, 'cannot record what came of what staff asked for');
  }
}

function summarizeResult(answer: unknown): { outcome: string } & Details {
  if (!isRecord(answer)) return { outcome: 'done' };
  const { outcome, status, ...rest } = answer;
  const told = outcome ?? status;
  return { ...extractDetails(rest), outcome: typeof told === 'string' ? told : 'done' };
}

function errorOutcome(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause ? error.cause : error;
  if (cause instanceof DomainError) return `refused: ${cause.code}`;
  return cause instanceof z.ZodError ? 'refused: VALIDATION' : 'failed';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
