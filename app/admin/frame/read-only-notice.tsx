import { Notice } from '../../ui/notice.tsx';
import { getI18n } from '../../lib/texts/get-i18n.ts';
import { readOnlyNoticeId } from './read-only-notice-id.ts';

/** Says why nothing here can be changed. */
export async function ReadOnlyNotice() {
  const { t } = await getI18n();
  return (
    <Notice tone="accent">
      <p id={readOnlyNoticeId}>{t('admin.viewerNote')}</p>
    </Notice>
  );
}
