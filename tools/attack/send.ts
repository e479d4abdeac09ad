import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Answer } from './attack.ts';

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Where the shop believes it comes from: it trusts a proxy on loopback, as which we send. */
  network?: string;
  agent?: Agent;
}

/** Sends one request. @returns status 0 when the connection ends without an answer */
export function send(url: string, options: Sent = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, network, agent } = options;
  return new Promise((resolve) => {
    const none = () => resolve({ status: 0, headers: {}, body: '' });
    const sent = request(url, {
      method,
      agent,
      headers: { ...(network && { 'x-forwarded-for': network }), ...headers },
    });
    sent.on('error', none);
    sent.on('close', none);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', none);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.end(body);
  });
}

/** Calls a mutation with a JSON input. */
export function mutate(url: string, path: string, input: unknown, options: Sent = {}) {
  return send(`${url}/api/trpc/${path}`, {
    method: 'POST',
    body: JSON.stringify(input),
    ...options,
    headers: { 'content-type': 'application/json', ...options.headers },
  });
}

/**
 * Sends a request again and again on several connections until the signal.
 * @returns how many answers had each status
 */
export async function flood(
  url: string,
  options: Sent & { connections: number },
  signal: AbortSignal,
): Promise<Map<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const statuses = new Map<number, number>();
  const connections = Array.from({ length: options.connections }, async () => {
    while (!signal.aborted) {
      const { status } = await send(url, { ...options, agent });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  await Promise.all(connections);
  agent.destroy();
  return statuses;
}

/** By default, REQUESTS_PER_MINUTE allows so much a second, and so many seconds of it at once. */
const BUDGET_PER_SECOND = 50;
const BURST_SECONDS = 7.5;

/**
 * A flood achieves nothing when no more was answered than the budget of one network allows, and nothing
 * broke.
 * @param sent.cost of a request
 * @param sent.seconds how long the flood took
 */
export function judgeFlood(
  statuses: Map<number, number>,
  { cost, seconds }: { cost: number; seconds: number },
): string | null {
  const counts = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
  if ([...statuses.keys()].some((status) => status >= 500)) return `errors: ${counts}`;
  const answered = [...statuses].reduce((sum, [status, n]) => sum + (status === 429 ? 0 : n), 0);
  // What was on its way is answered too.
  const allowed = (BUDGET_PER_SECOND * (BURST_SECONDS + seconds + 1)) / cost + 50;
  return answered > allowed ? `more was answered than ${Math.round(allowed)}: ${counts}` : null;
}

/** Opens a connection; its errors are ignored. */
export function openSocket(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  return socket;
}

/** Resolves with the first bytes of an answer, or '' when the connection ends. */
export function firstBytes(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (data: Buffer) => resolve(data.toString('latin1')));
    socket.once('close', () => resolve(''));
  });
}
