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
 * @param known the parameters of this list in addition to those of every list
 */
export function handleList<K extends Kind>(
  context: Context,
  kind: K,
  url: string,
  query: Form,
  known: string[],
  filter: ListFilter,
): List<ObjectKinds[K]> {
  assertKnown(query, new Set([...pagingParams, ...known]));
  const page = pageOf(query);
  const created = createdOf(query);
  const found = listObjects(context.db, kind, { ...filter, ...(created && { created }) }, page);
  if (!found) throw notFound(kind, page.startingAfter ?? '', 'starting_after');
  return { object: 'list', data: found.objects, has_more: found.hasMore, url };
}

const pagingParams = ['limit', 'starting_after', 'created', 'expand'];

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
  if (typeof query.created === 'string') {
    const exact = integerOf(query, 'created') ?? 0;
    return { gte: exact, lte: exact };
  }
  const range = formOf(query, 'created');
  if (!range) return undefined;
  assertKnown(range, new Set(['gt', 'gte', 'lt', 'lte']), 'created');
  return {
    gt: integerOf(range, 'gt', 'created[gt]') ?? undefined,
    gte: integerOf(range, 'gte', 'created[gte]') ?? undefined,
    lt: integerOf(range, 'lt', 'created[lt]') ?? undefined,
    lte: integerOf(range, 'lte', 'created[lte]') ?? undefined,
  };
}
