import type { Format } from '../format/create-format.ts';
import type { Translate } from '../texts/translate.ts';
import type { DomainErrorDetails } from '#server/shared/errors.ts';

/** The message of a failed call. */
export function errorText({ t, format }: { t: Translate; format: Format }, error: unknown): string {
  const domain = getDomainError(error);
  if (!domain) return t(hasServerResponse(error) ? 'errors.unexpected' : 'errors.connection');
  switch (domain.code) {
    case 'TOO_MANY_OPEN_ORDERS':
      if (domain.scope === 'network') return t('errors.networkHoldsTooMuch');
      return t('errors.TOO_MANY_OPEN_ORDERS', { count: domain.limit });
    case 'TOO_MANY_UNITS_HELD':
      if (domain.scope === 'network') return t('errors.networkHoldsTooMuch');
      if (domain.skuId === null) return t('errors.tooManyUnitsInTotal', { count: domain.limit });
      return t('errors.TOO_MANY_UNITS_HELD', { count: domain.limit });
    case 'PURCHASE_LIMIT':
      return t('errors.PURCHASE_LIMIT', { count: domain.limit });
    case 'TOTAL_NOT_PAYABLE':
      return t('errors.TOTAL_NOT_PAYABLE', {
        min: format.money(domain.minCents, domain.currency),
        max: format.money(domain.maxCents, domain.currency),
      });
    case 'STOCK_WOULD_GO_NEGATIVE':
      return t('errors.STOCK_WOULD_GO_NEGATIVE', { locked: domain.locked, onHand: domain.onHand });
    case 'REFUND_TOO_LARGE':
      return t('errors.REFUND_TOO_LARGE', {
        refundable: format.money(domain.refundableCents, domain.currency),
      });
    case 'ORDERS_NOT_SETTLED':
      return t('errors.ORDERS_NOT_SETTLED', { orders: domain.orders.join(', ') });
    default:
      return t(`errors.${domain.code}`);
  }
}

/** False when the connection failed. */
export function hasServerResponse(error: unknown): boolean {
  return error instanceof Error && 'data' in error && Boolean(error.data);
}

/** A DomainError as sent to the client. */
export type DomainErrorData = DomainErrorDetails & { message: string };

/** The DomainError of a failed call; null for other failures. */
export function getDomainError(error: unknown): DomainErrorData | null {
  if (!(error instanceof Error) || !('data' in error)) return null;
  const data = error.data as { domain?: DomainErrorData | null } | null | undefined;
  return data?.domain ?? null;
}
