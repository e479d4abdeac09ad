import { z } from 'zod';
import { getOrderDetails } from '../admin/order-details.ts';
import { readOverview } from '../admin/overview-store.ts';
import { readQueues } from '../admin/queue-store.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { listOrders } from '../orders/order-list-store.ts';
import { orderIdSchema, skuIdSchema } from '../orders/place-order-input.ts';
import { listEvents } from '../payments/event-list-store.ts';
import { requestRefund } from '../payments/request-refund.ts';
import { adjustStock, adjustStockInputSchema } from '../stock/adjust-stock.ts';
import { listLocks, listLocksBySku } from '../stock/lock-list-store.ts';
import { recoverStock } from '../stock/recover-stock.ts';
import { listAdjustments, listStock } from '../stock/stock-list-store.ts';
import { listSweeps, startSweep } from '../sweeps/run-sweep.ts';
import { adminProcedure, router, staffProcedure } from './base.ts';

const cursor = z.string().max(500).optional();
const orderInput = z.object({ orderId: orderIdSchema });

const locksRouter = router({
  list: staffProcedure
    .input(
      z.object({
        skuId: skuIdSchema.optional(),
        sku: z.string().trim().max(100).optional(),
        state: z.enum(['active', 'consumed', 'released']).default('active'),
        overdue: z.boolean().optional(),
        cursor,
      }),
    )
    .query(async ({ ctx, input }) => {
      const now = ctx.shop.deps.clock.now();
      return { ...(await listLocks(ctx.shop.deps.db, input, now)), now: now.toISOString() };
    }),

  bySku: staffProcedure.input(z.object({ cursor })).query(async ({ ctx, input }) => ({
    ...(await listLocksBySku(ctx.shop.deps.db, input.cursor)),
    now: ctx.shop.deps.clock.now().toISOString(),
  })),

  recover: adminProcedure.input(orderInput).mutation(async ({ ctx, input }) => {
    const outcomes = await recoverStock(ctx.shop.deps, [input.orderId]);
    return { outcome: outcomes.get(input.orderId) ?? 'unknown' };
  }),
});

const ordersRouter = router({
  list: staffProcedure
    .input(
      z.object({
        search: z.string().trim().max(254).optional(),
        status: z.enum(['pending_payment', 'paid', 'cancelled']).optional(),
        cursor,
      }),
    )
    .query(async ({ ctx, input }) => ({
      ...(await listOrders(ctx.shop.deps.db, input)),
      now: ctx.shop.deps.clock.now().toISOString(),
    })),

  get: staffProcedure
    .input(orderInput)
    .query(({ ctx, input }) =>
      getOrderDetails(ctx.shop.deps, input.orderId, ctx.shop.settings.AUTH_SECRET),
    ),

  cancel: adminProcedure
    .input(orderInput)
    .mutation(({ ctx, input }) => cancelOrder(ctx.shop.deps, input.orderId, 'cancelled_by_staff')),

  refund: adminProcedure
    .input(
      z.object({
        orderId: orderIdSchema,
        amountCents: z.int().min(1).optional(),
        note: z.string().trim().max(500).default(''),
      }),
    )
    .mutation(({ ctx, input }) =>
      requestRefund(ctx.shop.deps, { ...input, requestedBy: ctx.staff.email }),
    ),
});

const stockRouter = router({
  list: staffProcedure
    .input(z.object({ search: z.string().trim().max(100).optional(), cursor }))
    .query(async ({ ctx, input }) => ({
      ...(await listStock(ctx.shop.deps.db, input)),
      now: ctx.shop.deps.clock.now().toISOString(),
    })),

  adjust: adminProcedure
    .input(adjustStockInputSchema)
    .mutation(({ ctx, input }) =>
      adjustStock(ctx.shop.deps, { ...input, madeBy: ctx.staff.email }),
    ),

  history: staffProcedure
    .input(z.object({ skuId: skuIdSchema, cursor }))
    .query(({ ctx, input }) => listAdjustments(ctx.shop.deps.db, input.skuId, input.cursor)),
});

const sweepsRouter = router({
  list: staffProcedure.input(z.object({ cursor })).query(async ({ ctx, input }) => ({
    ...(await listSweeps(ctx.shop.deps, input.cursor)),
    now: ctx.shop.deps.clock.now().toISOString(),
  })),

  run: adminProcedure.mutation(({ ctx }) => startSweep(ctx.shop.deps, ctx.staff.email)),
});

/** The back office. Whoever only looks is staff; whoever changes is an admin. */
export const adminRouter = router({
  overview: staffProcedure.query(async ({ ctx }) => {
    const { deps } = ctx.shop;
    const now = deps.clock.now();
    const [overview, queues, sweeps] = await Promise.all([
      readOverview(deps.db, now),
      readQueues(deps.db, now),
      listSweeps(deps, undefined),
    ]);
    return {
      ...overview,
      money: { ...overview.money, currency: deps.rules.currency },
      ...queues,
      lastSweep: sweeps.sweeps[0] ?? null,
      now: now.toISOString(),
    };
  }),

  locks: locksRouter,
  orders: ordersRouter,
  stock: stockRouter,
  sweeps: sweepsRouter,

  queues: router({
    list: staffProcedure.query(async ({ ctx }) => {
      const now = ctx.shop.deps.clock.now();
      return { ...(await readQueues(ctx.shop.deps.db, now)), now: now.toISOString() };
    }),
  }),

  payments: router({
    events: staffProcedure.input(z.object({ cursor })).query(async ({ ctx, input }) => ({
      ...(await listEvents(ctx.shop.deps.db, input.cursor)),
      now: ctx.shop.deps.clock.now().toISOString(),
    })),
  }),

  /** Yields when orders or stock have changed, at most once a second. */
  changes: staffProcedure.subscription(async function* ({ ctx, signal }) {
    const ended = signal ?? new AbortController().signal;
    for await (const _ of ctx.shop.changes.watch(() => true, ended)) {
      yield { at: ctx.shop.deps.clock.now().toISOString() };
      await ctx.shop.changes.pause(1000, ended);
    }
  }),
});
