import { createServer, type Server } from 'node:http';
import type { Settings } from '../platform/env.ts';
import { createPeerNetworkReader } from './client-address.ts';

/** Open connections of one process. */
const CONNECTIONS_MAX = 20_000;

/** Of one network that is no trusted proxy: a browser opens six, and one for each stream. */
const CONNECTIONS_PER_NETWORK_MAX = 500;

/**
 * Node's HTTP server with the limits of connections; what a request may send is in routes.ts.
 * https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener
 * @param options.connectionsPerNetworkMax a smaller one, for tests
 */
export function createHttpServer(options: {
  trustedProxies: Settings['TRUSTED_PROXIES'];
  connectionsPerNetworkMax?: number;
}): Server {
  const server = createServer({
    /** Request line and headers, in bytes. */
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    /** A whole request, in case no route limits its body. */
    requestTimeout: 150_000,
    /** Without a request. */
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
  });
  server.maxConnections = CONNECTIONS_MAX;
  limitConnectionsPerNetwork(server, options);
  // A proxy's method, which never reaches the request listener; Node would close without an answer.
  server.on('connect', (_, socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n');
  });
  return server;
}

function limitConnectionsPerNetwork(
  server: Server,
  {
    trustedProxies,
    connectionsPerNetworkMax = CONNECTIONS_PER_NETWORK_MAX,
  }: Parameters<typeof createHttpServer>[0],
): void {
  const readPeerNetwork = createPeerNetworkReader(trustedProxies);
  const counts = new Map<string, number>();
  server.on('connection', (socket) => {
    const network = readPeerNetwork(socket);
    if (network === null) return;
    const count = counts.get(network) ?? 0;
    if (count >= connectionsPerNetworkMax) return void socket.destroy();
    counts.set(network, count + 1);
    socket.on('close', () => {
      const left = counts.get(network)! - 1;
      if (left > 0) counts.set(network, left);
      else counts.delete(network);
    });
  });
}
