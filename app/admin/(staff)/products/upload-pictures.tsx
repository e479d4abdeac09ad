'use client';

import { ImagePlus } from 'lucide-react';
import { useRef, useState } from 'react';
import { PICTURE_BYTES_MAX } from '#server/shared/limits.ts';
import { Button } from '#app/ui/button.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { getDomainError, errorText } from '#app/lib/api/error-text.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

const FORMATS = 'image/jpeg,image/png,image/webp,image/avif';

/**
 * Uploads pictures from the device one after another. A refused one does not stop the others.
 *
 * @param props.remaining how many more pictures the product can have
 */
export function UploadPictures(props: { remaining: number; onUploaded: (src: string) => void }) {
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  const { upload, pendingCount, refusals } = useUploads(props.onUploaded);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={FORMATS}
        multiple
        hidden
        aria-label={t('admin.products.uploadPictures')}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])].slice(0, props.remaining);
          // Lets the browser report the same file when it is chosen again.
          target.value = '';
          void upload(files);
        }}
      />
      <Button pending={pendingCount > 0} onClick={() => input.current?.click()}>
        {pendingCount === 0 && <ImagePlus aria-hidden className="size-4" />}
        {t('admin.products.uploadPictures')}
      </Button>
      <div role="status" className="contents">
        {pendingCount > 0 && (
          <p className="self-center text-sm text-ink-soft">
            {t('admin.products.uploading', { count: pendingCount })}
          </p>
        )}
        {refusals.length > 0 && (
          <Notice tone="bad" className="w-full">
            {refusals.map(({ name, text }) => (
              <p key={name}>
                <b className="break-all">{name}</b>: {text}
              </p>
            ))}
          </Notice>
        )}
      </div>
    </>
  );
}

function useUploads(onUploaded: (src: string) => void) {
  const { t, format } = useI18n();
  const { mutateAsync } = trpc.admin.products.uploadPicture.useMutation();
  const [pendingCount, setPendingCount] = useState(0);
  const [refusals, setRefusals] = useState<{ name: string; text: string }[]>([]);

  async function upload(files: readonly File[]) {
    setRefusals([]);
    for (const [index, file] of files.entries()) {
      setPendingCount(files.length - index);
      const refused = await uploadOne(file);
      if (refused) setRefusals((others) => [...others, { name: file.name, text: refused }]);
    }
    setPendingCount(0);
  }

  async function uploadOne(file: File): Promise<string | null> {
    if (file.size > PICTURE_BYTES_MAX) return t('admin.products.pictureTooLarge');
    try {
      onUploaded((await mutateAsync(file)).src);
      return null;
    } catch (error) {
      if (getDomainError(error)?.code === 'VALIDATION')
        return t('admin.products.pictureUnreadable');
      return errorText({ t, format }, error);
    }
  }

  return { upload, pendingCount, refusals };
}
