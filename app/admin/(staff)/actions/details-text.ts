import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import type { Format } from '#app/lib/format/create-format.ts';
import type { MessageKey, Translate } from '#app/lib/texts/translate.ts';
import { changeText, type Change } from '../../ui/change-text.ts';
import { eventOutcomeText } from '../../ui/outcome-text.ts';

type Action = RouterOutputs['admin']['actions']['list']['actions'][number];
type Details = Action['details'];
type Detail = Details[string];
type Entry = Extract<Detail, readonly unknown[]>[number];

interface Texts {
  t: Translate;
  format: Format;
}

/** Details that people cannot read, or that are shown elsewhere in the row, unless they have a label. */
const hiddenDetails = /((Id|At|More)|^version|^changes)$/;

/** Counts of an import that are hidden when they are 0. */
const countFields = /^(new|changed)/;

/**
 * The details of a request, without those that the result shows better: the lines of an imported file,
 * returned items without their SKUs, and the fields of a saved product.
 */
export function requestedDetails({ action, details, result, outcome }: Action): Details {
  const isSaved = outcome === 'changed' || outcome === 'unchanged';
  if (action === 'admin.products.save' && isSaved) return {};
  const { csv, restockLines, ...rest } = details;
  return {
    ...rest,
    ...(csv && !result['rows'] && { csv }),
    ...(restockLines && !result['restocked'] && { restockLines }),
  };
}

/**
 * A text for each detail of a request or result, and then for each change. Details without a label keep
 * the name under which they were recorded.
 */
export function detailTexts(texts: Texts, details: Details, currency: string): string[] {
  const changes = changesIn(details);
  const isChange = (name: string) => changes.some(({ field }) => field === name);
  const parts = Object.entries(details)
    .filter(([name, detail]) => !(countFields.test(name) && detail === 0))
    .filter(([name]) => (name in detailLabels || !hiddenDetails.test(name)) && !isChange(name))
    .toSorted(([a], [b]) => sortRank(a) - sortRank(b))
    .map(([name, detail]) => {
      const value = valueText(texts, name, detail, currency);
      const all = appendMoreCount(texts.t, value, details[`${name}More`]);
      return texts.t('admin.actionLog.detail', { name: nameText(texts.t, name), value: all });
    });
  return [
    ...parts,
    ...changes.map((change, index) => {
      const more = index === changes.length - 1 ? details['changesMore'] : undefined;
      return appendMoreCount(texts.t, changeText(texts, change, currency), more);
    }),
  ];
}

function changesIn({ changes }: Details): Change[] {
  if (!Array.isArray(changes)) return [];
  return changes.flatMap((entry) => {
    if (typeof entry !== 'object') return [];
    const { field, code, from, to } = entry;
    return [{ field: String(field), code: code === undefined ? code : String(code), from, to }];
  });
}

function appendMoreCount(t: Translate, value: string, more: Detail | undefined): string {
  return typeof more === 'number' ? t('admin.actionLog.andMore', { value, count: more }) : value;
}

/** `jsonb` does not keep the order of keys; unknown ones come last. */
function sortRank(name: string): number {
  const at = Object.keys(detailLabels).indexOf(name);
  return at < 0 ? Infinity : at;
}

function nameText(t: Translate, name: string): string {
  return name in detailLabels ? t(detailLabels[name as keyof typeof detailLabels]) : name;
}

const detailLabels = {
  eventId: 'admin.payments.column.event',
  amountCents: 'admin.payments.column.amount',
  restock: 'admin.orders.refund.restock',
  restockLines: 'admin.orders.refund.restockItems',
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
  rows: 'admin.actionLog.name.rows',
  products: 'admin.actionLog.name.products',
  newProducts: 'admin.actionLog.name.newProducts',
  newVariants: 'admin.actionLog.name.newVariants',
  changedVariants: 'admin.actionLog.name.changedVariants',
  stockRows: 'admin.actionLog.name.stockRows',
  slugs: 'admin.actionLog.name.slugs',
  network: 'admin.actionLog.name.network',
  by: 'admin.actionLog.name.by',
  account: 'admin.actionLog.name.account',
  role: 'admin.actionLog.name.role',
  active: 'admin.actionLog.name.active',
  removeSecondFactor: 'admin.actionLog.name.removeSecondFactor',
  moved: 'admin.actionLog.name.moved',
  orders: 'admin.nav.orders',
  onHand: 'admin.stock.column.onHand',
  locked: 'admin.stock.column.locked',
  restocked: 'admin.orders.refund.restockItems',
  outcome: 'admin.payments.column.outcome',
  outcomes: 'admin.payments.column.outcome',
} as const satisfies Record<string, MessageKey>;

function valueText(texts: Texts, name: string, detail: Detail, currency: string): string {
  const { t, format } = texts;
  if (Array.isArray(detail)) {
    const entries = detail.map((entry) => entryText(texts, entry, currency));
    const isOutcome = name === 'outcomes';
    return (isOutcome ? entries.map((entry) => eventOutcomeText(t, entry)) : entries).join('; ');
  }
  if (typeof detail === 'object') return t('admin.actionLog.lines', { count: detail.lines });
  if (typeof detail === 'number') {
    return name.endsWith('Cents') ? format.money(detail, currency) : format.number(detail);
  }
  if (detail === 'true') return t('admin.yes');
  if (detail === 'false') return t('admin.no');
  if (name === 'outcome') return eventOutcomeText(t, detail);
  const isWord = ['reason', 'resolution', 'role', 'by'].includes(name) && detail in valueLabels;
  return isWord ? t(valueLabels[detail as keyof typeof valueLabels]) : detail;
}

const valueLabels = {
  admin: 'admin.role.admin',
  viewer: 'admin.role.viewer',
  password: 'admin.signIn.password',
  code: 'admin.signIn.code',
  received: 'admin.stock.reason.received',
  counted: 'admin.stock.reason.counted',
  damaged: 'admin.stock.reason.damaged',
  returned: 'admin.stock.reason.returned',
  lost: 'admin.stock.reason.lost',
  other: 'admin.stock.reason.other',
  retried: 'admin.payments.resolution.retried',
  refunded_externally: 'admin.payments.resolution.refunded_externally',
} as const satisfies Record<string, MessageKey>;

/** An entry of a list: a variant with its price, returned units, or a text. */
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
