import { eraseCustomerData } from '../customers/erase-customer-data.ts';
import { exportCustomerData } from '../customers/export-customer-data.ts';
import { customerEmailInputSchema } from '../shared/customer-schema.ts';
import { adminProcedure, router } from './base.ts';

export const adminCustomersRouter = router({
  /** A mutation, so that the e-mail address is in no URL; it changes nothing but is recorded. */
  export: adminProcedure
    .input(customerEmailInputSchema)
    .mutation(({ ctx, input }) => exportCustomerData(ctx.shop.deps, ctx.actor, input)),

  erase: adminProcedure
    .input(customerEmailInputSchema)
    .mutation(({ ctx, input }) => eraseCustomerData(ctx.shop.deps, ctx.actor, input)),
});
