import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { createHttpServer } from './http-server.ts';
import { HttpError, readBody } from './request.ts';
import { matchRoute, ROUTES, type Route } from './routes.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

/** Sends bytes as they are; the answer's status, 0 for a connection that ends without one. */
async function send(head: string, url = shop.url): Promise<{ status: number; answer: string }> {
  const socket = open(url);
  socket.write(head);
  const answer = await text(socket).catch(() => '');
  socket.destroy();
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), answer };
}

function open(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  return socket;
}

const request = (method: string, target: string, headers: string[] = []) =>
  [`${method} ${target} HTTP/1.1`, 'Connection: close', ...headers, '', ''].join('\r\n');
const host = 'Host: localhost';

const routes = Object.entries(ROUTES) as [string, Route][];
function aPathOf({ path }: Route): string {
  if (typeof path !== 'string') return '/products/lamp.svg';
  return path.endsWith('/') ? `${path}x` : path;
}
const json = 'Content-Type: application/json';
const direct = { trustedProxies: 0, keepAliveMs: 80_000 };

describe.each(routes)('the route %s', (name, route) => {
  test('is found by its path', () => {
    expect(matchRoute(aPathOf(route)).name).toBe(name);
  });

  test('answers 405 to a method that it does not have', async () => {
    for (const method of ['TRACE', 'PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
      expect((await send(request(method, aPathOf(route), [host]))).status).toBe(405);
    }
  });

  test('refuses an announced body beyond its limit before one byte of it is sent', async () => {
    const length = `Content-Length: ${route.bodyBytesMax + 1}`;
    const method = route.methods.includes('POST') ? 'POST' : 'GET';
    const { status } = await send(request(method, aPathOf(route), [host, json, length]));
    expect(status).toBe(413);
  });
});

test('no route reads an endless chunked body to its end: the answer is a 4xx and the connection is cut', async () => {
  const floods = await Promise.all(routes.map(([name, route]) => flood(name, route)));
  for (const { name, answer, bytes, route } of floods) {
    expect(`${name}: ${answer}`).toMatch(/: HTTP\/1\.1 4(13|01|04) /);
    // What nobody reads fills the buffers of the kernel, which hold a few million bytes.
    expect(bytes).toBeLessThan(route.bodyBytesMax + 64 * 1024 * 1024);
  }
});

/** Sends an endless body until the connection is cut. */
async function flood(name: string, route: Route) {
  const socket = open(shop.url);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const method = route.methods.includes('POST') ? 'POST' : 'GET';
  const type = name === 'procedureWithPicture' ? 'Content-Type: application/octet-stream' : json;
  socket.write(`${method} ${aPathOf(route)} HTTP/1.1\r\n${host}\r\n${type}\r\n`);
  socket.write('Transfer-Encoding: chunked\r\n\r\n');
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  while (!socket.destroyed) {
    if (socket.write(chunk)) continue;
    await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
  return { name, route, answer, bytes: socket.bytesWritten };
}

describe('a malformed request gets a 4xx', () => {
  test.each([
    ['broken percent-encoding', request('GET', '/products/%E0%A4%A', [host]), 400],
    ['broken percent-encoding of a procedure', request('GET', '/api/trpc/%', [host]), 400],
    ['broken percent-encoding in a query', request('GET', '/?search=%E0%A4%A', [host]), 400],
    ['NUL in a query', request('GET', '/?page=%00', [host]), 400],
    ['NUL in a path', request('GET', '/products/a%00b', [host]), 400],
    ['a path that is no path', request('GET', 'http://elsewhere.example/', [host]), 400],
    ['an overlong address', request('GET', `/?q=${'x'.repeat(9000)}`, [host]), 414],
    ['overlong headers', request('GET', '/', [host, `X-Long: ${'x'.repeat(20_000)}`]), 431],
    ['a bad host', request('GET', '/readyz', ['Host: a b<c>']), 400],
    ['no host', request('GET', '/readyz'), 400],
    ['CONNECT', request('CONNECT', 'localhost:1', [host]), 405],
    ['no HTTP at all', '\0\0\0\r\n\r\n', 400],
  ])('%s', async (_, bytes, status) => {
    expect((await send(bytes)).status).toBe(status);
  });
});

describe('a batch of queries', () => {
  const call = async (path: string, input = '{}') => {
    const query = `batch=1&input=${encodeURIComponent(input)}`;
    const response = await fetch(`${shop.url}/api/trpc/${path}?${query}`);
    return { status: response.status, length: (await response.text()).length };
  };
  const repeat = (count: number) => Array.from({ length: count }, () => 'catalog.list').join(',');

  test('is answered up to five', async () => {
    const inputs = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [n, {}]));
    expect(await call(repeat(5), JSON.stringify(inputs))).toMatchObject({ status: 200 });
  });

  test.each([
    ['of more than five', repeat(6)],
    ['of hundreds', repeat(300)],
    ['of separators', ','.repeat(5000)],
    ['of encoded separators', '%2C'.repeat(2000)],
  ])('%s is refused with one short answer', async (_, path) => {
    const { status, length } = await call(path);
    expect(status).toBe(400);
    expect(length).toBeLessThan(1000);
  });
});

describe('a body that does not arrive', () => {
  test('is waited for no longer than its route allows', async () => {
    const server = createHttpServer(direct);
    const refused = new Promise<unknown>((resolve) => {
      server.on('request', (incoming, response) => {
        void readBody(incoming, { bytesMax: 100, ms: 50 }).catch((error: unknown) => {
          resolve(error);
          response.end();
        });
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const socket = open(`http://127.0.0.1:${port}`);
    try {
      socket.write(`POST / HTTP/1.1\r\n${host}\r\nContent-Length: 10\r\n\r\nabc`);
      expect(await refused).toEqual(new HttpError(408, 'the body did not arrive within 0.05 s'));
    } finally {
      socket.destroy();
      server.closeAllConnections();
      server.close();
    }
  });

  test('has a limit on every route, within that of the whole answer and of the connection', () => {
    const { requestTimeout, headersTimeout } = createHttpServer(direct);
    expect(headersTimeout).toBeLessThanOrEqual(10_000);
    for (const [, { bodyBytesMax, bodyMs, answerMs }] of routes) {
      expect(bodyMs > 0).toBe(bodyBytesMax > 0);
      expect(answerMs).toBeGreaterThan(bodyMs);
      expect(requestTimeout).toBeGreaterThan(bodyMs);
    }
  });
});

test('a network that is no proxy has a limit of connections, which closed ones do not count for', async () => {
  const server = createHttpServer({ ...direct, connectionsPerNetworkMax: 3 });
  server.on('request', (_, response) => response.end('served'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const sockets = Array.from({ length: 3 }, () => open(url));
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    expect((await send(request('GET', '/', [host]), url)).status).toBe(0);
    const closed = once(sockets[0]!, 'close');
    sockets[0]!.end();
    await closed;
    await expect.poll(async () => (await send(request('GET', '/', [host]), url)).status).toBe(200);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  }
});
