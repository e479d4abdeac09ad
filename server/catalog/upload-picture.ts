import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { PICTURE_WIDTHS, picturePath } from './picture-path.ts';
import { insertPicture, type PictureFile } from './picture-store.ts';

/** Photos of phones have 12 to 50 million pixels; the limit stops decompression bombs. */
const PIXELS_MAX = 64_000_000;
const FORMATS = ['jpeg', 'png', 'webp', 'heif'];
const WEBP_QUALITY = 82;

/**
 * Stores a picture as upright WebP at the widths that pages show, without metadata such as the
 * location. The uploaded file itself is never served. The same file is the same picture.
 *
 * @param content a JPEG, PNG, WebP or AVIF file
 * @returns its path for the product's list of pictures, and its size in pixels
 * @throws DomainError VALIDATION when it is no such file
 */
export async function uploadPicture(
  deps: Deps,
  actor: Actor,
  content: Buffer,
): Promise<{ src: string; width: number; height: number }> {
  const { width, height } = await readSize(content);
  const files: PictureFile[] = [];
  for (const kept of PICTURE_WIDTHS) files.push(await resizeToWidth(content, kept));
  const pictureId = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const uploaded = { src: picturePath(pictureId), width, height };
  await inTransaction(deps.db, async (trx) => {
    await insertPicture(trx, { pictureId, files, uploadedAt: deps.clock.now() });
    await recordStaffAction(trx, actor, { outcome: 'done', result: uploaded });
  });
  return uploaded;
}

async function readSize(content: Buffer): Promise<{ width: number; height: number }> {
  if (content.length === 0) throwUnreadableImage();
  const { format, autoOrient } = await openImage(content).metadata().catch(throwUnreadableImage);
  if (!FORMATS.includes(format)) throwUnreadableImage();
  return autoOrient;
}

async function resizeToWidth(content: Buffer, width: number): Promise<PictureFile> {
  const shrunk = openImage(content)
    .autoOrient()
    // At most twice as high as wide: taller pictures are not shown whole.
    .resize({ width, height: 2 * width, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: WEBP_QUALITY });
  return { width, content: await shrunk.toBuffer().catch(throwUnreadableImage) };
}

function openImage(content: Buffer) {
  return sharp(content, { limitInputPixels: PIXELS_MAX, failOn: 'error' });
}

function throwUnreadableImage(): never {
  const message =
    'This file cannot be read as a picture. Choose a JPEG, PNG, WebP or AVIF file of at most 64 megapixels.';
  throw new DomainError({ code: 'VALIDATION', issues: [{ path: 'picture', message }] }, message);
}
