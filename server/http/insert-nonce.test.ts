import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPageHandler } from './page-handler.ts';

/** A page as Next renders it, with a script and many bytes around it. */
const page = (nonce: string) =>
  `<p>${'text '.repeat(500)}</p><script nonce="${nonce}">1</script><i title="${nonce}"></i>陶瓷杯`;

/** What was rendered, kept as a page cache keeps it. */
let rendered = '';
/** How the page is written: the sizes of the pieces, or at once with its length. */
let pieceBytes = 0;

const handlePage = createPageHandler(
  (request, response) => {
    const policy = request.headers['content-security-policy']?.toString() ?? '';
    rendered ||= page(/'nonce-([^']+)'/.exec(policy)![1]!);
    const bytes = Buffer.from(rendered);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('vary', 'rsc');
    const link = `</x.js>; rel=preload; nonce="${/nonce="([^"]+)/.exec(rendered)![1]}"`;
    // As one value and as several.
    response.setHeader('link', pieceBytes === 0 ? link : [link]);
    if (pieceBytes === 0) {
      response.setHeader('content-length', bytes.length);
      response.end(rendered);
      return;
    }
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      response.write(bytes.subarray(at, at + pieceBytes));
    }
    response.end();
  },
  { isHttps: true, isDevelopment: false },
);

const server = createServer((request, response) => void handlePage(request, response));
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

async function serve(headers: Record<string, string> = {}) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity', ...headers } });
  const policy = response.headers.get('content-security-policy') ?? '';
  return { nonce: /'nonce-([^']+)'/.exec(policy)?.[1] ?? '', policy, response };
}

test.each([0, 1, 7, 31, 32, 33, 1000])(
  'a kept page written in pieces of %i bytes gets the nonce of each answer',
  async (bytes) => {
    pieceBytes = bytes;
    const [one, two] = [await serve(), await serve()];
    expect(one.nonce).toHaveLength(32);
    expect(one.nonce).not.toBe(two.nonce);
    for (const { nonce, response } of [one, two]) {
      expect(response.headers.get('link')).toBe(`</x.js>; rel=preload; nonce="${nonce}"`);
      expect(response.headers.get('vary')).toBe('rsc, Cookie, Accept-Language, Accept-Encoding');
      expect(await response.text()).toBe(page(nonce));
      expect(rendered).not.toContain(nonce);
    }
  },
);

test('a page that is sent compressed gets the nonce too', async () => {
  pieceBytes = 100;
  const { nonce, response } = await serve({ 'accept-encoding': 'br' });
  expect(response.headers.get('content-encoding')).toBe('br');
  expect(response.headers.get('vary')).toContain('Accept-Encoding');
  const text = await response.text();
  // fetch decompresses what it knows.
  const html = text.startsWith('<p>') ? text : brotliDecompressSync(text).toString();
  expect(html).toBe(page(nonce));
});

test('a nonce that the visitor sends is not used', async () => {
  pieceBytes = 0;
  const forged = 'AAAAAAAAAAAAAAAAAAAAAAAA';
  const { nonce, policy, response } = await serve({
    'content-security-policy': `script-src 'nonce-${forged}'`,
    'x-holdfast-nonce': forged,
  });
  expect(await response.text()).toBe(page(nonce));
  expect(policy).not.toContain(forged);
  expect(policy).toContain('upgrade-insecure-requests');
  expect(/script-src[^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe|\*|https?:/);
});
