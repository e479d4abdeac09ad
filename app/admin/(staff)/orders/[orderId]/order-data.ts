import type { RouterOutputs } from '#app/lib/api/trpc.ts';

export type OrderData = RouterOutputs['admin']['orders']['get'];
