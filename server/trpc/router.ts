import { adminRouter } from './admin-router.ts';
import { createCallerFactory, findStaff, publicProcedure, router } from './base.ts';
import { catalogRouter } from './catalog-router.ts';
import { ordersRouter } from './orders-router.ts';

export const appRouter = router({
  catalog: catalogRouter,
  orders: ordersRouter,
  accounts: router({
    /** Who is signed in as a member of staff. */
    me: publicProcedure.query(async ({ ctx }) => ({ staff: await findStaff(ctx) })),
  }),
  admin: adminRouter,
});

export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
export type Caller = ReturnType<typeof createCaller>;
