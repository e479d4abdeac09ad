import { newId } from '../ids.ts';
import type { Metadata } from './list.ts';

export interface LineItemInput {
  name: string;
  description: string | null;
  currency: string;
  /** Price of one, in the currency's smallest unit. */
  unitAmount: number;
  quantity: number;
  metadata: Metadata;
}

export type LineItem = ReturnType<typeof newLineItem>;

/** A line of a session, as `expand: ['line_items']` shows it. */
export function newLineItem(input: LineItemInput, created: number) {
  const total = input.unitAmount * input.quantity;
  return {
    id: newId('li'),
    object: 'item' as const,
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: input.currency,
    description: input.name as string | null,
    metadata: input.metadata,
    price: {
      id: newId('price'),
      object: 'price' as const,
      active: false,
      billing_scheme: 'per_unit' as const,
      created,
      currency: input.currency,
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product: newId('prod', 14),
      recurring: null,
      tax_behavior: 'unspecified' as const,
      tiers_mode: null,
      transform_quantity: null,
      type: 'one_time' as const,
      unit_amount: input.unitAmount,
      unit_amount_decimal: String(input.unitAmount),
    },
    quantity: input.quantity,
  };
}
