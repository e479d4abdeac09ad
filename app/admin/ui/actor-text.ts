import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import type { Translate } from '#app/lib/texts/translate.ts';

type StoredActor = RouterOutputs['admin']['sweeps']['list']['sweeps'][number]['startedBy'];

/** Who did something: a person by e-mail address, a job or command by its name. */
export function actorText(t: Translate, { kind, id }: StoredActor): string {
  switch (kind) {
    case 'staff':
      return id ?? t('admin.actors.staff');
    case 'shopper':
      return id?.includes('@') ? id : t('admin.actors.shopper');
    case 'payment_service':
      return t('admin.actors.paymentService');
    case 'system':
      if (id === null) return t('admin.actors.shop');
      return id === 'cron' || id === 'worker' ? t(`admin.actors.${id}`) : id;
  }
}
