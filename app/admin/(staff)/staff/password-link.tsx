'use client';

import { Copy } from 'lucide-react';
import { toast } from 'sonner';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Button } from '#app/ui/button.tsx';
import { DialogActions } from '#app/ui/dialog.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input } from '#app/ui/input.tsx';
import { Notice } from '#app/ui/notice.tsx';

/** Shows a one-time link to the administrator who made it. */
export function PasswordLink(props: { url: string; name: string; onDone: () => void }) {
  const { t } = useI18n();
  const { url, name, onDone } = props;

  async function copy() {
    await navigator.clipboard.writeText(url);
    toast.success(t('admin.staff.link.copied'));
  }

  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" role="status" title={t('admin.staff.link.title', { name })}>
        <p>{t('admin.staff.link.text')}</p>
      </Notice>
      <Field id="password-link" label={t('admin.staff.link.label')}>
        {(control) => (
          <Input {...control} readOnly value={url} onFocus={(event) => event.target.select()} />
        )}
      </Field>
      <DialogActions>
        <Button onClick={() => void copy().catch(() => {})}>
          <Copy aria-hidden className="size-4" />
          {t('admin.staff.link.copy')}
        </Button>
        <Button variant="primary" onClick={onDone}>
          {t('admin.staff.link.done')}
        </Button>
      </DialogActions>
    </div>
  );
}
