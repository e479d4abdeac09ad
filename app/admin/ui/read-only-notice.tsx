'use client';

import { Notice } from '../../ui/notice.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** Buttons that a viewer cannot press are described by the notice. */
export const READ_ONLY_NOTICE_ID = 'read-only-notice';

/** Explains to viewers why they cannot change anything. */
export function ReadOnlyNotice() {
  const { t } = useI18n();
  return (
    <Notice tone="accent">
      <p id={READ_ONLY_NOTICE_ID}>{t('admin.viewerNote')}</p>
    </Notice>
  );
}
