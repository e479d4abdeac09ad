import { setTimeout as delay } from 'node:timers/promises';
import { firstBytes, openSocket } from '../send.ts';
import type { Attack, Target } from '../attack.ts';

const PATHS = [
  ['POST', '/api/trpc/orders.place'],
  ['POST', '/api/trpc/catalog.list?batch=1'],
  ['POST', '/api/auth/sign-in/email'],
  ['POST', '/api/webhooks/stripe'],
  ['POST', '/'],
  ['GET', '/'],
  ['GET', '/readyz'],
] as const;
/** What nobody reads fills the buffers of both systems. */
const BYTES_MAX = 64 * 1024 * 1024;
/** The longest limit of a head or of a small body, with a margin for a busy machine. */
const SLOW_MS_MAX = 20_000;

async function sendEndlessBody(url: string, method: string, path: string): Promise<string | null> {
  const socket = openSocket(url);
  const answer = firstBytes(socket);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.write(
    `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.20\r\n` +
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  while (!socket.destroyed && socket.bytesWritten < BYTES_MAX) {
    if (socket.write(chunk)) continue;
    await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
  const { bytesWritten } = socket;
  socket.destroy();
  if (bytesWritten >= BYTES_MAX) return `${method} ${path} read ${bytesWritten} bytes`;
  const head = await answer;
  return /^HTTP\/1\.1 [45]/.test(head) || head === '' ? null : `${method} ${path}: ${head}`;
}

/** Opens connections, each of which sends a little and then a byte a second. */
function trickle(name: string, connections: number, start: string): Attack {
  return {
    name,
    async run({ url }: Target) {
      const sockets = Array.from({ length: connections }, () => openSocket(url));
      for (const socket of sockets) {
        socket.on('data', () => {});
        socket.write(start);
      }
      const began = performance.now();
      const open = () => sockets.filter((socket) => !socket.destroyed).length;
      while (open() > 0 && performance.now() - began < SLOW_MS_MAX) {
        await delay(1000);
        for (const socket of sockets) socket.write('x');
      }
      const left = open();
      for (const socket of sockets) socket.destroy();
      return left > 0 ? `${left} of ${connections} connections are still open` : null;
    },
  };
}

export const connections: Attack[] = [
  {
    name: 'endless bodies at every kind of route',
    async run({ url }) {
      const outcomes = await Promise.all(
        PATHS.map(([method, path]) => sendEndlessBody(url, method, path)),
      );
      return outcomes.find((outcome) => outcome !== null) ?? null;
    },
  },
  trickle('slow heads on 400 connections', 400, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '),
  trickle(
    'slow bodies on 100 connections',
    100,
    'POST /api/auth/sign-in/email HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.21\r\nContent-Length: 5000\r\n\r\n',
  ),
];
