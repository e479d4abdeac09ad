import sharp, { type Sharp } from 'sharp';
import { PICTURE_WIDTHS } from './picture-path.ts';
import type { PictureFile } from './picture-store.ts';

/** A picture as it is stored. */
export interface DecodedPicture {
  /** Of the uploaded picture, upright, in pixels. */
  width: number;
  height: number;
  files: PictureFile[];
}

/** `too_large`: it has more pixels, or takes more time or memory, than any photo of a product. */
export type DecodeOutcome = DecodedPicture | 'unreadable' | 'too_large';

/** Photos of phones have 12 to 50 million pixels. */
const PIXELS_MAX = 50_000_000;
/** A line of many million pixels would take minutes. */
const SIDE_PIXELS_MAX = 12_000;
const FORMATS = ['jpeg', 'png', 'webp', 'heif'];
const WEBP_QUALITY = 82;

/**
 * Decodes an uploaded picture to upright WebP at the widths that pages show, without metadata such as the
 * location. Its size is read from its header first.
 */
export async function decodePicture(content: Buffer): Promise<DecodeOutcome> {
  try {
    // Without a limit here, so that the reason is known.
    const header = sharp(content, { limitInputPixels: false });
    const { format, autoOrient } = await header.metadata();
    const { width, height } = autoOrient;
    if (!FORMATS.includes(format)) return 'unreadable';
    const isTooLarge = Math.max(width, height) > SIDE_PIXELS_MAX || width * height > PIXELS_MAX;
    if (isTooLarge) return 'too_large';
    return { width, height, files: await resize(content) };
  } catch {
    return 'unreadable';
  }
}

/** The uploaded file is decoded once; the smaller widths are made from the widest. */
async function resize(content: Buffer): Promise<PictureFile[]> {
  const image = sharp(content, { limitInputPixels: PIXELS_MAX, failOn: 'error' });
  const { data, info } = await within(image.autoOrient(), PICTURE_WIDTHS.at(-1)!)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const files: PictureFile[] = [];
  for (const kept of PICTURE_WIDTHS) {
    const shrunk = within(sharp(data, { raw: { width, height, channels } }), kept);
    files.push({
      width: kept,
      content: await shrunk.webp({ quality: WEBP_QUALITY }).toBuffer(),
    });
  }
  return files;
}

/** At most twice as high as wide: taller pictures are not shown whole. */
function within(image: Sharp, width: number): Sharp {
  return image.resize({ width, height: 2 * width, fit: 'inside', withoutEnlargement: true });
}
