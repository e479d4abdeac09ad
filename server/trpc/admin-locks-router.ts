import { z } from 'zod';
import { orderIdSchema, skuIdSchema } from '../orders/place-order-input.ts';
import { plainText } from '../plain-text.ts';
import { listLocks, listLocksBySku, summarizeLocks } from '../stock/list-locks.ts';
import { recoverStock } from '../stock/recover-stock.ts';
import { adminProcedure, router, staffProcedure } from './base.ts';
import { cursor } from './list-input.ts';

const minutes = z.int().min(1).max(1_000_000).optional();

export const adminLocksRouter = router({
  list: staffProcedure
    .input(
      z.object({
        skuId: skuIdSchema.optional(),
        sku: plainText.max(100).optional(),
        locationId: z.guid().optional(),
        state: z.enum(['active', 'consumed', 'released']).default('active'),
        overdue: z.boolean().optional(),
        minutesMin: minutes,
        minutesUnder: minutes,
        sort: z.enum(['recoverAt', 'recoverAtDesc', 'quantity']).default('recoverAt'),
        cursor,
      }),
    )
    .query(({ ctx, input }) => listLocks(ctx.shop.deps, input)),

  bySku: staffProcedure
    .input(z.object({ cursor }))
    .query(({ ctx, input }) => listLocksBySku(ctx.shop.deps, input.cursor)),

  summary: staffProcedure.query(({ ctx }) => summarizeLocks(ctx.shop.deps)),

  /** Settles what an order still locks, now. */
  recover: adminProcedure
    .input(z.object({ orderId: orderIdSchema }))
    .mutation(async ({ ctx, input }) => {
      const outcomes = await recoverStock(ctx.shop.deps, [input.orderId]);
      return { outcome: outcomes.get(input.orderId) ?? 'unknown' };
    }),
});
