import { z } from 'zod';
import { orderIdSchema } from '../shared/order-schema.ts';
import { listLocksInputSchema, lockedSkusInputSchema } from '../shared/lock-filter.ts';
import { listLocks, listLocksBySku, summarizeLocks } from '../inventory/list-locks.ts';
import { recoverOrder } from '../checkout/recover-order.ts';
import type { Shop } from '../bootstrap/shop.ts';
import { nextRunAt } from '../operations/next-run-at.ts';
import { adminProcedure, router, staffProcedure } from './base.ts';

/** When the sweep runs next, which settles locks that both jobs missed. */
function nextSweepAt({ deps }: Shop): string {
  return nextRunAt(deps.rules.crons.sweep, deps.clock.now()).toISOString();
}

export const adminLocksRouter = router({
  list: staffProcedure.input(listLocksInputSchema).query(async ({ ctx, input }) => ({
    ...(await listLocks(ctx.shop.deps, input)),
    nextSweepAt: nextSweepAt(ctx.shop),
  })),

  bySku: staffProcedure
    .input(lockedSkusInputSchema)
    .query(({ ctx, input }) => listLocksBySku(ctx.shop.deps, input)),

  summary: staffProcedure.query(({ ctx }) => summarizeLocks(ctx.shop.deps)),

  /** Settles the locks that an order still has. */
  recover: adminProcedure
    .input(z.object({ orderId: orderIdSchema }))
    .mutation(({ ctx, input }) => recoverOrder(ctx.shop.deps, ctx.actor, input.orderId)),
});
