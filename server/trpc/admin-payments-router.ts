import { z } from 'zod';
import { orderIdSchema } from '../shared/order-schema.ts';
import { confirmNotPaid } from '../payments/review/confirm-not-paid.ts';
import { listAttention } from '../payments/review/list-attention.ts';
import { listEvents } from '../payments/inbox/list-events.ts';
import { replayEvent } from '../payments/inbox/replay-event.ts';
import { listReceivedPayments } from '../orders/list-received-payments.ts';
import { listRefunds } from '../payments/refunds/list-refunds.ts';
import { listReconciliations } from '../payments/reconciliation/list-reconciliations.ts';
import { lookUpPayment } from '../payments/reconciliation/look-up-payment.ts';
import { resolveFailedRefund } from '../payments/refunds/resolve-failed-refund.ts';
import { resolveHeldPayment } from '../payments/refunds/resolve-held-payment.ts';
import { noteSchema, opaqueText } from '../shared/text-schemas.ts';
import { adminProcedure, router, sensitiveProcedure, staffProcedure } from './base.ts';
import { cursorSchema, hoursSchema } from '../shared/list-schemas.ts';

export const adminPaymentsRouter = router({
  events: staffProcedure
    .input(z.object({ cursor: cursorSchema }))
    .query(({ ctx, input }) => listEvents(ctx.shop.deps, input.cursor)),

  /** Applies a stored event again. */
  replayEvent: adminProcedure
    .input(z.object({ eventId: opaqueText.max(255) }))
    .mutation(({ ctx, input }) => replayEvent(ctx.shop.deps, ctx.actor, input.eventId)),

  received: staffProcedure
    .input(z.object({ hours: hoursSchema, cursor: cursorSchema }))
    .query(({ ctx, input }) => listReceivedPayments(ctx.shop.deps, input)),

  refunds: staffProcedure
    .input(
      z.object({
        hours: hoursSchema,
        outcome: z.enum(['refunded', 'failed']).optional(),
        cursor: cursorSchema,
      }),
    )
    .query(({ ctx, input }) => listRefunds(ctx.shop.deps, input)),

  attention: staffProcedure.query(({ ctx }) => listAttention(ctx.shop.deps)),

  /** Reads an order's payment, or the given session, from the payment service and records the answer. */
  lookUp: adminProcedure
    .input(z.object({ orderId: orderIdSchema, sessionId: opaqueText.max(255).optional() }))
    .mutation(async ({ ctx, input }) => ({
      outcomes: await lookUpPayment(ctx.shop.deps, ctx.actor, input),
    })),

  resolveHeld: sensitiveProcedure
    .input(z.object({ orderId: orderIdSchema, note: noteSchema }))
    .mutation(({ ctx, input }) => resolveHeldPayment(ctx.shop.deps, ctx.actor, input)),

  /** Cancels an order whose session the payment service does not know. */
  confirmNotPaid: sensitiveProcedure
    .input(z.object({ orderId: orderIdSchema }))
    .mutation(({ ctx, input }) => confirmNotPaid(ctx.shop.deps, ctx.actor, input.orderId)),

  resolveRefund: sensitiveProcedure
    .input(
      z.object({
        orderId: orderIdSchema,
        refundId: z.guid(),
        resolution: z.enum(['retried', 'refunded_externally']),
        note: noteSchema,
      }),
    )
    .mutation(({ ctx, input }) => resolveFailedRefund(ctx.shop.deps, ctx.actor, input)),

  reconciliations: staffProcedure
    .input(z.object({ cursor: cursorSchema }))
    .query(({ ctx, input }) => listReconciliations(ctx.shop.deps, input.cursor)),
});
