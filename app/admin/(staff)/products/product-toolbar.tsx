'use client';

import { Download, Plus, Upload } from 'lucide-react';
import { useState } from 'react';
import { EXPORT_PATH } from '#server/shared/product-import.ts';
import { buttonClass } from '#app/ui/button.tsx';
import { Checkbox } from '#app/ui/input.tsx';
import { Link } from '#app/ui/link.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffButton } from '../../ui/staff-buttons.tsx';
import { useStaff } from '../../session/staff-context.tsx';

/** Buttons to export, import and create products. */
export function ProductToolbar() {
  const { t } = useI18n();
  const { role } = useStaff();
  return (
    <>
      <ExportButton />
      <Link href="/admin/products/import" className={buttonClass()}>
        <Upload aria-hidden className="size-4" />
        {t('admin.products.import')}
      </Link>
      {role === 'admin' ? (
        <Link href="/admin/products/new" className={buttonClass({ variant: 'primary' })}>
          <Plus aria-hidden className="size-4" />
          {t('admin.products.create')}
        </Link>
      ) : (
        <StaffButton>
          <Plus aria-hidden className="size-4" />
          {t('admin.products.create')}
        </StaffButton>
      )}
    </>
  );
}

/** The browser shows the progress of a download and can cancel it. */
function ExportButton() {
  const { t } = useI18n();
  const [withStock, setWithStock] = useState(false);
  return (
    <>
      <Checkbox
        checked={withStock}
        onChange={(event) => setWithStock(event.target.checked)}
        label={t('admin.products.exportStock')}
        className="min-h-11"
      />
      <a href={`${EXPORT_PATH}?stock=${withStock}`} download className={buttonClass()}>
        <Download aria-hidden className="size-4" />
        {t('admin.products.export')}
      </a>
    </>
  );
}
