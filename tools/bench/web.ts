// The web process of the benchmark: server/http/main.ts with one more procedure.
import { z } from 'zod';
import { startWeb } from '#server/http/start-web.ts';
import { mergeRouters, publicProcedure, router } from '#server/trpc/base.ts';
import { appRouter } from '#server/trpc/router.ts';

/** Accepts any input and does nothing: the cost of a call itself. */
const noop = publicProcedure.input(z.unknown()).mutation(() => ({ ok: true }));

await startWeb(mergeRouters(appRouter, router({ noop })));
