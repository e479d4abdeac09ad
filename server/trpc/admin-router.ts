import { z } from 'zod';
import { listStaffActions } from '../audit-trail/list-staff-actions.ts';
import { getOverview } from '../operations/get-overview.ts';
import { singleLineText } from '../shared/text-schemas.ts';
import { listSweeps, startSweep } from '../operations/sweep-runs.ts';
import { adminCustomersRouter } from './admin-customers-router.ts';
import { adminLimitsRouter } from './admin-limits-router.ts';
import { adminLocksRouter } from './admin-locks-router.ts';
import { adminOrdersRouter } from './admin-orders-router.ts';
import { adminPaymentsRouter } from './admin-payments-router.ts';
import { adminProductsRouter } from './admin-products-router.ts';
import { adminQueuesRouter, getQueueAdmin } from './admin-queues-router.ts';
import { adminStaffRouter } from './admin-staff-router.ts';
import { adminStockRouter } from './admin-stock-router.ts';
import { adminProcedure, findStaff, router, staffProcedure } from './base.ts';
import { cursorSchema } from '../shared/list-schemas.ts';

/** The admin's procedures: queries for all staff, mutations for administrators. */
export const adminRouter = router({
  overview: staffProcedure.query(({ ctx }) => getOverview(ctx.shop.deps)),

  locks: adminLocksRouter,
  customers: adminCustomersRouter,
  limits: adminLimitsRouter,
  orders: adminOrdersRouter,
  products: adminProductsRouter,
  stock: adminStockRouter,

  sweeps: router({
    list: staffProcedure
      .input(z.object({ cursor: cursorSchema }))
      .query(async ({ ctx, input }) => ({
        ...(await listSweeps(ctx.shop.deps, input.cursor)),
        now: ctx.shop.deps.clock.now().toISOString(),
      })),

    run: adminProcedure.mutation(({ ctx }) =>
      startSweep(ctx.shop.deps, getQueueAdmin(ctx.shop), ctx.actor),
    ),
  }),

  queues: adminQueuesRouter,

  staff: adminStaffRouter,

  payments: adminPaymentsRouter,

  actions: router({
    list: staffProcedure
      .input(
        z.object({
          staff: singleLineText.max(254).optional(),
          action: singleLineText.max(100).optional(),
          cursor: cursorSchema,
        }),
      )
      .query(({ ctx, input }) => listStaffActions(ctx.shop.deps, input)),
  }),

  /** Yields when orders or stock have changed, at most once a second. */
  changes: staffProcedure.subscription(async function* ({ ctx, signal }) {
    const { shop, staff, clientNetwork } = ctx;
    const ended = signal ?? new AbortController().signal;
    const close = shop.streams.open({ viewer: staff.userId, network: clientNetwork });
    try {
      for await (const _ of shop.changeFeed.watch(null, ended)) {
        // The session may have ended meanwhile.
        if (!(await findStaff(ctx))) return;
        yield { at: shop.deps.clock.now().toISOString() };
        await shop.changeFeed.pause(1000, ended);
      }
    } finally {
      close();
    }
  }),
});
