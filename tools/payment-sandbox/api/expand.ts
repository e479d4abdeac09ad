import type { Database } from '../storage/database.ts';
import { findObject } from '../storage/object-store.ts';
import { invalidRequest } from '../rules/stripe-error.ts';

interface Expandable {
  data?: Expandable[];
  payment_intent?: unknown;
}

/**
 * Replaces payment intent ids by the objects, as `expand[]` asks: `payment_intent`, in lists
 * `data.payment_intent`.
 * @throws StripeError for any other path
 */
export function expand(db: Database, response: object, paths: string[]): object {
  const expanded: Expandable = structuredClone(response);
  for (const path of paths) {
    const items = { payment_intent: [expanded], 'data.payment_intent': expanded.data }[path];
    if (!items) throw invalidRequest(`This property cannot be expanded (${path}).`, 'expand');
    for (const item of items) {
      const id = item.payment_intent;
      if (typeof id === 'string') item.payment_intent = findObject(db, 'payment_intent', id);
    }
  }
  return expanded;
}
