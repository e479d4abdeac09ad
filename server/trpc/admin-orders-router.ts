import { z } from 'zod';
import { getOrderDetails } from '../orders/get-order-details.ts';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { replaceOrderLink } from '../orders/replace-order-link.ts';
import { listOrders } from '../orders/list-orders.ts';
import { orderIdSchema, skuIdSchema } from '../shared/order-schema.ts';
import { requestRefund } from '../payments/refunds/request-refund.ts';
import { noteSchema, singleLineText } from '../shared/text-schemas.ts';
import { adminProcedure, router, sensitiveProcedure, staffProcedure } from './base.ts';
import { cursorSchema, hoursSchema } from '../shared/list-schemas.ts';

const orderInput = z.object({ orderId: orderIdSchema });

export const adminOrdersRouter = router({
  list: staffProcedure
    .input(
      z.object({
        search: singleLineText.max(254).optional(),
        status: z.enum(['pending_payment', 'paid', 'cancelled']).optional(),
        settledHours: hoursSchema,
        cursor: cursorSchema,
      }),
    )
    .query(({ ctx, input }) => listOrders(ctx.shop.deps, input)),

  get: staffProcedure
    .input(orderInput)
    .query(({ ctx, input }) => getOrderDetails(ctx.shop.deps, input.orderId)),

  cancel: adminProcedure
    .input(orderInput)
    .mutation(({ ctx, input }) => cancelOrder(ctx.shop.deps, ctx.actor, input.orderId)),

  replaceLink: adminProcedure.input(orderInput).mutation(async ({ ctx, input }) => {
    await replaceOrderLink(ctx.shop.deps, ctx.actor, input.orderId);
    return input;
  }),

  refund: sensitiveProcedure
    .input(
      z.object({
        orderId: orderIdSchema,
        refundId: z.guid().optional(),
        amountCents: z.int().min(1).optional(),
        restock: z.boolean().default(false),
        restockLines: z
          .array(z.object({ skuId: skuIdSchema, quantity: z.int().min(1) }))
          .max(50)
          .optional(),
        note: noteSchema,
      }),
    )
    .mutation(({ ctx, input }) => requestRefund(ctx.shop.deps, ctx.actor, input)),
});
