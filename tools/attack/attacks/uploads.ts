import { crc32, deflateSync } from 'node:zlib';
import { send } from '../send.ts';
import type { Attack } from '../attack.ts';

function pngChunk(type: string, data: Buffer): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  const content = Buffer.concat([Buffer.from(type), data]);
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}

/** A valid PNG of one colour, of which a million pixels take a few kilobytes. */
function plainPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits of grey.
  header.set([8, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const ACCEPTED_MS_MAX = 30_000;

function upload(name: string, file: () => Buffer): Attack {
  return {
    name,
    async run({ url, admin }) {
      const began = performance.now();
      const { status } = await send(`${url}/api/trpc/admin.products.uploadPicture`, {
        method: 'POST',
        body: file(),
        network: '203.0.113.40',
        headers: { cookie: admin, 'content-type': 'application/octet-stream' },
      });
      const ms = performance.now() - began;
      if (status !== 400) return `was answered with ${status}`;
      return ms > ACCEPTED_MS_MAX ? `kept the decoder busy for ${Math.round(ms)} ms` : null;
    },
  };
}

export const uploads: Attack[] = [
  upload('a picture of 1 × 64,000,000 pixels', () => plainPng(1, 64_000_000)),
  upload('a picture of 9,000 × 9,000 pixels', () => plainPng(9000, 9000)),
  upload('a picture that is none', () => Buffer.alloc(5_000_000, 'GIF89a')),
];
