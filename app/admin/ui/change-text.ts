import type { ProductChange } from '#server/catalog/product-changes.ts';
import type { Format } from '../../lib/format/create-format.ts';
import type { MessageKey, Translate } from '../../lib/texts/translate.ts';

type Value = string | number | null | undefined;

/** A change from a response, or from the audit trail, which omits nulls. */
export interface Change {
  field: string;
  code?: string;
  from?: Value;
  to?: Value;
}

/** `Price TEE-S: €19.00 → €21.00` */
export function changeText(
  { t, format }: { t: Translate; format: Format },
  change: Change,
  currency: string,
): string {
  const { field, code } = change;
  const label = field in fields ? t(fields[field as keyof typeof fields]) : field;
  const name = code === undefined ? label : t('admin.changes.ofVariant', { name: label, code });
  const [from, to] = [change.from, change.to].map((value) => {
    if (typeof value === 'number') {
      return moneyFields.has(field) ? format.money(value, currency) : format.number(value);
    }
    return field.endsWith('Sale') && value && value in states
      ? t(states[value as keyof typeof states])
      : value;
  });
  if (from) return t('admin.changes.fromTo', { name, from, to: to || t('admin.changes.nothing') });
  return to ? t('admin.changes.set', { name, to }) : t('admin.changes.changed', { name });
}

const fields = {
  slug: 'admin.changes.field.slug',
  name: 'admin.changes.field.name',
  category: 'admin.changes.field.category',
  description: 'admin.changes.field.description',
  images: 'admin.changes.field.images',
  translations: 'admin.changes.field.translations',
  purchaseLimit: 'admin.changes.field.purchaseLimit',
  proofOfWork: 'admin.changes.field.proofOfWork',
  productSale: 'admin.changes.field.productSale',
  variantSale: 'admin.changes.field.variantSale',
  variantOrder: 'admin.changes.field.variantOrder',
  newVariant: 'admin.changes.field.newVariant',
  code: 'admin.changes.field.code',
  options: 'admin.changes.field.options',
  priceCents: 'admin.changes.field.priceCents',
  onHand: 'admin.changes.field.onHand',
} as const satisfies Record<ProductChange['field'] | 'onHand', MessageKey>;

const moneyFields = new Set(['priceCents', 'newVariant']);

const states = {
  on_sale: 'admin.products.onSale',
  off_sale: 'admin.products.offSale',
} as const satisfies Record<string, MessageKey>;
