import { z } from 'zod';
import { changeStaff } from '../accounts/change-staff.ts';
import { inviteStaff } from '../accounts/invite-staff.ts';
import { listStaff } from '../accounts/list-staff.ts';
import { passwordLinkUrl } from '../accounts/password-link-url.ts';
import { resetPassword } from '../accounts/reset-password.ts';
import { signOutStaff } from '../accounts/sign-out-staff.ts';
import { publicUrl } from '../platform/env.ts';
import type { Shop } from '../bootstrap/shop.ts';
import { inviteStaffSchema, staffRoles } from '../shared/staff-schemas.ts';
import { opaqueText } from '../shared/text-schemas.ts';
import { router, sensitiveProcedure, staffProcedure } from './base.ts';

const accountInput = z.object({ userId: opaqueText.min(1).max(64) });

export const adminStaffRouter = router({
  list: staffProcedure.query(({ ctx }) => listStaff(ctx.shop.deps)),

  invite: sensitiveProcedure
    .input(inviteStaffSchema)
    .mutation(async ({ ctx, input }) =>
      toLink(ctx.shop, await inviteStaff(ctx.shop.deps, ctx.actor, input)),
    ),

  change: sensitiveProcedure
    .input(
      accountInput.extend({ role: z.enum(staffRoles).optional(), active: z.boolean().optional() }),
    )
    .mutation(({ ctx, input }) => changeStaff(ctx.shop.deps, ctx.actor, input)),

  resetPassword: sensitiveProcedure
    .input(accountInput.extend({ removeSecondFactor: z.boolean().default(false) }))
    .mutation(async ({ ctx, input }) =>
      toLink(ctx.shop, await resetPassword(ctx.shop.deps, ctx.actor, input)),
    ),

  signOut: sensitiveProcedure
    .input(accountInput)
    .mutation(({ ctx, input }) => signOutStaff(ctx.shop.deps, ctx.actor, input.userId)),
});

/** The link is shown once, to the administrator who asked for it. */
function toLink({ settings }: Shop, { token }: { token: string }) {
  return { url: passwordLinkUrl(publicUrl(settings), token) };
}
