import { firstBytes, openSocket } from '../send.ts';
import type { Attack, Target } from '../attack.ts';

/** Opens event streams of an order at once. @returns how many are served */
async function countStreams(
  { url, orderId }: Target,
  streams: { network: string; cookie: string }[],
): Promise<number> {
  const input = encodeURIComponent(JSON.stringify({ orderId }));
  const opened = streams.map(({ network, cookie }) => {
    const socket = openSocket(url);
    socket.write(
      `GET /api/trpc/orders.changes?input=${input} HTTP/1.1\r\nHost: localhost\r\n` +
        `Accept: text/event-stream\r\nX-Forwarded-For: ${network}\r\nCookie: ${cookie}\r\n\r\n`,
    );
    return { socket, answer: readUntilDecided(socket) };
  });
  const answers = await Promise.all(opened.map(({ answer }) => answer));
  for (const { socket } of opened) socket.destroy();
  return answers.filter((answer) => answer.includes('"status"')).length;
}

/** Reads until the order, a refusal or the end has come. */
async function readUntilDecided(socket: ReturnType<typeof openSocket>): Promise<string> {
  let answer = '';
  for (;;) {
    const bytes = await firstBytes(socket);
    answer += bytes;
    if (bytes === '' || /"status"|serialized-error|HTTP\/1\.1 4/.test(answer)) return answer;
  }
}

const VIEWER_STREAMS_MAX = 20;

export const streams: Attack[] = [
  {
    name: '200 event streams of one buyer from as many networks',
    async run(target) {
      const cookie = target.buyers[0]!;
      const wanted = Array.from({ length: 200 }, (_, n) => ({
        network: `203.0.${n}.30`,
        cookie,
      }));
      const count = await countStreams(target, wanted);
      return count > VIEWER_STREAMS_MAX ? `${count} streams were served` : null;
    },
  },
];
