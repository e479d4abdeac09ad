import type { Deps } from '../platform/deps.ts';
import { findPasskeys } from './passkey-store.ts';
import { findAllStaff, findSessions } from './staff-store.ts';

/** All accounts of staff, with what administrators need to manage them. */
export async function listStaff(deps: Deps) {
  const staff = await findAllStaff(deps.db);
  return {
    staff: staff.map(({ deactivatedAt, hasPassword, lastUsedAt, ...account }) => ({
      ...account,
      state: deactivatedAt
        ? ('deactivated' as const)
        : hasPassword
          ? ('active' as const)
          : ('invited' as const),
      /** Of its sessions that have not ended. */
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    now: deps.clock.now().toISOString(),
  };
}

/** The sessions of the signed-in member of staff. */
export async function listOwnSessions(deps: Deps, own: { userId: string; sessionId: string }) {
  const sessions = await findSessions(deps.db, own.userId, deps.clock.now());
  return sessions.map(({ signedInAt, lastUsedAt, ...session }) => ({
    ...session,
    isCurrent: session.sessionId === own.sessionId,
    signedInAt: signedInAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
  }));
}

/** The passkeys of the signed-in member of staff. */
export async function listOwnPasskeys(deps: Deps, userId: string) {
  const passkeys = await findPasskeys(deps.db, userId);
  return passkeys.map(({ addedAt, ...passkey }) => ({
    ...passkey,
    addedAt: addedAt.toISOString(),
  }));
}

export async function hasPasskey(deps: Deps, userId: string): Promise<boolean> {
  return (await findPasskeys(deps.db, userId)).length > 0;
}
