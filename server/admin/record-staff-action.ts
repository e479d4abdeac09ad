import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { insertStaffAction, storeActionOutcome } from './staff-action-store.ts';

/** A text that is longer, or has lines, is kept as its length: the record never holds a whole file. */
const DETAIL_CHARS_MAX = 200;

const DETAILS_MAX = 30;

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
    details: detailsOf(input),
    askedAt: deps.clock.now(),
  });
  return actionId;
}

/**
 * Records what came of it. The change itself is made or refused by now, so failing to record that is
 * logged and no more.
 *
 * @param result the answer, of which `outcome` or `status` is kept, or the error
 */
export async function endStaffAction(
  deps: Deps,
  actionId: string,
  result: { answer: unknown } | { error: unknown },
): Promise<void> {
  const outcome = 'error' in result ? refusalOf(result.error) : outcomeOf(result.answer);
  try {
    await storeActionOutcome(deps.db, actionId, outcome);
  } catch (err) {
    deps.log.error({ err, actionId, outcome }, 'cannot record what came of what staff asked for');
  }
}

/** Numbers and short texts of what was asked for; what it is about has columns of its own. */
function detailsOf(input: Record<string, unknown>): Record<string, string | number> {
  const details: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(input).slice(0, DETAILS_MAX)) {
    if (Object.hasOwn(subjectSchema.shape, name) || !/^\w{1,40}$/.test(name) || value === '')
      continue;
    if (typeof value === 'string') details[name] = shortened(value);
    else if (typeof value === 'number') details[name] = value;
    else if (typeof value === 'boolean') details[name] = String(value);
  }
  return details;
}

/** What came is not checked yet: characters that no column takes are replaced. */
function shortened(text: string): string {
  const isShort = text.length <= DETAIL_CHARS_MAX && !text.includes('\n');
  return isShort
    ? text.toWellFormed().replaceAll(/\p{Cc}/gu, '\uFFFD')
    : `${text.length} characters`;
}

function outcomeOf(answer: unknown): string {
  if (!isRecord(answer)) return 'done';
  const told = answer['outcome'] ?? answer['status'];
  return typeof told === 'string' ? told : 'done';
}

function refusalOf(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause ? error.cause : error;
  if (cause instanceof DomainError) return `refused: ${cause.code}`;
  return cause instanceof z.ZodError ? 'refused: VALIDATION' : 'failed';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
