'use client';

import { useState } from 'react';
import { CSV_BYTES_MAX } from '#server/shared/limits.ts';
import { Card } from '#app/ui/card.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input, Select } from '#app/ui/input.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { errorText } from '#app/lib/api/error-text.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { TableSkeleton } from '#app/admin/ui/query-boundary.tsx';
import { decodeAs, decodeUnicode, ENCODINGS, type Encoding } from './decode-csv.ts';
import { ImportPreview } from './import-preview.tsx';

type Preview = RouterOutputs['admin']['products']['previewImport'];

const columns =
  'slug, name, description, category, images, per_customer, code, options, price, location, on_hand';

/** Chooses a file, previews its import row by row, and then imports it. */
export function ImportProducts() {
  const { t, format } = useI18n();
  const [csv, setCsv] = useState<string | null>(null);
  /** A file in an unknown encoding. */
  const [undecoded, setUndecoded] = useState<ArrayBuffer | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const preview = trpc.admin.products.previewImport.useMutation();

  async function choose(file: File | undefined) {
    preview.reset();
    setCsv(null);
    setUndecoded(null);
    setTooLarge(file !== undefined && file.size > CSV_BYTES_MAX);
    if (!file || file.size > CSV_BYTES_MAX) return;
    const bytes = await file.arrayBuffer();
    const text = decodeUnicode(bytes);
    if (text === null) setUndecoded(bytes);
    else show(text);
  }

  function show(text: string) {
    setCsv(text);
    preview.mutate({ csv: text });
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
        {undecoded && <EncodingField bytes={undecoded} onDecoded={show} />}
      </Card>
      {preview.isPending && <TableSkeleton />}
      {preview.error && (
        <Notice tone="bad" role="alert" title={t('ui.actionFailed')}>
          <p>{errorText({ t, format }, preview.error)}</p>
        </Notice>
      )}
      {preview.data && csv !== null && (
        <PreviewResult
          preview={preview.data}
          csv={csv}
          onImported={() => preview.mutate({ csv })}
        />
      )}
    </>
  );
}

function EncodingField(props: { bytes: ArrayBuffer; onDecoded: (text: string) => void }) {
  const { t } = useI18n();
  const [isWrong, setIsWrong] = useState(false);

  function choose(encoding: string) {
    const text = encoding && decodeAs(props.bytes, encoding as Encoding);
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
        <Select {...control} defaultValue="" onChange={(event) => choose(event.target.value)}>
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

function PreviewResult(props: { preview: Preview; csv: string; onImported: () => void }) {
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
