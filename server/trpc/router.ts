import { adminRouter } from './admin-router.ts';
import { accountsRouter } from './accounts-router.ts';
import { createCallerFactory, router } from './base.ts';
import { catalogRouter } from './catalog-router.ts';
import { ordersRouter } from './orders-router.ts';

export const appRouter = router({
  catalog: catalogRouter,
  orders: ordersRouter,
  accounts: accountsRouter,
  admin: adminRouter,
});

export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
export type Caller = ReturnType<typeof createCaller>;
