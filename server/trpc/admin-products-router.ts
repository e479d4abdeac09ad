import { buffer } from 'node:stream/consumers';
import { octetInputParser } from '@trpc/server/http';
import { z } from 'zod';
import { importProducts, previewImport } from '../catalog/import-products.ts';
import { SET_STOCK_HEADER } from '../shared/product-import.ts';
import { saveProduct } from '../catalog/save-product.ts';
import { saveProductInputSchema } from '../shared/product-schema.ts';
import {
  getStaffProduct,
  listStaffProducts,
  readProductFormOptions,
} from '../catalog/staff-products.ts';
import { uploadPicture } from '../catalog/upload-picture.ts';
import { singleLineText } from '../shared/text-schemas.ts';
import { adminProcedure, router, staffProcedure } from './base.ts';
import { cursorSchema } from '../shared/list-schemas.ts';

export const adminProductsRouter = router({
  list: staffProcedure
    .input(
      z.object({
        search: singleLineText.max(100).optional(),
        archived: z.boolean().optional(),
        cursor: cursorSchema,
      }),
    )
    .query(({ ctx, input }) => listStaffProducts(ctx.shop.deps, input)),

  get: staffProcedure
    .input(z.object({ productId: z.guid() }))
    .query(({ ctx, input }) => getStaffProduct(ctx.shop.deps, input.productId)),

  choices: staffProcedure.query(({ ctx }) => readProductFormOptions(ctx.shop.deps)),

  save: adminProcedure
    .input(saveProductInputSchema)
    .mutation(({ ctx, input }) => saveProduct(ctx.shop.deps, ctx.actor, input)),

  /** The body is the file, as `application/octet-stream`. */
  uploadPicture: adminProcedure
    .input(octetInputParser)
    .mutation(async ({ ctx, input }) =>
      uploadPicture(ctx.shop.deps, ctx.shop.decodePicture, ctx.actor, await buffer(input)),
    ),

  /** Changes nothing. The body is a CSV file, as `application/octet-stream`. */
  previewImport: staffProcedure
    .input(octetInputParser)
    .mutation(({ ctx, input, signal }) => previewImport(ctx.shop.deps, { chunks: input, signal })),

  /** The body is a CSV file, as `application/octet-stream`. */
  import: adminProcedure.input(octetInputParser).mutation(({ ctx, input, signal }) => {
    const setStock = ctx.headers.get(SET_STOCK_HEADER) === 'true';
    return importProducts(ctx.shop.deps, ctx.actor, { chunks: input, signal, setStock });
  }),
});
