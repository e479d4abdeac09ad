import type { RouterOutputs } from '#app/data/trpc.ts';
import type { Format } from '#app/format/create-format.ts';
import type { TextKey, Translate } from '#app/texts/translate.ts';

type Details = RouterOutputs['admin']['actions']['list']['actions'][number]['details'];
type Detail = Details[string];
type Entry = Extract<Detail, readonly unknown[]>[number];

type Texts = { t: Translate; format: Format };

/** Ids and times stand for what is shown beside them, or say nothing to a person. */
const untold = /(Id|At)$|^version$/;

/**
 * Words what was asked for or answered, a part for each thing: amounts in money, reasons and the like in
 * words. What we have no words for stands as it was recorded.
 */
export function detailTexts(texts: Texts, details: Details, currency: string): string[] {
  return Object.entries(details)
    .filter(([name]) => !untold.test(name) && !name.endsWith('More'))
    .map(([name, detail]) => {
      const more = details[`${name}More`];
      const value = valueText(texts, name, detail, currency);
      const all =
        typeof more === 'number'
          ? texts.t('admin.actionLog.andMore', { value, count: more })
          : value;
      return texts.t('admin.actionLog.detail', { name: nameText(texts.t, name), value: all });
    });
}

function nameText(t: Translate, name: string): string {
  return name in names ? t(names[name as keyof typeof names]) : name;
}

const names = {
  amountCents: 'admin.payments.column.amount',
  restock: 'admin.orders.refund.restock',
  restockLines: 'admin.orders.refund.goods',
  note: 'admin.note',
  delta: 'admin.stock.entry.delta',
  reason: 'admin.stock.entry.reason',
  resolution: 'admin.payments.column.outcome',
  jobIds: 'admin.actionLog.name.jobs',
  name: 'admin.products.name',
  slug: 'admin.products.slug',
  description: 'admin.products.description',
  category: 'admin.products.category',
  archived: 'admin.products.offSale',
  images: 'admin.products.pictures',
  skus: 'admin.products.variants',
  csv: 'admin.products.chooseFile',
  setStock: 'admin.actionLog.name.setStock',
  products: 'admin.actionLog.name.products',
  stockRows: 'admin.actionLog.name.stockRows',
  slugs: 'admin.actionLog.name.slugs',
  moved: 'admin.actionLog.name.moved',
  onHand: 'admin.stock.column.onHand',
  locked: 'admin.stock.column.locked',
  outcomes: 'admin.payments.column.outcome',
} as const satisfies Record<string, TextKey>;

function valueText(texts: Texts, name: string, detail: Detail, currency: string): string {
  const { t, format } = texts;
  if (Array.isArray(detail)) {
    return detail.map((entry) => entryText(texts, entry, currency)).join('; ');
  }
  if (typeof detail === 'object') return t('admin.actionLog.lines', { count: detail.lines });
  if (typeof detail === 'number') {
    return name.endsWith('Cents') ? format.money(detail, currency) : format.number(detail);
  }
  if (detail === 'true') return t('admin.yes');
  if (detail === 'false') return t('admin.no');
  const isWord = (name === 'reason' || name === 'resolution') && detail in wordings;
  return isWord ? t(wordings[detail as keyof typeof wordings]) : detail;
}

const wordings = {
  received: 'admin.stock.reason.received',
  counted: 'admin.stock.reason.counted',
  damaged: 'admin.stock.reason.damaged',
  returned: 'admin.stock.reason.returned',
  lost: 'admin.stock.reason.lost',
  other: 'admin.stock.reason.other',
  retried: 'admin.payments.resolution.retried',
  given_back_elsewhere: 'admin.payments.resolution.given_back_elsewhere',
} as const satisfies Record<string, TextKey>;

/** One of a list: a variant with its price, units that came back, or a plain word. */
function entryText({ t, format }: Texts, entry: Entry, currency: string): string {
  if (typeof entry !== 'object') return String(entry);
  const { code, priceCents, archived, quantity, src } = entry;
  const parts = [
    code,
    typeof priceCents === 'number' ? format.money(priceCents, currency) : undefined,
    archived === 'true' ? t('admin.products.offSale') : undefined,
    typeof quantity === 'number' ? t('admin.units', { count: quantity }) : undefined,
    src,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}
