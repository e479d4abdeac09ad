'use client';

import { Button } from '../../ui/button.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** Places the order, and says what comes after it. */
export function PlaceOrderButton({ pending, disabled }: { pending: boolean; disabled: boolean }) {
  const { t } = useI18n();
  return (
    <div>
      <Button
        type="submit"
        variant="primary"
        size="lg"
        className="w-full"
        disabled={disabled}
        pending={pending}
      >
        {t('checkout.placeOrder')}
      </Button>
      <p role="status" className="sr-only">
        {pending && t('checkout.placing')}
      </p>
    </div>
  );
}
