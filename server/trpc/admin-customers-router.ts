import { eraseCustomerData } from '../customers/erase-customer-data.ts';
import { exportCustomerData } from '../customers/export-customer-data.ts';
import { customerEmailInputSchema } from '../shared/customer-schema.ts';
import { router, sensitiveProcedure } from './base.ts';

export const adminCustomersRouter = router({
  /** A mutation, so that the e-mail address is in no URL; it changes nothing but is recorded. */
  export: sensitiveProcedure
    .input(customerEmailInputSchema)
    .mutation(({ ctx, input }) => exportCustomerData(ctx.shop.deps, ctx.actor, input)),

  erase: sensitiveProcedure
    .input(customerEmailInputSchema)
    .mutation(({ ctx, input }) => eraseCustomerData(ctx.shop.deps, ctx.actor, input)),
});
