import type { ServerResponse } from 'node:http';

/** Placeholder and nonce are equally long, so that a Content-Length stays right. */
export const NONCE_BYTES = 16;

const NOTHING = Buffer.alloc(0);

/**
 * Replaces a placeholder in all that is written to a response from now on, also where it is split over two
 * writes, and in its headers: Next lists preloads there, with their nonce.
 */
export function insertNonce(
  response: ServerResponse,
  { placeholder, nonce }: { placeholder: string; nonce: string },
): void {
  const [from, to] = [Buffer.from(placeholder), Buffer.from(nonce)];
  if (from.length !== to.length) throw new Error('a nonce is as long as its placeholder');
  const write = response.write.bind(response) as (chunk: Buffer) => boolean;
  const end = response.end.bind(response) as (chunk?: Buffer) => ServerResponse;
  /** The end of the last write, if the placeholder may go on in the next one. */
  let held: Buffer = NOTHING;

  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  response.writeHead = (...head: unknown[]) => {
    for (const [name, value] of Object.entries(response.getHeaders())) {
      const values = [value].flat().map(String);
      if (!values.some((text) => text.includes(placeholder))) continue;
      response.setHeader(
        name,
        values.map((text) => text.replaceAll(placeholder, nonce)),
      );
    }
    return writeHead(...head);
  };

  function replace(chunk: unknown, encoding: unknown): Buffer {
    const bytes = Buffer.concat([held, toBytes(chunk, encoding)]);
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + to.length)) {
      to.copy(bytes, at);
    }
    return bytes;
  }

  response.write = ((chunk: unknown, encoding?: unknown, callback?: unknown) => {
    const bytes = replace(chunk, encoding);
    const keep = lengthOfBeginning(bytes, from);
    held = bytes.subarray(bytes.length - keep);
    const isRoomLeft = write(bytes.subarray(0, bytes.length - keep));
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') process.nextTick(done);
    return isRoomLeft;
  }) as ServerResponse['write'];

  response.end = ((chunk?: unknown, encoding?: unknown, callback?: unknown) => {
    const done = [chunk, encoding, callback].find((value) => typeof value === 'function');
    if (done) response.once('finish', done as () => void);
    const bytes = typeof chunk === 'function' ? held : replace(chunk, encoding);
    held = NOTHING;
    return bytes.length > 0 ? end(bytes) : end();
  }) as ServerResponse['end'];
}

function toBytes(chunk: unknown, encoding: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk !== 'string') return NOTHING;
  return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
}

/** How many bytes at the end of `bytes` are the beginning of `text`. */
function lengthOfBeginning(bytes: Buffer, text: Buffer): number {
  for (let length = Math.min(text.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(text.subarray(0, length))) return length;
  }
  return 0;
}
