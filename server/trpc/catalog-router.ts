import { z } from 'zod';
import { getProduct, getSkus, listCategories, listProducts } from '../catalog/browse.ts';
import { languageSchema as language } from '../shared/language-schema.ts';
import { LINES_MAX } from '../shared/limits.ts';
import { skuIdSchema } from '../shared/order-schema.ts';
import { singleLineText } from '../shared/text-schemas.ts';
import { publicProcedure, router } from './base.ts';

export const catalogRouter = router({
  list: publicProcedure
    .input(
      z.object({
        language,
        search: singleLineText.max(100).optional(),
        category: singleLineText.max(100).optional(),
        sort: z.enum(['name', 'price', 'price-desc', 'newest']).default('name'),
        page: z.int().min(1).max(10_000).default(1),
      }),
    )
    .query(({ ctx, input }) => listProducts(ctx.shop.deps, input)),

  categories: publicProcedure
    .input(z.object({ language }))
    .query(({ ctx, input }) => listCategories(ctx.shop.deps, input.language)),

  product: publicProcedure
    .input(z.object({ language, slug: singleLineText.max(200) }))
    .query(({ ctx, input }) => getProduct(ctx.shop.deps, { ...input, buyerId: ctx.buyerId })),

  skus: publicProcedure
    .input(z.object({ language, skuIds: z.array(skuIdSchema).max(LINES_MAX) }))
    .query(({ ctx, input }) => getSkus(ctx.shop.deps, { ...input, buyerId: ctx.buyerId })),
});
