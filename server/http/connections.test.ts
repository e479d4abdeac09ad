import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpServer, type HttpServerOptions } from './http-server.ts';

/** A server with small limits, and connections to it that end with the test. */
async function openServer(
  options: Partial<HttpServerOptions>,
  answer = (_: IncomingMessage, response: ServerResponse) => void response.end('served'),
) {
  const server = createHttpServer({
    trustedProxies: ['loopback'],
    keepAliveMs: 80_000,
    directIdleMsMax: 50,
    ...options,
  });
  server.on('request', answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  const open = async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  return { server, open };
}

/** Sends one request and reads its answer; the connection stays open. */
async function ask(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString();
}

test('an idle connection of a proxy serves its next request after the time of the headers has passed', async () => {
  const { server, open } = await openServer({});
  server.headersTimeout = 1;
  const kept = await open();
  expect(await ask(kept)).toContain('Keep-Alive: timeout=80');
  // Node looks for late headers once a second; the look that ends this one has passed the idle one too.
  const late = await open();
  late.write('GET / HTTP/1.1\r\n');
  late.resume();
  await once(late, 'close');
  expect(await ask(kept)).toMatch(/^HTTP\/1\.1 200/);
});

test('an idle connection of a peer that is no proxy ends soon', async () => {
  const { open } = await openServer({ trustedProxies: 0 });
  const socket = await open();
  expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200/);
  await once(socket, 'close');
});

test('an idle connection of a proxy ends after the time that is set', async () => {
  const { open } = await openServer({ keepAliveMs: 50 });
  const socket = await open();
  expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200/);
  await once(socket, 'close');
});

test('a server that drains ends idle and unused connections at once, and one with a request after its answer', async () => {
  const answers: ServerResponse[] = [];
  const { server, open } = await openServer({}, ({ url }, response) => {
    if (url === '/') return void response.end('served');
    answers.push(response);
    server.emit('slow');
  });
  const [idle, unused, busy] = [await open(), await open(), await open()];
  await ask(idle);
  const slow = once(server, 'slow');
  busy.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await slow;

  const ends = [idle, unused].map((socket) => once(socket, 'close'));
  for (const socket of [idle, unused]) socket.resume();
  const drained = server.drain();
  await Promise.all(ends);
  expect(busy.destroyed).toBe(false);

  const [answer, end] = [once(busy, 'data'), once(busy, 'close')];
  answers[0]!.end('served late');
  expect(String((await answer)[0])).toContain('served late');
  await Promise.all([end, drained]);
});

test('until its delay is over a server that drains serves old and new connections, each once', async () => {
  const { server, open } = await openServer({});
  const old = await open();
  await ask(old);
  // Longer than the test; the open connections end with it.
  void server.drain({ delayMs: 60_000 });
  for (const socket of [old, await open()]) {
    const end = once(socket, 'close');
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close/);
    await end;
  }
});
