'use client';

import { useState } from 'react';
import { toast } from 'sonner';
import { CSV_BYTES_MAX } from '#server/shared/limits.ts';
import { Button } from '#app/ui/button.tsx';
import { Card } from '#app/ui/card.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input, Select } from '#app/ui/input.tsx';
import { Notice } from '#app/ui/notice.tsx';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { errorText } from '#app/lib/api/error-text.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { useAdminRefresh } from '#app/admin/ui/live-updates.tsx';
import { decodeAs, decodeUnicode, ENCODINGS, type Encoding } from './decode-csv.ts';
import { ImportPreview } from './import-preview.tsx';
import { useCsvUpload, type CsvUpload } from './use-csv-upload.ts';

type Preview = RouterOutputs['admin']['products']['previewImport'];

const columns =
  'slug, name, description, category, images, per_customer, code, options, price, location, on_hand';

/** Chooses a file, previews its import, and then imports it. */
export function ImportProducts() {
  const { t, format } = useI18n();
  const [file, setFile] = useState<Blob | null>(null);
  /** A file in an unknown encoding. */
  const [undecoded, setUndecoded] = useState<Blob | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const [preview, setPreview] = useState<Preview | null>(null);
  const refresh = useAdminRefresh();
  const csv = useCsvUpload();

  async function choose(chosen: File | undefined) {
    csv.cancel();
    setPreview(null);
    setUndecoded(null);
    setTooLarge(chosen !== undefined && chosen.size > CSV_BYTES_MAX);
    if (!chosen || chosen.size > CSV_BYTES_MAX) return;
    const decoded = await decodeUnicode(chosen);
    if (decoded === null) setUndecoded(chosen);
    else await show(decoded);
  }

  async function show(decoded: Blob) {
    setFile(decoded);
    setPreview(null);
    setPreview(await csv.preview(decoded));
  }

  async function importFile(setStock: boolean) {
    if (!file) return;
    const result = await csv.importFile(file, setStock);
    if (!result) return;
    toast.success(t('admin.products.imported', { count: result.products }));
    refresh();
    await show(file);
  }

  return (
    <>
      <Card className="flex flex-col gap-4">
        <p className="text-sm text-ink-soft">{t('admin.products.importColumns', { columns })}</p>
        <Field
          id="csv"
          label={t('admin.products.chooseFile')}
          hint={t('admin.products.fileHint')}
          error={tooLarge ? t('admin.products.tooLarge') : undefined}
          className="max-w-xl"
        >
          {(control) => (
            <Input
              {...control}
              type="file"
              accept=".csv,text/csv"
              className="py-2"
              onChange={(event) => void choose(event.target.files?.[0])}
              // Lets the browser report the same file when it is chosen again.
              onClick={(event) => {
                event.currentTarget.value = '';
              }}
            />
          )}
        </Field>
        {undecoded && <EncodingField file={undecoded} onDecoded={(text) => void show(text)} />}
      </Card>
      {csv.upload && <UploadProgress upload={csv.upload} onCancel={csv.cancel} />}
      {csv.error !== null && (
        <Notice tone="bad" role="alert" title={t('ui.actionFailed')}>
          <p>{errorText({ t, format }, csv.error)}</p>
        </Notice>
      )}
      {preview && (
        <PreviewResult
          preview={preview}
          disabled={csv.upload !== null}
          onImport={(setStock) => void importFile(setStock)}
        />
      )}
    </>
  );
}

function UploadProgress(props: { upload: CsvUpload; onCancel: () => void }) {
  const { t, format } = useI18n();
  const { procedure, sent } = props.upload;
  const isSent = sent === 1;
  const text = isSent
    ? t(`admin.products.working.${procedure}`)
    : t('admin.products.sending', { percent: format.number(Math.floor(sent * 100)) });
  return (
    <Card className="flex flex-wrap items-center gap-4">
      <div role="status" className="flex grow flex-col gap-2">
        <span>{text}</span>
        <progress
          aria-label={text}
          max={1}
          // Without a value it shows that the work goes on.
          {...(!isSent && { value: sent })}
          className="h-2 w-full max-w-xl accent-accent"
        />
      </div>
      <Button onClick={props.onCancel}>{t('admin.products.cancelUpload')}</Button>
    </Card>
  );
}

function EncodingField(props: { file: Blob; onDecoded: (text: Blob) => void }) {
  const { t } = useI18n();
  const [isWrong, setIsWrong] = useState(false);

  async function choose(encoding: string) {
    if (encoding === '') return setIsWrong(false);
    const text = await decodeAs(props.file, encoding as Encoding);
    setIsWrong(text === null);
    if (text) props.onDecoded(text);
  }

  return (
    <Field
      id="encoding"
      label={t('admin.products.encoding')}
      hint={t('admin.products.encodingHint')}
      error={isWrong ? t('admin.products.encodingWrong') : undefined}
      className="max-w-xl"
    >
      {(control) => (
        <Select {...control} defaultValue="" onChange={(event) => void choose(event.target.value)}>
          <option value="">{t('admin.products.chooseEncoding')}</option>
          {ENCODINGS.map((encoding) => (
            <option key={encoding} value={encoding}>
              {t(`admin.products.encodings.${encoding}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function PreviewResult(props: {
  preview: Preview;
  disabled: boolean;
  onImport: (setStock: boolean) => void;
}) {
  const { preview } = props;
  const refusal = useImportError(preview);
  if (preview.kind === 'rows') return <ImportPreview {...props} preview={preview} />;
  return (
    <Notice tone="bad" role="alert">
      <p>{refusal}</p>
    </Notice>
  );
}

function useImportError(preview: Preview): string | null {
  const { t } = useI18n();
  switch (preview.kind) {
    case 'unreadable':
      return t(`admin.products.unreadable.${preview.problem}`, { row: preview.row ?? 0 });
    case 'missing_columns':
      return t('admin.products.missingColumns', { columns: preview.columns.join(', ') });
    case 'empty':
      return t('admin.products.emptyFile');
    case 'too_many_rows':
      return t('admin.products.tooManyRows', { count: preview.limit });
    case 'rows':
      return null;
  }
}
