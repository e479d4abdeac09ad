import type { Database } from '../storage/database.ts';
import type { Kind } from '../storage/object-store.ts';
import { findLineItems, findObject } from '../storage/object-store.ts';
import { invalidRequest } from '../stripe-error.ts';

type Expandable = Record<string, unknown>;

/**
 * Replaces ids in an answer by the objects that they name, as `expand[]` asks:
 * `payment_intent`, `payment_intent.latest_charge`, `data.payment_intent`, `line_items` …
 * @throws StripeError for a property that cannot be expanded.
 */
export function expand(db: Database, answer: object, paths: string[]): object {
  const expanded = structuredClone(answer) as Expandable;
  for (const path of paths) expandPath(db, expanded, path.split('.'), path);
  return expanded;
}

function expandPath(db: Database, object: Expandable, path: string[], whole: string): void {
  const [head = '', ...rest] = path;
  if (head === 'line_items' && object.object === 'checkout.session') {
    object.line_items = findLineItems(db, String(object.id));
    return;
  }
  const value = object[head];
  if (Array.isArray(value)) {
    for (const item of value as Expandable[]) expandPath(db, item, rest, whole);
    return;
  }
  if (value === null) return;
  const found = typeof value === 'string' ? findNamed(db, value) : value;
  if (!found || typeof found !== 'object') {
    throw invalidRequest(`This property cannot be expanded (${whole}).`, 'expand');
  }
  object[head] = found;
  if (rest.length > 0) expandPath(db, found as Expandable, rest, whole);
}

function findNamed(db: Database, id: string): object | undefined {
  const kind = kindsByPrefix[id.slice(0, id.indexOf('_'))];
  return kind && findObject(db, kind, id);
}

const kindsByPrefix: Record<string, Kind> = {
  cs: 'checkout.session',
  pi: 'payment_intent',
  ch: 'charge',
  re: 'refund',
  du: 'dispute',
};
