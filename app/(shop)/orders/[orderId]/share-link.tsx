'use client';

import { Copy, RefreshCw } from 'lucide-react';
import { toast } from 'sonner';
import { Button } from '#app/ui/button.tsx';
import { Card } from '#app/ui/card.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input } from '#app/ui/input.tsx';
import { useClientValue } from '#app/lib/use-client-value.ts';
import { trpc } from '#app/lib/api/trpc.ts';
import { errorText } from '#app/lib/api/error-text.ts';
import type { OrderView } from '../order-stage.ts';
import { orderLink } from './order-link.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/** The link that opens the order on another device. */
export function ShareLink(props: {
  order: OrderView;
  linkKey: string;
  onReplaced: () => Promise<unknown>;
}) {
  const { order, linkKey, onReplaced } = props;
  const i18n = useI18n();
  const { t } = i18n;
  const origin = useClientValue(pageOrigin, '');
  const link = orderLink(origin, order.orderId, linkKey);
  const replaceLink = trpc.orders.replaceLink.useMutation({
    async onSuccess() {
      await onReplaced();
      toast.success(t('order.linkReplaced'));
    },
    onError: (error) => void toast.error(errorText(i18n, error)),
  });

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
      {order.isBuyer && (
        <>
          <p className="text-sm text-ink-soft">{t('order.replaceLinkText')}</p>
          <Button
            pending={replaceLink.isPending}
            onClick={() => replaceLink.mutate({ orderId: order.orderId })}
          >
            <RefreshCw aria-hidden className="size-4" />
            {t('order.replaceLink')}
          </Button>
        </>
      )}
    </Card>
  );
}

const pageOrigin = () => window.location.origin;
