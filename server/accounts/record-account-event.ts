import { recordStaffEvent } from '../audit-trail/record-staff-action.ts';
import type { Deps } from '../platform/deps.ts';

/** The staff of a failed sign-in to no account: what was typed may be a password. */
export const UNKNOWN_STAFF = '(unknown)';

export interface AccountEvent {
  /** Null for an attempt to sign in to an account that does not exist. */
  user: { id: string; email: string } | null;
  /** Such as `auth.signIn`. */
  action: string;
  outcome: string;
  details: Record<string, string>;
}

/**
 * Records in the audit trail what happened to an account outside the admin's procedures, such as a
 * sign-in. Failing to record it is only logged, so that nobody is kept out by it.
 */
export async function recordAccountEvent(
  deps: Pick<Deps, 'db' | 'log' | 'newId' | 'clock'>,
  { user, action, outcome, details }: AccountEvent,
): Promise<void> {
  const request = {
    actionId: deps.newId(),
    action,
    input: details,
    requestedAt: deps.clock.now(),
  };
  const email = user?.email ?? UNKNOWN_STAFF;
  try {
    await recordStaffEvent(deps, { userId: user?.id ?? null, email, request }, { outcome });
  } catch (err) {
    deps.log.error({ err, action, outcome }, 'cannot record an account event');
  }
}
