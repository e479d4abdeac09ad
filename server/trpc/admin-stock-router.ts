import { z } from 'zod';
import { skuIdSchema } from '../shared/order-schema.ts';
import { singleLineText } from '../shared/text-schemas.ts';
import { adjustStock } from '../inventory/adjust-stock.ts';
import { adjustStockInputSchema } from '../shared/stock-adjustment.ts';
import { listStock, listStockHistory } from '../inventory/list-stock.ts';
import { adminProcedure, router, staffProcedure } from './base.ts';
import { cursorSchema } from '../shared/list-schemas.ts';

export const adminStockRouter = router({
  list: staffProcedure
    .input(
      z.object({
        skuId: skuIdSchema.optional(),
        search: singleLineText.max(100).optional(),
        cursor: cursorSchema,
      }),
    )
    .query(({ ctx, input }) => listStock(ctx.shop.deps, input)),

  adjust: adminProcedure
    .input(adjustStockInputSchema)
    .mutation(({ ctx, input }) => adjustStock(ctx.shop.deps, ctx.actor, input)),

  history: staffProcedure
    .input(z.object({ skuId: skuIdSchema, cursor: cursorSchema }))
    .query(({ ctx, input }) => listStockHistory(ctx.shop.deps, input.skuId, input.cursor)),
});
