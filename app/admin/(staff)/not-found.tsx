import { Compass } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { getI18n } from '../../lib/texts/get-i18n.ts';

/** Shown in place of a missing page, inside the admin's layout. */
export default async function AdminNotFound() {
  const { t } = await getI18n();
  return (
    <EmptyState
      heading="h1"
      title={t('admin.notFoundTitle')}
      icon={<Compass aria-hidden className="size-8" />}
      action={
        <Link href="/admin" className={buttonClass({ variant: 'primary' })}>
          {t('admin.nav.overview')}
        </Link>
      }
    >
      {t('admin.notFoundText')}
    </EmptyState>
  );
}
