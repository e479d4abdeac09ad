import { Notice } from '../../ui/notice.tsx';
import { serverTexts } from '../../lib/texts/server-texts.ts';
import { viewerNoteId } from './viewer-note-id.ts';

/** Says why nothing here can be changed. */
export async function ViewerNote() {
  const { t } = await serverTexts();
  return (
    <Notice tone="accent">
      <p id={viewerNoteId}>{t('admin.viewerNote')}</p>
    </Notice>
  );
}
