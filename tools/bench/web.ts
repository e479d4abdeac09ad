// The web process as the benchmark measures it: server/http/main.ts with one procedure more.
import { z } from 'zod';
import { startWeb } from '#server/http/start-web.ts';
import { mergeRouters, publicProcedure, router } from '#server/trpc/base.ts';
import { appRouter } from '#server/trpc/router.ts';

/** Takes any input and does nothing, which shows what a call costs by itself. */
const noop = publicProcedure.input(z.unknown()).mutation(() => ({ ok: true }));

await startWeb(mergeRouters(appRouter, router({ noop })));
