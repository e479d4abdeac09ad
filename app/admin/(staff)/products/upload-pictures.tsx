'use client';

import { ImagePlus } from 'lucide-react';
import { useRef, useState } from 'react';
import { PICTURE_BYTES_MAX } from '#server/shared/upload-picture-input.ts';
import { Button } from '#app/ui/button.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { getDomainError, errorText } from '#app/lib/api/error-text.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

const FORMATS = 'image/jpeg,image/png,image/webp,image/avif';

/**
 * Chooses pictures on the device and uploads them one after another, each kept by itself: one that is
 * refused does not stop the others.
 *
 * @param props.room how many more the product may have
 */
export function UploadPictures(props: { room: number; onUploaded: (src: string) => void }) {
  const { t } = useI18n();
  const chooser = useRef<HTMLInputElement>(null);
  const { upload, left, refusals } = useUploads(props.onUploaded);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        accept={FORMATS}
        multiple
        hidden
        aria-label={t('admin.products.uploadPictures')}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])].slice(0, props.room);
          // The same file can be chosen again after a refusal.
          target.value = '';
          void upload(files);
        }}
      />
      <Button pending={left > 0} onClick={() => chooser.current?.click()}>
        {left === 0 && <ImagePlus aria-hidden className="size-4" />}
        {t('admin.products.uploadPictures')}
      </Button>
      <div role="status" className="contents">
        {left > 0 && (
          <p className="self-center text-sm text-ink-soft">
            {t('admin.products.uploading', { count: left })}
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
  const [left, setLeft] = useState(0);
  const [refusals, setRefusals] = useState<{ name: string; text: string }[]>([]);

  async function upload(files: readonly File[]) {
    setRefusals([]);
    for (const [index, file] of files.entries()) {
      setLeft(files.length - index);
      const refused = await uploadOne(file);
      if (refused) setRefusals((others) => [...others, { name: file.name, text: refused }]);
    }
    setLeft(0);
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

  return { upload, left, refusals };
}
