import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../platform/env.ts';
import { createPeerNetworkReader } from './client-address.ts';

/** Open connections of one process. */
const CONNECTIONS_MAX = 20_000;

/** Of one network that is no trusted proxy: a browser opens six, and one for each stream. */
const CONNECTIONS_PER_NETWORK_MAX = 500;

/** Of a peer that is no trusted proxy, without a request. */
const DIRECT_IDLE_MS_MAX = 5_000;

/** How often a server that drains looks for connections that have become idle. */
const DRAIN_CHECK_MS = 50;

export interface HttpServerOptions {
  trustedProxies: Settings['TRUSTED_PROXIES'];
  /**
   * How long a proxy's connection is kept without a request. A proxy that keeps it for longer sends a
   * request on a closed one now and then, and answers 502.
   */
  keepAliveMs: number;
  /** Smaller limits for tests. */
  connectionsPerNetworkMax?: number;
  directIdleMsMax?: number;
}

export interface HttpServer extends Server {
  /**
   * Ends each connection with its next answer; after `delayMs`, also stops listening and ends those without
   * a request.
   * @returns resolves when all have ended
   */
  drain(options?: { delayMs?: number }): Promise<void>;
}

/**
 * Node's HTTP server with the limits of connections; what a request may send is in routes.ts.
 * https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener
 */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const server = createServer({
    /** Request line and headers, in bytes. */
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    /** A whole request, in case no route limits its body. */
    requestTimeout: 150_000,
    keepAliveTimeout: options.keepAliveMs,
    connectionsCheckingInterval: 1_000,
  });
  server.maxConnections = CONNECTIONS_MAX;
  limitDirectConnections(server, options);
  // A proxy's method, which never reaches the request listener; Node would close without an answer.
  server.on('connect', (_, socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n');
  });
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  return Object.assign(server, {
    drain: ({ delayMs = 0 } = {}) => drain(server, open, delayMs),
  });
}

async function drain(server: Server, open: ReadonlySet<Socket>, delayMs: number): Promise<void> {
  server.prependListener('request', (_, response) => {
    response.shouldKeepAlive = false;
  });
  if (delayMs > 0) await delay(delayMs);
  const closed = new Promise((resolve) => server.close(resolve));
  const endUnused = () => {
    server.closeIdleConnections();
    // Node does not count a connection as idle before its first request.
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
  endUnused();
  const timer = setInterval(endUnused, DRAIN_CHECK_MS);
  await closed;
  clearInterval(timer);
}

/** Of peers that are no trusted proxies: how many of one network, and how long without a request. */
function limitDirectConnections(
  server: Server,
  {
    trustedProxies,
    connectionsPerNetworkMax = CONNECTIONS_PER_NETWORK_MAX,
    directIdleMsMax = DIRECT_IDLE_MS_MAX,
  }: HttpServerOptions,
): void {
  const readPeerNetwork = createPeerNetworkReader(trustedProxies);
  const counts = new Map<string, number>();
  const direct = new WeakSet<Socket>();
  server.on('request', ({ socket }, response) => {
    // After Node's own listener, which sets the time of all connections.
    if (direct.has(socket)) response.on('finish', () => socket.setTimeout(directIdleMsMax));
  });
  server.on('connection', (socket) => {
    const network = readPeerNetwork(socket);
    if (network === null) return;
    const count = counts.get(network) ?? 0;
    if (count >= connectionsPerNetworkMax) return void socket.destroy();
    counts.set(network, count + 1);
    direct.add(socket);
    socket.on('close', () => {
      const left = counts.get(network)! - 1;
      if (left > 0) counts.set(network, left);
      else counts.delete(network);
    });
  });
}
