import { createServer, type Server } from 'node:http';

/** Open connections of one process. */
const CONNECTIONS_MAX = 20_000;

/**
 * Node's HTTP server with the limits of connections; what a request may send is in routes.ts.
 * https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener
 */
export function createHttpServer(): Server {
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
  // A proxy's method, which never reaches the request listener; Node would close without an answer.
  server.on('connect', (_, socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n');
  });
  return server;
}
