import { createHash } from 'node:crypto';
import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import type { PictureDecoder } from './picture-decoder.ts';
import { picturePath } from './picture-path.ts';
import { insertPicture } from './picture-store.ts';

/**
 * Stores a picture as it is decoded. The uploaded file itself is never served. The same file is the same
 * picture.
 *
 * @param content a JPEG, PNG, WebP or AVIF file
 * @returns its path for the product's list of pictures, and its size in pixels
 * @throws DomainError VALIDATION when it is no such file, or too large
 */
export async function uploadPicture(
  deps: Deps,
  decodePicture: PictureDecoder,
  actor: Actor,
  content: Buffer,
): Promise<{ src: string; width: number; height: number }> {
  const picture = content.length > 0 ? await decodePicture(content) : 'unreadable';
  if (typeof picture === 'string') throw unreadablePicture();
  const { width, height, files } = picture;
  const pictureId = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const uploaded = { src: picturePath(pictureId), width, height };
  await inTransaction(deps.db, async (trx) => {
    await insertPicture(trx, { pictureId, files, uploadedAt: deps.clock.now() });
    await recordStaffAction(trx, actor, { outcome: 'done', result: uploaded });
  });
  return uploaded;
}

function unreadablePicture(): DomainError {
  const message =
    'This file cannot be read as a picture. Choose a JPEG, PNG, WebP or AVIF file of at most 50 megapixels and 12,000 pixels a side.';
  return new DomainError({ code: 'VALIDATION', issues: [{ path: 'picture', message }] }, message);
}
