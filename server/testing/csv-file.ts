import { Readable } from 'node:stream';
import type { Deps } from '../platform/deps.ts';
import { exportProducts } from '../catalog/export-products.ts';

/** A CSV file as it arrives. */
export function csvFile(csv: string) {
  return { chunks: Readable.from([Buffer.from(csv)]) };
}

/** The whole text of an export. */
export async function exportCsv(deps: Deps, options: { withStock: boolean }): Promise<string> {
  const parts: string[] = [];
  await exportProducts(deps, options, (part) => {
    parts.push(part);
    return Promise.resolve();
  });
  return parts.join('');
}
