import { PICTURES_PATH } from '../shared/pictures.ts';

/** Widths of the stored files of a picture in pixels, ascending. */
export const PICTURE_WIDTHS = [320, 640, 1280] as const;

const PICTURE_PATH_PATTERN = /^\/pictures\/([0-9a-f]{32})\.webp(?:\?w=(\d{1,5}))?$/;

/** Path of an uploaded picture. */
export function picturePath(pictureId: string): string {
  return `${PICTURES_PATH}${pictureId}.webp`;
}

/** @returns null when it is no path of an uploaded picture */
export function parsePicturePath(address: string): { pictureId: string; width: number } | null {
  const [, pictureId, requested] = PICTURE_PATH_PATTERN.exec(address) ?? [];
  if (pictureId === undefined) return null;
  const widest = PICTURE_WIDTHS.at(-1)!;
  const width = requested === undefined ? widest : Number(requested);
  return { pictureId, width: PICTURE_WIDTHS.find((kept) => kept >= width) ?? widest };
}
