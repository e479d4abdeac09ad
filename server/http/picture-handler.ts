import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Database } from '#db/client.ts';
import { parsePicturePath } from '../catalog/picture-path.ts';
import { findPicture } from '../catalog/picture-store.ts';
import { PICTURES_PATH } from '../shared/upload-picture-input.ts';
import { HttpError } from './request.ts';

/** What a web process keeps of the pictures asked for last, so that a sale does not read them anew. */
const CACHE_BYTES_MAX = 32 * 1024 * 1024;

/** Answers with pictures that staff have uploaded. */
export function createPictureHandler(db: Database) {
  const kept = new LRUCache<string, Buffer>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: ({ length }) => length,
    // Those who ask for the same at once wait for one read.
    fetchMethod: async (key) => {
      const [pictureId = '', width] = key.split(' ');
      return (await findPicture(db, { pictureId, width: Number(width) })) ?? undefined;
    },
  });

  return {
    owns: (address: string) => address.startsWith(PICTURES_PATH),

    async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw new HttpError(405, 'pictures are read; staff upload them on the page of a product');
      }
      const wanted = parsePicturePath(request.url ?? '');
      const content = wanted && (await kept.fetch(`${wanted.pictureId} ${wanted.width}`));
      if (!content) throw new HttpError(404, 'there is no such picture');
      response.writeHead(200, {
        'content-type': 'image/webp',
        'content-length': content.length,
        // What an address stands for never changes.
        'cache-control': 'public, max-age=31536000, immutable',
      });
      response.end(request.method === 'HEAD' ? undefined : content);
    },
  };
}
