import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Database } from '#db/client.ts';
import { parsePicturePath } from '../catalog/picture-path.ts';
import { findPicture } from '../catalog/picture-store.ts';
import { HttpError } from './request.ts';

const CACHE_BYTES_MAX = 32 * 1024 * 1024;

/** Serves the pictures that staff have uploaded, from the database through a cache in memory. */
export function createPictureHandler(db: Database) {
  const cache = new LRUCache<string, Buffer>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: ({ length }) => length,
    // Concurrent requests for one picture share one read.
    fetchMethod: async (key) => {
      const [pictureId = '', width] = key.split(' ');
      return (await findPicture(db, { pictureId, width: Number(width) })) ?? undefined;
    },
  });

  return {
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const picture = parsePicturePath(request.url ?? '');
      const content = picture && (await cache.fetch(`${picture.pictureId} ${picture.width}`));
      if (!content) throw new HttpError(404, 'picture not found');
      response.writeHead(200, {
        'content-type': 'image/webp',
        'content-length': content.length,
        // The name is a hash of the content.
        'cache-control': 'public, max-age=31536000, immutable',
      });
      response.end(request.method === 'HEAD' ? undefined : content);
    },
  };
}
