import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodePicture } from './decode-picture.ts';
import { createPictureDecoder } from './picture-decoder.ts';

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#2f7f75' } });

const MEMORY_BYTES = 768 * 1024 * 1024;

const decodeFully = async (content: Buffer) => {
  const outcome = await createPictureDecoder()(content);
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome;
};

test('a picture is decoded in a process of its own', async () => {
  const { width, height, files } = await decodeFully(await plain(400, 200).jpeg().toBuffer());
  expect({ width, height }).toEqual({ width: 400, height: 200 });
  expect(files.map((file) => file.width)).toEqual([320, 640, 1280]);
  const first = await sharp(files[0]!.content).metadata();
  expect(first).toMatchObject({ format: 'webp', width: 320, height: 160 });
});

test('a picture whose process takes too long or too much memory is refused, and the next one is decoded', async () => {
  const picture = await plain(400, 200).png().toBuffer();
  const tooSlow = createPictureDecoder({ ms: 1, memoryBytes: MEMORY_BYTES });
  expect(await tooSlow(picture)).toBe('too_large');
  const tooBig = createPictureDecoder({ ms: 30_000, memoryBytes: 1 });
  expect(await tooBig(picture)).toBe('too_large');
  expect(await decodeFully(picture)).toMatchObject({ width: 400 });
});

test('pictures wait for each other, and too many are refused', async () => {
  const decode = createPictureDecoder({ ms: 1, memoryBytes: MEMORY_BYTES });
  const waiting = Array.from({ length: 21 }, () => decode(Buffer.from('no picture')));
  await expect(decode(Buffer.from('one more'))).rejects.toMatchObject({
    details: { code: 'BUSY' },
  });
  expect(await Promise.all(waiting)).toHaveLength(21);
});

test.each([
  ['1 × 64,000,000 pixels', () => pngHeader(1, 64_000_000), 'too_large'],
  ['a side of 12,001 pixels', () => pngHeader(12_001, 10), 'too_large'],
  ['8,000 × 8,000 pixels', () => pngHeader(8000, 8000), 'too_large'],
  ['an AVIF of a kilobyte with 8,000 × 8,000 pixels', () => avif(8000, 8000), 'too_large'],
  ['as many pixels as fit, of which none is there', () => pngHeader(7000, 7000), 'unreadable'],
  ['no picture', () => Buffer.from('MZ this is a program'), 'unreadable'],
])('%s: refused by what the header says', async (_, file, outcome) => {
  expect(await decodePicture(await file())).toBe(outcome);
});

/** A PNG that has a header and no pixels. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits of red, green and blue.
  header.set([8, 2], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', Buffer.alloc(0))]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  const content = Buffer.concat([Buffer.from(type), data]);
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}

/** An AVIF whose header has this size. */
async function avif(width: number, height: number): Promise<Buffer> {
  const file = await plain(64, 64).avif({ effort: 0 }).toBuffer();
  // ISO/IEC 23008-12, ImageSpatialExtentsProperty: version and flags, width, height.
  const property = file.indexOf('ispe');
  file.writeUInt32BE(width, property + 8);
  file.writeUInt32BE(height, property + 12);
  return file;
}
