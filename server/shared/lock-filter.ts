import { z } from 'zod';
import { cursorSchema } from './list-schemas.ts';
import { singleLineText } from './text-schemas.ts';

export const lockStates = ['active', 'consumed', 'released'] as const;

/** Orders in which active locks can be listed: by when they end. */
export const lockSorts = ['recoverAt', 'recoverAtDesc'] as const;
export type LockSort = (typeof lockSorts)[number];

/** Orders in which SKUs with locked stock can be listed: by code, or the most locked first. */
export const lockedSkuSorts = ['code', 'locked'] as const;

const minutes = z.int().min(1).max(1_000_000).optional();

/** What every list of locks is narrowed by. */
const lockFilterFields = {
  skuId: z.guid().toLowerCase().optional(),
  /** Part of a SKU's code. */
  sku: singleLineText.max(100).optional(),
  locationId: z.guid().optional(),
  /** Only active locks that were to be recovered before now. */
  overdue: z.boolean().optional(),
};

/** What `admin.locks.list` takes. */
export const listLocksInputSchema = z.object({
  ...lockFilterFields,
  state: z.enum(lockStates).default('active'),
  /** Only locks that are at least this old, and younger than that. */
  minutesMin: minutes,
  minutesUnder: minutes,
  sort: z.enum(lockSorts).default('recoverAt'),
  cursor: cursorSchema,
});

/** What `admin.locks.bySku` takes. */
export const lockedSkusInputSchema = z.object({
  ...lockFilterFields,
  sort: z.enum(lockedSkuSorts).default('code'),
  cursor: cursorSchema,
});

export type LockFilter = z.output<typeof listLocksInputSchema>;
export type LockedSkuFilter = z.output<typeof lockedSkusInputSchema>;
