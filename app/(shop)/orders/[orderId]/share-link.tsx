'use client';

import { Copy } from 'lucide-react';
import { toast } from 'sonner';
import { Button } from '#app/ui/button.tsx';
import { Card } from '#app/ui/card.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input } from '#app/ui/input.tsx';
import { useClientValue } from '#app/lib/use-client-value.ts';
import type { OrderView } from '../order-stage.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/** The link that opens the order on another device. */
export function ShareLink({ order }: { order: OrderView }) {
  const { t } = useI18n();
  const origin = useClientValue(pageOrigin, '');
  const link = `${origin}/orders/${order.orderId}?key=${encodeURIComponent(order.key)}`;

  async function copy() {
    try {
      await navigator.clipboard.writeText(link);
      toast.success(t('order.linkCopied'));
    } catch {
      // The clipboard may be blocked.
      document.querySelector<HTMLInputElement>('#order-link')?.select();
      toast(t('order.linkSelected'));
    }
  }

  return (
    <Card className="flex flex-col gap-3">
      <h2 className="text-lg font-semibold">{t('order.shareTitle')}</h2>
      <p className="text-sm text-ink-soft">{t('order.shareText')}</p>
      <Field id="order-link" label={t('order.linkLabel')} labelHidden>
        {(control) => (
          <Input
            {...control}
            readOnly
            value={link}
            onFocus={(event) => event.target.select()}
            className="text-sm!"
          />
        )}
      </Field>
      <Button onClick={() => void copy()}>
        <Copy aria-hidden className="size-4" />
        {t('order.copyLink')}
      </Button>
    </Card>
  );
}

const pageOrigin = () => window.location.origin;
