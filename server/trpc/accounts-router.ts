import { z } from 'zod';
import { changePassword } from '../accounts/change-password.ts';
import { listOwnPasskeys, listOwnSessions } from '../accounts/list-staff.ts';
import { removePasskey } from '../accounts/remove-passkey.ts';
import { setPassword } from '../accounts/set-password.ts';
import { endOwnSessions } from '../accounts/sign-out-staff.ts';
import { verifyOwnPassword } from '../accounts/verify-password.ts';
import { isLive } from '../platform/env.ts';
import { passwordSchema } from '../shared/staff-schemas.ts';
import { opaqueText } from '../shared/text-schemas.ts';
import { accountProcedure, findStaff, publicProcedure, router } from './base.ts';

/** What members of staff do with their own accounts, viewers included. */
export const accountsRouter = router({
  /** Who is signed in as a member of staff. */
  me: publicProcedure.query(async ({ ctx }) => {
    const staff = await findStaff(ctx);
    if (!staff) return { staff: null };
    const { userId, email, name, role, hasTotp, needsSecondFactor } = staff;
    return { staff: { userId, email, name, role, hasTotp, needsSecondFactor } };
  }),

  sessions: accountProcedure.query(async ({ ctx }) => ({
    sessions: await listOwnSessions(ctx.shop.deps, ctx.staff),
    now: ctx.shop.deps.clock.now().toISOString(),
  })),

  /** Proves who sits at this session, for what requires it. */
  verify: accountProcedure
    .input(z.object({ password: passwordSchema }))
    .mutation(({ ctx, input }) => {
      const { sessionId } = ctx.staff;
      return verifyOwnPassword(ctx.shop.deps, ctx.actor, { ...input, sessionId });
    }),

  changePassword: accountProcedure
    .input(z.object({ currentPassword: passwordSchema, newPassword: passwordSchema }))
    .mutation(({ ctx, input }) => {
      const { sessionId, name } = ctx.staff;
      return changePassword(ctx.shop.deps, ctx.actor, { ...input, sessionId, name });
    }),

  /** Ends one session, or all but this one. */
  endSessions: accountProcedure
    .input(z.object({ sessionId: opaqueText.min(1).max(64).optional() }))
    .mutation(({ ctx, input }) => {
      const which = input.sessionId ? { only: input.sessionId } : { except: ctx.staff.sessionId };
      return endOwnSessions(ctx.shop.deps, ctx.actor, which);
    }),

  /** Those of this account, which are added by better-auth; see `passkey-hooks.ts`. */
  passkeys: accountProcedure.query(async ({ ctx }) => ({
    passkeys: await listOwnPasskeys(ctx.shop.deps, ctx.staff.userId),
    now: ctx.shop.deps.clock.now().toISOString(),
  })),

  removePasskey: accountProcedure
    .meta({ recentlyVerified: true })
    .input(z.object({ passkeyId: opaqueText.min(1).max(64) }))
    .mutation(({ ctx, input }) =>
      removePasskey(ctx.shop.deps, ctx.actor, {
        ...input,
        sessionId: ctx.staff.sessionId,
        isLive: isLive(ctx.shop.settings),
      }),
    ),

  /** For the holder of a one-time link. */
  setPassword: publicProcedure
    .input(z.object({ token: opaqueText.min(1).max(64), password: passwordSchema }))
    .mutation(({ ctx, input }) =>
      setPassword(ctx.shop.deps, { ...input, network: ctx.clientNetwork }),
    ),
});
