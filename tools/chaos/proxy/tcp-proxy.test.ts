import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let proxy: TcpProxy;
let received: string[];
let stop: () => Promise<void>;

beforeEach(async () => {
  received = [];
  const sockets = new Set<Socket>();
  const echo = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received.push(chunk.toString());
      socket.write(`echo ${chunk.toString()}`);
    });
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy(() => (echo.address() as AddressInfo).port);
  stop = async () => {
    await proxy.close();
    for (const socket of sockets) socket.destroy();
    echo.close();
    await once(echo, 'close');
  };
});
afterEach(() => stop());

async function open() {
  const socket = connect(proxy.port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.on('error', () => {});
  const closed = new Promise<void>((done) => {
    socket.once('close', () => done());
  });
  return { say: (message: string) => socket.write(message), text: () => text, closed, socket };
}

async function heardEcho(client: { text: () => string }, message: string) {
  await expect.poll(client.text).toContain(`echo ${message}`);
}

test('hands on in both directions', async () => {
  const client = await open();
  client.say('hello');
  await heardEcho(client, 'hello');
  client.socket.end();
  await client.closed;
  await expect.poll(() => proxy.connectionCount).toBe(0);
});

test('cut resets connections', async () => {
  const clients = [await open(), await open()];
  await expect.poll(() => proxy.connectionCount).toBe(2);
  expect(proxy.resetConnections(1)).toBe(2);
  await Promise.all(clients.map((client) => client.closed));
});

test('a stall holds everything back until its end', async () => {
  const client = await open();
  client.say('before');
  await heardEcho(client, 'before');
  const end = proxy.stall();
  client.say('during');
  await new Promise((done) => setTimeout(done, 50));
  expect(received).toEqual(['before']);
  end();
  await heardEcho(client, 'during');
});

test('dropResponses: the request arrives, its response does not', async () => {
  const client = await open();
  client.say('first');
  await heardEcho(client, 'first');
  const end = proxy.dropResponses();
  client.say('second');
  await expect.poll(() => received).toEqual(['first', 'second']);
  end();
  await client.closed;
  expect(client.text()).toBe('echo first');
});

test('slow connections deliver late and in order', async () => {
  const client = await open();
  const end = proxy.addLatency(60);
  const startedAt = performance.now();
  client.say('late');
  await heardEcho(client, 'late');
  expect(performance.now() - startedAt).toBeGreaterThan(100);
  end();
});

test('refused connections are reset, and taken again afterwards', async () => {
  const end = proxy.refuseConnections();
  const refused = connect(proxy.port, '127.0.0.1');
  refused.on('error', () => {});
  await new Promise((done) => refused.once('close', done));
  expect(proxy.connectionCount).toBe(0);
  end();
  const client = await open();
  client.say('again');
  await heardEcho(client, 'again');
});

test('blackholeConnections: neither end receives anything, not even the close', async () => {
  const silenced = await open();
  silenced.say('before');
  await heardEcho(silenced, 'before');
  expect(proxy.blackholeConnections(1)).toBe(1);
  silenced.say('into the void');
  const other = await open();
  other.say('new');
  await heardEcho(other, 'new');
  expect(received).toEqual(['before', 'new']);
  expect(silenced.socket.destroyed).toBe(false);
  silenced.socket.destroy();
  await silenced.closed;
});
