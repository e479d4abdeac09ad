import { useRef, useState } from 'react';
import { TRPCClientError } from '@trpc/client';
import { SET_STOCK_HEADER } from '#server/shared/product-import.ts';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';

type Products = RouterOutputs['admin']['products'];

/** An upload that runs: what it is for, and how much has been sent, from 0 to 1. */
export interface CsvUpload {
  procedure: 'previewImport' | 'import';
  sent: number;
}

/** Sends CSV files one at a time, with progress, and can cancel. */
export function useCsvUpload() {
  const [upload, setUpload] = useState<CsvUpload | null>(null);
  const [error, setError] = useState<unknown>(null);
  const request = useRef<XMLHttpRequest | null>(null);

  /** @returns null when it failed or was cancelled */
  async function send<Procedure extends CsvUpload['procedure']>(
    procedure: Procedure,
    file: Blob,
    headers: Record<string, string> = {},
  ): Promise<Products[Procedure] | null> {
    request.current?.abort();
    // fetch does not tell how much of a body has been sent.
    const xhr = new XMLHttpRequest();
    request.current = xhr;
    setError(null);
    setUpload({ procedure, sent: 0 });
    try {
      return await sendCsv<Products[Procedure]>(xhr, procedure, file, headers, (sent) =>
        setUpload({ procedure, sent }),
      );
    } catch (reason) {
      if (request.current === xhr) setError(reason);
      return null;
    } finally {
      if (request.current === xhr) setUpload(null);
    }
  }

  return {
    upload,
    error,
    preview: (file: Blob) => send('previewImport', file),
    importFile: (file: Blob, setStock: boolean) =>
      send('import', file, { [SET_STOCK_HEADER]: String(setStock) }),
    cancel() {
      request.current?.abort();
      request.current = null;
      setUpload(null);
      setError(null);
    },
  };
}

function sendCsv<Output>(
  xhr: XMLHttpRequest,
  procedure: string,
  file: Blob,
  headers: Record<string, string>,
  onProgress: (sent: number) => void,
): Promise<Output | null> {
  return new Promise((resolve, reject) => {
    xhr.open('POST', `/api/trpc/admin.products.${procedure}`);
    xhr.setRequestHeader('content-type', 'application/octet-stream');
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.responseType = 'json';
    xhr.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
    xhr.addEventListener('abort', () => resolve(null));
    xhr.addEventListener('error', () => reject(new Error('the connection failed')));
    xhr.addEventListener('load', () => {
      const answer = xhr.response as {
        result?: { data: Output };
        error?: { message: string };
      } | null;
      if (answer?.result) resolve(answer.result.data);
      else reject(answer?.error ? TRPCClientError.from(answer as never) : new Error('no answer'));
    });
    xhr.send(file);
  });
}
