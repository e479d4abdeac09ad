import type { Context } from '../rules/context.ts';
import type { Kind, ListFilter, ObjectKinds, Page } from '../storage/object-store.ts';
import { listObjects } from '../storage/object-store.ts';
import { invalidRequest, notFound } from '../rules/stripe-error.ts';
import type { Form } from './form.ts';
import { assertKnown, formOf, integerOf, textOf } from './form.ts';

/** One page of a list, in Stripe's format. */
interface List<Item> {
  object: 'list';
  data: Item[];
  has_more: boolean;
  url: string;
}

/**
 * Answers a list request with Stripe's paging and `created` bounds.
 * @param payment the payment intent that the list is limited to
 */
export function handleList<K extends Kind>(
  context: Context,
  kind: K,
  url: string,
  query: Form,
  payment: string | undefined,
): List<ObjectKinds[K]> {
  assertKnown(query, listParams);
  const page = pageOf(query);
  const created = createdOf(query);
  const found = listObjects(context.db, kind, { payment, created }, page);
  if (!found) throw notFound(kind, page.startingAfter ?? '', 'starting_after');
  return { object: 'list', data: found.objects, has_more: found.hasMore, url };
}

const listParams = new Set(['created', 'expand', 'limit', 'payment_intent', 'starting_after']);

function pageOf(query: Form): Page {
  const limit = integerOf(query, 'limit') ?? 10;
  if (limit < 1 || limit > 100) {
    throw invalidRequest('Invalid limit: must be between 1 and 100', 'limit');
  }
  return {
    limit,
    startingAfter: textOf(query, 'starting_after') ?? undefined,
  };
}

function createdOf(query: Form): ListFilter['created'] {
  const range = formOf(query, 'created');
  if (!range) return undefined;
  assertKnown(range, new Set(['gte', 'lt']), 'created');
  return {
    gte: integerOf(range, 'gte', 'created[gte]') ?? undefined,
    lt: integerOf(range, 'lt', 'created[lt]') ?? undefined,
  };
}
