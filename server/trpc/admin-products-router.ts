import { z } from 'zod';
import { CSV_BYTES_MAX } from '../catalog/csv-limits.ts';
import { exportProducts } from '../catalog/export-products.ts';
import { importProducts, previewImport } from '../catalog/import-products.ts';
import { saveProduct } from '../catalog/save-product.ts';
import { saveProductInputSchema } from '../catalog/save-product-input.ts';
import {
  getStaffProduct,
  listStaffProducts,
  readProductChoices,
} from '../catalog/staff-products.ts';
import { plainText } from '../plain-text.ts';
import { adminProcedure, router, staffProcedure } from './base.ts';
import { cursor } from './list-input.ts';

const csvInput = z.object({ csv: z.string().min(1).max(CSV_BYTES_MAX) });

export const adminProductsRouter = router({
  list: staffProcedure
    .input(
      z.object({
        search: plainText.max(100).optional(),
        archived: z.boolean().optional(),
        cursor,
      }),
    )
    .query(({ ctx, input }) => listStaffProducts(ctx.shop.deps, input)),

  get: staffProcedure
    .input(z.object({ productId: z.guid() }))
    .query(({ ctx, input }) => getStaffProduct(ctx.shop.deps, input.productId)),

  choices: staffProcedure.query(({ ctx }) => readProductChoices(ctx.shop.deps)),

  save: adminProcedure
    .input(saveProductInputSchema)
    .mutation(({ ctx, input }) => saveProduct(ctx.shop.deps, input)),

  /** Changes nothing; it is no query because a file is too long for an address. */
  previewImport: staffProcedure
    .input(csvInput)
    .mutation(({ ctx, input }) => previewImport(ctx.shop.deps, input.csv)),

  import: adminProcedure
    .input(csvInput.extend({ setStock: z.boolean().default(false) }))
    .mutation(({ ctx, input }) =>
      importProducts(ctx.shop.deps, { ...input, madeBy: ctx.staff.email }),
    ),

  export: staffProcedure
    .input(z.object({ withStock: z.boolean().default(false) }))
    .query(({ ctx, input }) => exportProducts(ctx.shop.deps, input)),
});
