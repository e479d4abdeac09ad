'use client';

import { Download, Plus, Upload } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button, buttonClass } from '#app/ui/button.tsx';
import { Checkbox } from '#app/ui/input.tsx';
import { Link } from '#app/ui/link.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { errorText } from '#app/lib/api/error-text.ts';
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

function ExportButton() {
  const { t, format } = useI18n();
  const utils = trpc.useUtils();
  const [pending, setPending] = useState(false);
  const [withStock, setWithStock] = useState(false);

  async function save() {
    setPending(true);
    try {
      const { files, rows, isTruncated } = await utils.admin.products.export.fetch(
        { withStock },
        { staleTime: 0 },
      );
      for (const [index, csv] of files.entries()) {
        download(files.length === 1 ? 'products.csv' : `products-${index + 1}.csv`, csv);
      }
      const count = t('admin.products.exportFiles', { count: files.length });
      toast.success(t('admin.products.exportDone', { rows: format.number(rows), files: count }));
      if (isTruncated) toast.warning(t('admin.products.exportTruncated'));
    } catch (error) {
      toast.error(t('ui.actionFailed'), { description: errorText({ t, format }, error) });
    } finally {
      setPending(false);
    }
  }

  return (
    <>
      <Checkbox
        checked={withStock}
        onChange={(event) => setWithStock(event.target.checked)}
        label={t('admin.products.exportStock')}
        className="min-h-11"
      />
      <Button pending={pending} onClick={() => void save()}>
        <Download aria-hidden className="size-4" />
        {t('admin.products.export')}
      </Button>
    </>
  );
}

/** Downloads a file. Its byte order mark tells spreadsheets that it is UTF-8. */
function download(fileName: string, csv: string) {
  const url = URL.createObjectURL(new Blob(['\uFEFF', csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
